// What Eclipse with PyDev, and EGit, shall find: project files in the repositories, launch
// configurations, preferences and the list of projects in the workspace.
#pragma once

#include "ide/eclipse_workspace.h"
#include "ide/ide.h"

namespace stackdev {

/// Errors: InvalidArgument for files that cannot be understood, Io.
Result<IdeFiles> eclipseFiles(const IdeInput& input, const WorkspaceState& workspace);

} // namespace stackdev
