#include "support/process.h"

#include <future>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/process.hpp>
#include <boost/process/extend.hpp>

#include <cerrno>
#include <cstdio>
#include <memory>

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "support/file.h"

namespace stackdev {
namespace {

namespace bp = boost::process;

/// Boost's limit_handles closes the pipes of asynchronous output, too; marking is enough.
void keepOnlyStandardStreams() {
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC); // before exec, so what fails here fails nothing
}

} // namespace

Result<CommandOutput> run(const Command& command) {
  try {
    boost::asio::io_context context;
    std::future<std::string> output;
    std::future<std::string> errors;
    bp::environment environment = boost::this_process::environment();
    for (const auto& name : command.withoutVariables)
      environment.erase(name);
    bp::group group;
    bp::child child(bp::exe = command.program.string(), bp::args = command.arguments, environment,
                    bp::start_dir = command.folder.string(),
                    bp::std_in<bp::null, bp::std_out> output, bp::std_err > errors, context, group,
                    bp::extend::on_exec_setup([](auto&) { keepOnlyStandardStreams(); }));
    // A program may close its output and go on: its end is waited for like its output.
    boost::asio::posix::stream_descriptor ended(
        context, static_cast<int>(::syscall(SYS_pidfd_open, child.id(), 0)));
    ended.async_wait(boost::asio::posix::stream_descriptor::wait_read, [](auto) {});
    context.run_for(command.deadline);
    if (!context.stopped()) {
      group.terminate();
      child.wait();
      return Error{ErrorCode::Io, command.program.string() + ": did not end within " +
                                      std::to_string(command.deadline.count()) + " ms"};
    }
    child.wait();
    const int status = child.native_exit_code();
    return CommandOutput{WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status),
                         output.get(), errors.get()};
  } catch (const std::exception& failure) {
    return Error{ErrorCode::Io, "cannot start " + command.program.string() + ": " + failure.what()};
  }
}

Status startDetached(const Command& command) {
  try {
    bp::child child(bp::exe = command.program.string(), bp::args = command.arguments,
                    bp::start_dir = command.folder.string(),
                    bp::std_in<bp::null, bp::std_out> bp::null, bp::std_err > bp::null,
                    bp::extend::on_exec_setup([](auto&) {
                      keepOnlyStandardStreams();
                      ::setsid();
                    }));
    child.detach();
    return {};
  } catch (const std::exception& failure) {
    return Error{ErrorCode::Io, "cannot start " + command.program.string() + ": " + failure.what()};
  }
}

Result<int> startLogged(const std::filesystem::path& program,
                        const std::vector<std::string>& arguments,
                        const std::vector<std::pair<std::string, std::string>>& environment,
                        const std::filesystem::path& folder, const std::filesystem::path& log) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> output(
      ::fdopen(::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600),
               "w"),
      &std::fclose);
  if (output == nullptr)
    return systemError("cannot write", log, errno);
  try {
    bp::environment variables = boost::this_process::environment();
    for (const auto& [name, value] : environment)
      variables[name] = value;
    bp::child child(bp::exe = program.string(), bp::args = arguments, variables,
                    bp::start_dir = folder.empty() ? std::string(".") : folder.string(),
                    bp::std_in<bp::null, (bp::std_out & bp::std_err)> output.get(),
                    bp::extend::on_exec_setup([](auto&) {
                      keepOnlyStandardStreams();
                      ::setsid();
                    }));
    const int pid = child.id();
    child.detach();
    return pid;
  } catch (const std::exception& failure) {
    return Error{ErrorCode::Io, "cannot start " + program.string() + ": " + failure.what()};
  }
}

Error replaceProcess(const std::filesystem::path& program,
                     const std::vector<std::string>& arguments,
                     const std::vector<std::pair<std::string, std::string>>& environment,
                     const std::filesystem::path& folder) {
  for (const auto& [name, value] : environment)
    ::setenv(name.c_str(), value.c_str(), 1); // NOLINT(concurrency-mt-unsafe): we are about to end
  if (!folder.empty() && ::chdir(folder.c_str()) != 0)
    return systemError("cannot go to", folder, errno);
  std::vector<char*> words;
  auto name = program.string();
  words.push_back(name.data());
  std::vector<std::string> copies = arguments;
  for (auto& argument : copies)
    words.push_back(argument.data());
  words.push_back(nullptr);
  keepOnlyStandardStreams();
  ::execvp(words.front(), words.data());
  return systemError("cannot start", program, errno);
}

} // namespace stackdev
