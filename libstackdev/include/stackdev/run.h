// Running a program of the stack, or any command, in the terminal; with the debugger's bootstrap
// under it if asked.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <stackdev/launch_configuration.h>
#include <stackdev/result.h>
#include <stackdev/stack.h>

namespace stackdev {

struct DebugOptions {
  int idePort = 5678;               // of the IDE's debug server, on 127.0.0.1
  std::string debugger = "pydevd";  // or "debugpy"
  std::string attach = "auto";      // or "children", "all"
  bool nativeThreads = false;       // ask the software itself not to patch, where it can
  std::vector<std::string> sources; // folders in which breakpoints are set, wherever the code runs
};

/// A program that takes this process's place: it has the terminal and our environment, changed as
/// said.
struct ForegroundProgram {
  std::filesystem::path program; // absolute, or a command to be found on PATH
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> environment; // set beside what is there
  std::filesystem::path folder;                                 // "" is the current one
  /// The software's own variables that leave its monkey patching out; nullopt: not known.
  std::optional<std::vector<std::string>> switches = {};
};

/// The program of a launch configuration. Errors: NotFound, InvalidArgument for a group.
Result<ForegroundProgram> programNamed(const Root& root, const std::string& name);

/// The program of one of the root's launch configurations. Starts nothing. Errors: InvalidArgument
/// for a group and for tests.
Result<ForegroundProgram> programOf(const Root& root, const LaunchConfiguration& launch,
                                    const std::vector<Project>& projects);

/// The source folders of all projects below a root that has a manifest or was imported; else none:
/// a folder that nobody has called a root is not searched.
std::vector<std::string> knownSourceFolders(const Root& root);

/// The same program with the bootstrap in front of its PYTHONPATH, switched on. Errors:
/// InvalidArgument, also where native threads are asked for and the software has no switch for it.
Result<ForegroundProgram> debugged(ForegroundProgram program, const DebugOptions& options);

/// What runs `stackdev debug` for a service that is under supervision: it takes the service over
/// and gives it back when it ends. Errors: NotFound if there is no stackdev beside our own program.
Result<ForegroundProgram> takingOver(const Root& root, const std::string& service,
                                     const DebugOptions& options);

/// Starts the program beside us, as the leader of a session of its own: nothing to read, what it
/// writes goes into the file `log`, made anew and private. Returns its process id, for the caller
/// to wait for. Errors: NotFound, Io.
Result<int> startBeside(const ForegroundProgram& program, const std::filesystem::path& log);

/// Becomes the program. Returns only if that fails. Errors: NotFound, Io.
Error execute(const ForegroundProgram& program);

} // namespace stackdev
