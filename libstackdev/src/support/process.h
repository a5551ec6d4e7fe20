// The one place that starts processes: an argument vector, a chosen environment, a deadline.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <stackdev/result.h>

namespace stackdev {

struct Command {
  std::filesystem::path program; // absolute
  std::vector<std::string> arguments{};
  std::vector<std::string> withoutVariables{}; // of our own environment: "PYTHONPATH"
  std::filesystem::path folder = "/";
  std::chrono::milliseconds deadline{10'000};
  std::vector<std::pair<std::string, std::string>> variables{}; // set beside our own environment
  std::string input{};                                          // what it reads
  std::function<void(std::string_view)> onLine{}; // each line of its output and errors, as it comes
  const std::atomic<bool>* cancelled = nullptr;   // looked at ten times a second
};

struct CommandOutput {
  int status; // exit status; 128 + N where signal N ended it
  std::string output;
  std::string errors;
};

/// Runs it to its end, in a process group of its own that is killed at the deadline, with
/// descriptors 0-2 only. Errors: Io if it can't be started or takes too long, Cancelled.
Result<CommandOutput> run(const Command& command);

/// The program of this name in the folder of our own. Errors: NotFound.
Result<std::filesystem::path> programBeside(std::string_view name);

/// Where programs of this name may be on PATH, in its order; relative folders are passed over.
std::vector<std::filesystem::path> placesOnPath(std::string_view name);

/// The first of them that can be run; "" if there is none.
std::filesystem::path programOnPath(std::string_view name);

/// Starts a program that outlives us: its own session, nothing on its standard streams.
Status startDetached(const Command& command);

/// Runs it in our terminal with our environment, changed as said, and waits for it. A signal that
/// would end us meanwhile goes to it. Returns its exit status, 128 + N where signal N ended it.
Result<int> runInForeground(const std::filesystem::path& program,
                            const std::vector<std::string>& arguments,
                            const std::vector<std::pair<std::string, std::string>>& environment,
                            const std::filesystem::path& folder);

/// Starts a program in a session of its own; it reads nothing and writes into `log`, made anew,
/// 0600. Returns its process id; who calls waits for it. It is asked to end (SIGTERM) when the
/// thread that called this ends, however that comes.
Result<int> startLogged(const std::filesystem::path& program,
                        const std::vector<std::string>& arguments,
                        const std::vector<std::pair<std::string, std::string>>& environment,
                        const std::filesystem::path& folder, const std::filesystem::path& log);

/// Becomes the program: it keeps our process, terminal and environment but for what is set here.
/// `program` without a '/' is looked for on PATH. Returns only if that fails.
Error replaceProcess(const std::filesystem::path& program,
                     const std::vector<std::string>& arguments,
                     const std::vector<std::pair<std::string, std::string>>& environment,
                     const std::filesystem::path& folder);

} // namespace stackdev
