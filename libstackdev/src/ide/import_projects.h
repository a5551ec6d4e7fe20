// Which projects an import takes, and under which names.
#pragma once

#include <string>
#include <vector>

#include <stackdev/project.h>

#include "ide/eclipse_workspace.h"

namespace stackdev {

/// Errors: InvalidArgument for a name, of `names`, that no project and no folder has.
Status checkNames(const std::vector<Project>& projects, const std::vector<std::string>& names);

/// A location that the workspace knows under another name keeps that name, everywhere.
void adoptNames(const WorkspaceState& workspace, std::vector<Project>& projects);

/// Those named (all, if `names` is empty), less those whose name belongs to another folder in
/// this workspace: `warnings` tells which.
std::vector<Project> chosenProjects(const std::vector<Project>& projects,
                                    const std::vector<std::string>& names,
                                    const WorkspaceState& workspace,
                                    std::vector<std::string>& warnings);

} // namespace stackdev
