// Where a project's programs import from.
#pragma once

#include <string>
#include <vector>

#include <stackdev/launch_configuration.h>
#include <stackdev/project.h>

namespace stackdev {

/// The source folders of the project and of all that it refers to, its own first.
std::vector<LaunchText> pythonPath(const Project& project, const std::vector<Project>& projects);

} // namespace stackdev
