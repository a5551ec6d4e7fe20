// Packages of the operating system, by apt or dnf.
#pragma once

#include <string>
#include <vector>

#include <stackdev/result.h>

namespace stackdev {

enum class PackageManager { Apt, Dnf, None };

/// The one of this machine.
PackageManager packageManager();

/// Those that are not installed. Errors: Io.
Result<std::vector<std::string>> missingSystemPackages(PackageManager manager,
                                                       const std::vector<std::string>& wanted);

/// What installs them, with sudo unless we are root. Empty for no packages.
std::vector<std::string> systemInstallCommand(PackageManager manager,
                                              const std::vector<std::string>& packages);

} // namespace stackdev
