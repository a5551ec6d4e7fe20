// How the commands of services print.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <stackdev/services.h>

#include "command.h"

namespace stackdev::cli {

/// A line for each, with the memory that it takes and what a debugger may expect of it.
std::string table(const std::vector<ServiceStatus>& services,
                  const std::set<std::string>& debugSafe = {});

/// Trust, and what `up` and `restart` share: progress on stderr, the services on stdout.
using Bring = Result<std::vector<ServiceStatus>> (*)(const Root& root, const UpOptions& options);
int bring(const Globals& globals, const std::vector<std::string>& services, Bring bringing);

} // namespace stackdev::cli
