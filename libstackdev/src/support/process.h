// The one place that starts processes: an argument vector, a chosen environment, a deadline.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
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
};

struct CommandOutput {
  int status; // exit status; 128 + N where signal N ended it
  std::string output;
  std::string errors;
};

/// Runs it to its end, in a process group of its own that is killed at the deadline, with
/// descriptors 0-2 only and nothing to read. Errors: Io if it can't be started or takes too long.
Result<CommandOutput> run(const Command& command);

/// Starts a program that outlives us: its own session, nothing on its standard streams.
Status startDetached(const Command& command);

/// Starts a program in a session of its own; it reads nothing and writes into `log`, made anew,
/// 0600. Returns its process id; who calls waits for it.
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
