// What a workspace remembers beside its projects: interpreters, the working set, favorites, EGit's
// list of clones. Each function edits the current file and leaves the rest of it as it is.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <stackdev/project.h>
#include <stackdev/result.h>

#include "python/interpreter.h"

namespace stackdev {

/// org.python.pydev.prefs with the interpreters added that it does not have. `isDefault` tells
/// for the first whether it became, or is, PyDev's default.
struct PydevPreferences {
  std::string text;
  bool isDefault;
  std::string debugServerPort; // where PyDev's debug server waits in this workspace
};
enum class DebugServer { AsItIs, AlwaysOn };
Result<PydevPreferences> pydevPreferences(const std::optional<std::string>& current,
                                          const std::vector<Interpreter>& interpreters,
                                          DebugServer debugServer);

/// workingsets.xml with the set `name` holding these projects, and without the `gone` ones.
Result<std::string> workingSets(const std::optional<std::string>& current, const std::string& name,
                                const std::vector<Project>& projects,
                                const std::vector<std::string>& gone);

/// launchConfigurationHistory.xml that lets the run and debug menus keep favorites: a
/// configuration shows there if it says so itself and this file has the group.
Result<std::string> launchHistory(const std::optional<std::string>& current);

/// org.eclipse.egit.core.prefs with these git folders in its Git Repositories view. Source: EGit's
/// RepositoryUtil. Folders with a ':' can't be expressed there and are left out.
std::string egitPreferences(const std::optional<std::string>& current,
                            const std::filesystem::path& workspace,
                            const std::vector<std::filesystem::path>& gitFolders,
                            const std::vector<std::filesystem::path>& gone);

} // namespace stackdev
