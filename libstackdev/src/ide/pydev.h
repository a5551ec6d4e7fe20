// The files by which Eclipse and PyDev know a project: .project, .pydevproject and the encoding in
// .settings. Source of the formats: Eclipse's project description reader; PyDev's
// PythonNatureStore, PythonPathNature and DjangoConstants (the same from 9.3 to 13).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <stackdev/project.h>
#include <stackdev/result.h>

#include "ide/ide.h"

namespace stackdev {

/// `python interpreter`: the version is the interpreter's. The only value that no PyDev, old or
/// new, refuses and rewrites on the disk.
inline constexpr std::string_view kPydevGrammar = "python interpreter";

/// "/${PROJECT_DIR_NAME}" and below it, as .pydevproject has them. PROJECT_DIR_NAME is the
/// project's name in the workspace, whatever PyDev calls it.
std::vector<std::string> pydevSourcePaths(const Project& project);

enum class DjangoNature { No, Yes };

/// The new contents; the current one, byte for byte, where nothing of ours is to change.
/// Errors: InvalidArgument if the current file can't be understood.
Result<std::string> projectFile(const Project& project, const FileHistory& history,
                                DjangoNature django);
Result<std::string> pydevProjectFile(const Project& project, const std::string& interpreter,
                                     const FileHistory& history);
std::string encodingPreferences(const std::optional<std::string>& current);

} // namespace stackdev
