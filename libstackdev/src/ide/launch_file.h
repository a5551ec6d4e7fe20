// Launch configurations as Eclipse's .launch files. Source of the attributes: PyDev's Constants and
// PythonRunnerConfig; Eclipse's GroupLaunchConfigurationDelegate.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <pugixml.hpp>

#include <stackdev/launch_configuration.h>
#include <stackdev/result.h>

namespace stackdev {

/// "org.python.pydev.debug.regularLaunchConfigurationType", ...
std::string_view launchType(LaunchConfiguration::Kind kind);

/// The templates of eclipse-launchers/, read once for all launch configurations.
class LaunchTemplates {
public:
  static Result<LaunchTemplates> load();

  /// The text of NAME.launch. `projects` is used for its locations, by name: an argument is quoted
  /// only where what it will become has blanks.
  std::string launchFile(const LaunchConfiguration& launch,
                         const std::vector<Project>& projects) const;

  std::string debugServer{kDebugServer}; // to which "NAME (debug workers)" sends them

private:
  LaunchTemplates() = default;
  std::string groupFile(const LaunchConfiguration& launch) const;

  std::filesystem::path runner_;
  pugi::xml_document program_;
  pugi::xml_document tests_;
  pugi::xml_document group_;
};

} // namespace stackdev
