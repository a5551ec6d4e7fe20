#include "commands/programs.h"

#include <csignal>

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stackdev::lsp {
namespace {

/// Its session is a process group, too: what it forked ends with it.
void askToEnd(int pid) {
  ::kill(-pid, SIGTERM);
}

std::string shownStatus(int status) {
  if (WIFSIGNALED(status))
    return "was ended by signal " + std::to_string(WTERMSIG(status));
  return "ended with status " + std::to_string(WEXITSTATUS(status));
}

} // namespace

Programs::~Programs() {
  for (const auto& running : running_)
    askToEnd(running.program.pid);
}

void Programs::watch(StartedProgram program) {
  const auto descriptor = static_cast<int>(::syscall(SYS_pidfd_open, program.pid, 0));
  const ProgressToken token = "stackdev/program/" + std::to_string(program.pid);
  const auto running = running_.insert(
      running_.end(),
      Running{std::move(program), boost::asio::posix::stream_descriptor(reading_), token});
  if (descriptor < 0) // too many are open: nobody is told of its end
    return;
  running->end.assign(descriptor);
  running->end.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                          [this, running](const boost::system::error_code& error) {
                            if (!error)
                              ended(running);
                          });
  if (server_.can.showsProgress)
    server_.client.request("window/workDoneProgress/create", json::object{{"token", toJson(token)}},
                           [this, token](const Response& response) {
                             if (!response.error)
                               showProgress(token);
                           });
}

void Programs::showProgress(const ProgressToken& token) {
  auto* running = find(token);
  if (running == nullptr)
    return;
  running->isShown = true;
  const json::object begin{{"kind", "begin"},
                           {"title", "Running " + running->program.name},
                           {"message", running->program.log.string()},
                           {"cancellable", true}};
  server_.client.notify("$/progress", json::object{{"token", toJson(token)}, {"value", begin}});
}

void Programs::ended(std::list<Running>::iterator running) {
  int status = 0;
  ::waitpid(running->program.pid, &status, 0);
  if (running->isShown)
    server_.client.notify("$/progress", json::object{{"token", toJson(running->token)},
                                                     {"value", json::object{{"kind", "end"}}}});
  const bool isFine = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  server_.client.showMessage(isFine ? MessageType::Info : MessageType::Warning,
                             running->program.name + " " + shownStatus(status) +
                                 "; what it wrote: " + running->program.log.string());
  running_.erase(running);
}

bool Programs::cancel(const ProgressToken& token) {
  const auto* running = find(token);
  if (running == nullptr)
    return false;
  askToEnd(running->program.pid);
  return true;
}

Programs::Running* Programs::find(const ProgressToken& token) {
  for (auto& running : running_)
    if (running.token == token)
      return &running;
  return nullptr;
}

} // namespace stackdev::lsp
