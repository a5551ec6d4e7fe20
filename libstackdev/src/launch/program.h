// What a launch configuration comes to: a Python, its arguments, environment and folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <stackdev/launch_configuration.h>
#include <stackdev/project.h>
#include <stackdev/run.h>

namespace stackdev {

/// nova's and cinder's own variables that leave their monkey patching out: others do not know them.
std::vector<std::string> monkeyPatchSwitches();

/// The manifest's first interpreter, else the stack's venv, else /usr/bin/python3.
Result<std::filesystem::path> stackInterpreter(const Root& root);

/// The launch configuration's program; nothing of our own environment is in its. Errors:
/// InvalidArgument for a group.
Result<ForegroundProgram> launchedProgram(const Root& root, const LaunchConfiguration& launch,
                                          const std::vector<Project>& projects);

/// The program of a manifest's service or step. Errors: NotFound if its repository is not cloned.
Result<ForegroundProgram> serviceProgram(const Root& root, const ManifestService& service,
                                         const std::vector<Project>& projects);

} // namespace stackdev
