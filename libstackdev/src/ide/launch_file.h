// Launch configurations as Eclipse's .launch files. Source of the attributes: PyDev's Constants and
// PythonRunnerConfig; Eclipse's GroupLaunchConfigurationDelegate.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <stackdev/launch_configuration.h>
#include <stackdev/result.h>

namespace stackdev {

/// "org.python.pydev.debug.regularLaunchConfigurationType", ...
std::string_view launchType(LaunchConfiguration::Kind kind);

/// The text of NAME.launch. `projects` is used for its locations, by name: an argument is quoted
/// only where what it will become has blanks.
Result<std::string> launchFile(const LaunchConfiguration& launch,
                               const std::vector<Project>& projects);

} // namespace stackdev
