// How the commands of services print.
#pragma once

#include <string>
#include <vector>

#include <stackdev/services.h>

#include "command.h"

namespace stackdev::cli {

/// A line for each, with the memory that it takes.
std::string table(const std::vector<ServiceStatus>& services);

/// Trust, and what `up` and `restart` share: progress on stderr, the services on stdout.
using Bring = Result<std::vector<ServiceStatus>> (*)(const Root& root, const UpOptions& options);
int bring(const Globals& globals, const std::vector<std::string>& services, Bring bringing);

} // namespace stackdev::cli
