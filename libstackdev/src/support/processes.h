// The processes of this machine, read from /proc: which are there, which carry a mark in their
// environment, and how they are ended.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace stackdev {

std::vector<pid_t> allProcesses();

/// "python3 -m http.server"; "?" if it has ended.
std::string commandLineOf(pid_t pid);

/// The value of a variable in the environment that the process was started with; nullopt where it
/// has none, has ended or is another user's.
std::optional<std::string> environmentOf(pid_t pid, std::string_view variable);

/// Main memory in KiB; 0 if it has ended.
long memoryOf(pid_t pid);

/// It was killed and nobody has asked for its status yet, or it is gone.
bool hasEnded(pid_t pid);

/// SIGTERM, and SIGKILL to those that are there after `grace`. True if all have ended.
bool end(const std::vector<pid_t>& pids, std::chrono::milliseconds grace);

} // namespace stackdev
