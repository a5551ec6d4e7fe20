#include "support/process.h"

#include <algorithm>
#include <array>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/process.hpp>
#include <boost/process/extend.hpp>
#include <boost/process/posix.hpp>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/descriptor.h"
#include "support/file.h"

namespace stackdev {
namespace {

namespace bp = boost::process;

constexpr std::chrono::milliseconds kLook{100}; // at what may cancel
constexpr int kCannotRun = 127;                 // as shells say it

/// Boost's limit_handles closes the pipes of asynchronous output, too; marking is enough.
void keepOnlyStandardStreams() {
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC); // before exec, so what fails here fails nothing
}

/// Reads a pipe to its end; hands on lines, which a carriage return ends, too, and the pipe's end.
class PipeReader {
public:
  PipeReader(boost::asio::io_context& context, const Command& command)
      : pipe_(context), command_(command) {}

  bp::async_pipe& pipe() { return pipe_; }
  const std::string& text() const { return text_; }

  void read() {
    pipe_.async_read_some(boost::asio::buffer(buffer_), [this](auto failure, std::size_t size) {
      text_.append(buffer_.data(), size);
      tellLines();
      if (!failure)
        read();
      else if (command_.onLine && told_ < text_.size())
        command_.onLine(std::string_view(text_).substr(told_));
    });
  }

private:
  void tellLines() {
    if (!command_.onLine)
      return;
    for (auto end = text_.find_first_of("\r\n", told_); end != std::string::npos;
         end = text_.find_first_of("\r\n", told_)) {
      if (end > told_)
        command_.onLine(std::string_view(text_).substr(told_, end - told_));
      told_ = end + 1;
    }
  }

  bp::async_pipe pipe_;
  const Command& command_;
  std::array<char, 8192> buffer_{};
  std::string text_;
  std::size_t told_ = 0; // what comes before was handed on
};

bp::environment environmentOf(const Command& command) {
  bp::environment environment = boost::this_process::environment();
  for (const auto& name : command.withoutVariables)
    environment.erase(name);
  for (const auto& [name, value] : command.variables)
    environment[name] = value;
  return environment;
}

/// A file in memory, not a pipe: nobody must feed it, and a program that reads none of it harms
/// none.
Descriptor readable(const std::string& input) {
  Descriptor file(::memfd_create("input", MFD_CLOEXEC));
  if (::write(file.fd(), input.data(), input.size()) != static_cast<ssize_t>(input.size()) ||
      ::lseek(file.fd(), 0, SEEK_SET) != 0)
    throw std::system_error(errno, std::generic_category(), "its input");
  return file;
}

enum class End { Itself, Deadline, Cancelled };

/// Runs what waits in `context` until nothing is left to wait for.
End waited(boost::asio::io_context& context, const Command& command) {
  const auto deadline = std::chrono::steady_clock::now() + command.deadline;
  while (!context.stopped()) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= deadline)
      return End::Deadline;
    if (command.cancelled != nullptr && command.cancelled->load())
      return End::Cancelled;
    context.run_for(std::min<std::chrono::nanoseconds>(deadline - now, kLook));
  }
  return End::Itself;
}

} // namespace

Result<CommandOutput> run(const Command& command) {
  try {
    boost::asio::io_context context;
    PipeReader output(context, command);
    PipeReader errors(context, command);
    bp::group group;
    const auto input = readable(command.input);
    bp::child child(bp::exe = command.program.string(), bp::args = command.arguments,
                    environmentOf(command), bp::start_dir = command.folder.string(),
                    bp::posix::fd.bind(STDIN_FILENO, input.fd()), bp::std_out > output.pipe(),
                    bp::std_err > errors.pipe(), context, group,
                    bp::extend::on_exec_setup([](auto&) { keepOnlyStandardStreams(); }));
    output.read();
    errors.read();
    // A program may close its output and go on: its end is waited for like its output.
    boost::asio::posix::stream_descriptor ended(
        context, static_cast<int>(::syscall(SYS_pidfd_open, child.id(), 0)));
    ended.async_wait(boost::asio::posix::stream_descriptor::wait_read, [](auto) {});
    if (const auto end = waited(context, command); end != End::Itself) {
      group.terminate();
      child.wait();
      if (end == End::Cancelled)
        return Error{ErrorCode::Cancelled, command.program.string() + ": interrupted"};
      return Error{ErrorCode::Io, command.program.string() + ": did not end within " +
                                      std::to_string(command.deadline.count()) + " ms"};
    }
    child.wait();
    const int status = child.native_exit_code();
    return CommandOutput{WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status),
                         output.text(), errors.text()};
  } catch (const std::exception& failure) {
    return Error{ErrorCode::Io, "cannot start " + command.program.string() + ": " + failure.what()};
  }
}

Result<std::filesystem::path> programBeside(std::string_view name) {
  std::error_code error;
  const auto own = std::filesystem::read_symlink("/proc/self/exe", error);
  auto beside = own.parent_path() / name;
  if (error || !std::filesystem::is_regular_file(beside, error))
    return Error{ErrorCode::NotFound, std::string(name) + " is not beside " + own.string()};
  return beside;
}

std::vector<std::filesystem::path> placesOnPath(std::string_view name) {
  std::vector<std::filesystem::path> places;
  const char* search = std::getenv("PATH"); // NOLINT(concurrency-mt-unsafe): nobody sets it
  std::string_view folders = search == nullptr ? "" : search;
  while (!folders.empty()) {
    const auto folder = folders.substr(0, folders.find(':'));
    folders.remove_prefix(std::min(folders.size(), folder.size() + 1));
    if (folder.starts_with('/'))
      places.push_back(std::filesystem::path(folder) / name);
  }
  return places;
}

std::filesystem::path programOnPath(std::string_view name) {
  for (auto& place : placesOnPath(name))
    if (::access(place.c_str(), X_OK) == 0)
      return std::move(place);
  return {};
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
                      ::prctl(PR_SET_PDEATHSIG, SIGTERM); // we may be killed, as editors do
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

Result<int> runInForeground(const std::filesystem::path& program,
                            const std::vector<std::string>& arguments,
                            const std::vector<std::pair<std::string, std::string>>& environment,
                            const std::filesystem::path& folder) {
  sigset_t waited;
  sigset_t before;
  sigemptyset(&waited);
  for (const int number : {SIGCHLD, SIGINT, SIGQUIT, SIGTERM, SIGHUP})
    sigaddset(&waited, number);
  ::pthread_sigmask(SIG_BLOCK, &waited, &before);
  const pid_t child = ::fork();
  if (child == 0) {
    ::pthread_sigmask(SIG_UNBLOCK, &waited, nullptr); // of the caller's HeldSignals, too
    const auto failure = replaceProcess(program, arguments, environment, folder);
    const auto message = "stackdev: " + failure.message + "\n";
    (void)!::write(STDERR_FILENO, message.data(), message.size());
    ::_exit(kCannotRun);
  }
  if (child < 0)
    return systemError("cannot start", program, errno);
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) != child) {
    siginfo_t signal{};
    const int number = ::sigwaitinfo(&waited, &signal);
    // The terminal's own go to all of its foreground processes, so to the child as well.
    if ((number == SIGTERM || number == SIGHUP || number == SIGINT || number == SIGQUIT) &&
        signal.si_code != SI_KERNEL)
      ::kill(child, number);
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

} // namespace stackdev
