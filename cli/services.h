// How the commands of services print.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/services.h>

#include "command.h"

namespace stackdev::cli {

/// A line for each, with the memory that it takes and what a debugger may expect of it.
std::string table(const std::vector<ServiceStatus>& services,
                  const std::set<std::string>& debugSafe = {});

/// Whether it runs, ready or not.
bool isAlive(const ServiceStatus& service);

/// Under --dry-run: what would be done to each ("start"; "" for nothing), and how they are as JSON.
int showPlan(const Globals& globals, const std::vector<ServiceStatus>& services,
             const std::function<std::string_view(const ServiceStatus&)>& deed);

/// Trust, and what `up` and `restart` share: progress on stderr, the services on stdout.
using Bring = Result<std::vector<ServiceStatus>> (*)(const Root& root, const UpOptions& options);
int bring(const Globals& globals, const std::vector<std::string>& services, Bring bringing);

} // namespace stackdev::cli
