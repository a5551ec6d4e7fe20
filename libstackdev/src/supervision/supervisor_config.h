// What supervisord is told: a supervisord.conf of our own, all of it below the services' folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <stackdev/run.h>

namespace stackdev {

/// A process under supervision.
struct SupervisedProgram {
  std::string name;
  ForegroundProgram program;
  bool once = false;   // it ends by itself, and that is well
  int stopSeconds = 3; // from SIGTERM to SIGKILL
};

/// Errors: InvalidArgument for a name, argument or path that the format has no way to write.
Result<std::string> supervisorConfig(const std::filesystem::path& folder,
                                     const std::filesystem::path& socket,
                                     const std::vector<SupervisedProgram>& programs);

/// The log of a process in the services' folder.
std::filesystem::path logFile(const std::filesystem::path& folder, const std::string& name);

/// In each supervised process's environment: the services' folder, and its own name.
inline constexpr std::string_view kFolderVariable = "STACKDEV_SERVICES";
inline constexpr std::string_view kNameVariable = "STACKDEV_SERVICE";

} // namespace stackdev
