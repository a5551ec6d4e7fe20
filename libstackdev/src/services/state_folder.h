// The services' folder on the disk: who works on it, what was done in it, what was left running.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include <stackdev/change_set.h>
#include <stackdev/result.h>

#include "change/lock_file.h"

namespace stackdev {

/// Makes the folder and those in it.
Status makeServicesFolder(const std::filesystem::path& folder);

/// Makes the folders below it in which the changes' files are, for its user alone.
Status makeFoldersFor(const ChangeSet& changes, const std::filesystem::path& folder);

/// One `up`, `down` or `restart` at a time. Errors: Io, naming the process that is at it.
Result<LockFile> lockServices(const std::filesystem::path& folder,
                              std::chrono::milliseconds patience = std::chrono::seconds(2));

/// The fingerprint with which a step was done last; nullopt if never.
std::optional<std::string> doneMark(const std::filesystem::path& folder, const std::string& step);
Status markDone(const std::filesystem::path& folder, const std::string& step,
                const std::string& fingerprint);

/// A process of the services', whoever is its parent now.
struct ServiceProcess {
  pid_t pid;
  std::string service; // "supervisord": that itself
};

/// All that carry the folder's mark in their environment.
std::vector<ServiceProcess> serviceProcesses(const std::filesystem::path& folder);

/// The `stackdev debug` that has taken the service over; nullopt if none has.
std::optional<pid_t> debuggerOf(const std::filesystem::path& folder, const std::string& service);
std::filesystem::path debuggerFile(const std::filesystem::path& folder, const std::string& service);

/// The last lines of a process's log, indented: the end of a message. Its first `known` bytes are
/// of earlier runs, and left out.
std::string endOfLog(const std::filesystem::path& folder, const std::string& name,
                     std::uintmax_t known = 0);

} // namespace stackdev
