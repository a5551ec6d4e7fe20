#include "services/start_supervisor.h"

#include <chrono>
#include <set>

#include <unistd.h>

#include <stackdev/apply.h>

#include "configuration/configuration_files.h"
#include "configuration/source_metadata.h"
#include "services/state_folder.h"
#include "stack/expansion.h"
#include "support/file.h"
#include "support/processes.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr std::chrono::milliseconds kStrayGrace{4'000};

/// What the generated files that a program reads look like matters to steps, too; they are few.
Status writeConfiguration(const Root& root, const std::vector<Unit>& units, const Path& socket,
                          bool& changed) {
  Secrets secrets(servicesFolder(root.state));
  auto plan = configurationPlan(root, secrets);
  if (!plan)
    return plan.error();
  if (auto added = addSourceMetadata(root, plan->changes); !added)
    return added;
  std::vector<SupervisedProgram> programs;
  for (const auto& unit : units)
    if (!unit.problem)
      programs.push_back(unit.process);
  const auto folder = servicesFolder(root.state);
  auto text = supervisorConfig(folder, socket, programs);
  if (!text)
    return text.error();
  const auto file = folder / "supervisord.conf";
  auto before = readFileIfThere(file);
  if (!before)
    return before.error();
  changed = *before != *text;
  plan->changes.files.push_back({file, *before, std::move(*text), FileMode::Private});
  if (auto made = makeFoldersFor(plan->changes, folder); !made)
    return made;
  return apply(plan->changes, root.state, Remember::No);
}

/// A process that a killed supervisord or an old `stackdev debug` left behind would have the ports
/// of the one that we start.
Status endStrays(const Path& folder, const Supervisor& supervisor,
                 const std::vector<SupervisedProcess>& known) {
  std::vector<pid_t> strays;
  std::set<std::string> running;
  for (const auto& process : known)
    if (process.pid != 0)
      running.insert(process.name);
  for (const auto& process : serviceProcesses(folder))
    if (process.pid != supervisor.pid() && process.pid != ::getpid() &&
        !running.contains(process.service) && !debuggerOf(folder, process.service))
      strays.push_back(process.pid);
  if (strays.empty() || end(strays, kStrayGrace))
    return {};
  return Error{ErrorCode::Io, "a process that an earlier run left behind does not end: " +
                                  commandLineOf(strays.front())};
}

} // namespace

Status startSupervisor(const Root& root, const Supervisor& supervisor,
                       const std::vector<Unit>& units) {
  const auto folder = servicesFolder(root.state);
  const bool wasRunning = supervisor.isRunning();
  bool changed = false;
  if (auto written = writeConfiguration(root, units, supervisor.socket(), changed); !written)
    return written;
  if (wasRunning && changed)
    if (auto done = supervisor.reload(); !done)
      return done;
  std::vector<SupervisedProcess> known;
  if (wasRunning) {
    auto processes = supervisor.processes();
    if (!processes)
      return processes.error();
    known = std::move(*processes);
  }
  if (auto done = endStrays(folder, supervisor, known); !done)
    return done;
  return wasRunning ? Status() : supervisor.start();
}

} // namespace stackdev
