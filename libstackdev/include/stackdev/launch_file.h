// Launch configurations in the form of an IDE, for who wants to hand one over.
#pragma once

#include <string>
#include <vector>

#include <stackdev/launch_configuration.h>
#include <stackdev/result.h>

namespace stackdev {

/// The text of Eclipse's NAME.launch for each launch configuration, in their order. Errors: Io if
/// the templates cannot be read.
Result<std::vector<std::string>>
eclipseLaunchFiles(const std::vector<LaunchConfiguration>& launches,
                   const std::vector<Project>& projects);

} // namespace stackdev
