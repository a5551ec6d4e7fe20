#include <stackdev/services.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include <unistd.h>

#include "services/state_folder.h"
#include "services/units.h"
#include "stack/expansion.h"
#include "supervision/supervisor.h"
#include "support/file.h"
#include "support/processes.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;
using State = SupervisedProcess::State;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook{30};
constexpr std::chrono::milliseconds kGrace{2'000};
constexpr std::chrono::seconds kStopsWithin{15};

bool isAlive(const SupervisedProcess& process) {
  return process.pid != 0 || process.state == State::Backoff;
}

/// Those that nothing needs any more that is to be stopped and still runs.
std::vector<std::string> nextToStop(const std::vector<SupervisedProcess>& alive,
                                    const Manifest& manifest) {
  std::set<std::string> needed;
  for (const auto* list : {&manifest.services, &manifest.steps})
    for (const auto& one : *list)
      if (std::any_of(alive.begin(), alive.end(),
                      [&](const auto& process) { return process.name == one.name; }))
        if (const auto all = withNeeds({one.name}, manifest))
          for (const auto& name : *all)
            if (name != one.name)
              needed.insert(name);
  std::vector<std::string> next;
  for (const auto& process : alive)
    if (!needed.contains(process.name))
      next.push_back(process.name);
  return next;
}

/// Databases and brokers, on which the others depend, end after them.
Status stopInOrder(const Supervisor& supervisor, const std::set<std::string>& wanted,
                   const Manifest& manifest) {
  const auto deadline = Clock::now() + kStopsWithin;
  std::set<std::string> told;
  while (Clock::now() < deadline) {
    const auto processes = supervisor.processes();
    if (!processes)
      return processes.error();
    std::vector<SupervisedProcess> alive;
    std::copy_if(
        processes->begin(), processes->end(), std::back_inserter(alive),
        [&](const auto& process) { return isAlive(process) && wanted.contains(process.name); });
    if (alive.empty())
      return {};
    for (const auto& name : nextToStop(alive, manifest))
      if (told.insert(name).second)
        if (auto done = supervisor.stopProcess(name); !done)
          return done;
    std::this_thread::sleep_for(kLook);
  }
  return {};
}

Status endSupervisor(const Supervisor& supervisor) {
  const auto pid = supervisor.pid();
  if (auto done = supervisor.shutDown(); !done)
    return done;
  const auto deadline = Clock::now() + kStopsWithin;
  while (pid > 0 && !hasEnded(pid) && Clock::now() < deadline)
    std::this_thread::sleep_for(kLook);
  return {};
}

/// Whatever carries the folder's mark: left by a killed supervisord, or gone its own way as epmd
/// does.
Status endTheRest(const Path& folder) {
  std::vector<pid_t> pids;
  for (const auto& process : serviceProcesses(folder))
    if (process.pid != ::getpid() && process.pid != ::getppid())
      pids.push_back(process.pid);
  if (pids.empty() || end(pids, kGrace))
    return {};
  return Error{ErrorCode::Io,
               "pid " + std::to_string(pids.front()) + " (" + commandLineOf(pids.front()) +
                   ") does not end. Kill it: kill -9 " + std::to_string(pids.front())};
}

Status removeAll(const Path& folder, const Supervisor& supervisor) {
  std::error_code failure;
  std::filesystem::remove(supervisor.socket(), failure);
  std::filesystem::remove_all(folder, failure);
  return failure ? Status(systemError("cannot remove", folder, failure.value())) : Status();
}

std::set<std::string> allNames(const Manifest& manifest) {
  std::set<std::string> names;
  for (const auto* list : {&manifest.services, &manifest.steps})
    for (const auto& one : *list)
      names.insert(one.name);
  return names;
}

} // namespace

Status down(const Root& root, Wipe wipe) {
  const auto folder = servicesFolder(root.state);
  std::error_code ignored;
  if (!std::filesystem::exists(folder, ignored))
    return {};
  const auto lock = lockServices(folder);
  if (!lock)
    return lock.error();
  const Supervisor supervisor(folder);
  if (supervisor.isRunning()) {
    const auto manifest = root.manifest.value_or(Manifest{});
    if (auto done = stopInOrder(supervisor, allNames(manifest), manifest); !done)
      return done;
    if (auto done = endSupervisor(supervisor); !done)
      return done;
  }
  if (auto done = endTheRest(folder); !done)
    return done;
  return wipe == Wipe::Yes ? removeAll(folder, supervisor) : Status();
}

Result<std::vector<ServiceStatus>> restart(const Root& root, const UpOptions& options) {
  const auto folder = servicesFolder(root.state);
  const Supervisor supervisor(folder);
  if (root.manifest && supervisor.isRunning()) {
    if (const auto known = withNeeds(options.services, *root.manifest); !known)
      return known.error();
    const auto lock = lockServices(folder);
    if (!lock)
      return lock.error();
    const std::set<std::string> named(options.services.begin(), options.services.end());
    if (auto done = stopInOrder(supervisor, named.empty() ? allNames(*root.manifest) : named,
                                *root.manifest);
        !done)
      return done.error();
  }
  return up(root, options);
}

} // namespace stackdev
