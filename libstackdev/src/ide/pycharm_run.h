// Launch configurations as PyCharm's run configurations: NAME.run.xml. Source of the options:
// AbstractPythonRunConfiguration, PythonRunConfiguration and PyRemoteDebugConfiguration, as PyCharm
// writes them.
#pragma once

#include <string>
#include <string_view>

#include "ide/ide.h"

namespace stackdev {

/// "PythonConfigurationType", ...
std::string_view pycharmType(LaunchConfiguration::Kind kind);

std::string pycharmRunFile(const LaunchConfiguration& launch, const IdeInput& input);

/// The debug server to which workers connect that run with the bootstrap.
inline constexpr std::string_view kPycharmServerName = "stackdev debug server";
inline constexpr std::string_view kPycharmServerType = "PyRemoteDebugConfigurationType";
std::string pycharmServerFile();

} // namespace stackdev
