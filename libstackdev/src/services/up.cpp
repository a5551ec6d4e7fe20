#include <stackdev/services.h>

#include <algorithm>

#include "services/bringing.h"
#include "services/start_supervisor.h"
#include "services/state_folder.h"
#include "services/units.h"
#include "stack/expansion.h"
#include "supervision/supervisor.h"

namespace stackdev {
namespace {

/// Whatever was being asked of a supervisord that is gone.
Error explained(const Supervisor& supervisor, const Error& error) {
  if (error.code == ErrorCode::Cancelled || supervisor.isRunning())
    return error;
  return {ErrorCode::Io, "supervisord has ended while it brought the services up (" +
                             error.message + "). stackdev up starts it anew"};
}

std::vector<Unit> neededOf(const std::vector<Unit>& units, const std::set<std::string>& needed) {
  std::vector<Unit> result;
  std::copy_if(units.begin(), units.end(), std::back_inserter(result),
               [&](const Unit& unit) { return needed.contains(unit.name()); });
  return result;
}

} // namespace

Result<std::vector<ServiceStatus>> up(const Root& root, const UpOptions& options) {
  const auto units = unitsOf(root);
  if (!units)
    return units.error();
  const auto needed = withNeeds(options.services, *root.manifest);
  if (!needed)
    return needed.error();
  const auto wanted = neededOf(*units, *needed);
  for (const auto& unit : wanted)
    if (unit.problem)
      return *unit.problem;
  const auto folder = servicesFolder(root.state);
  if (auto made = makeServicesFolder(folder); !made)
    return made.error();
  const auto lock = lockServices(folder);
  if (!lock)
    return lock.error();
  const Supervisor supervisor(folder);
  if (auto started = startSupervisor(root, supervisor, *units); !started)
    return started.error();
  if (auto done = bringUp(folder, options, wanted, supervisor); !done)
    return explained(supervisor, done.error());
  return upPlan(root, options.services);
}

Result<std::vector<ServiceStatus>> upPlan(const Root& root,
                                          const std::vector<std::string>& services) {
  auto all = serviceStatus(root);
  if (!all)
    return all;
  const auto needed = withNeeds(services, *root.manifest);
  if (!needed)
    return needed.error();
  std::erase_if(*all, [&](const auto& one) { return !needed->contains(one.name); });
  return all;
}

} // namespace stackdev
