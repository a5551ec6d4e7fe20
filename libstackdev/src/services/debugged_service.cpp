#include <stackdev/services.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include <unistd.h>

#include <stackdev/apply.h>

#include "services/state_folder.h"
#include "stack/expansion.h"
#include "supervision/supervisor.h"
#include "supervision/supervisor_config.h"
#include "support/file.h"
#include "support/held_signals.h"
#include "support/process.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;
using State = SupervisedProcess::State;

constexpr std::chrono::milliseconds kLook{30};
constexpr std::chrono::seconds kStopsWithin{15};

Result<State> stateOf(const Supervisor& supervisor, const std::string& name) {
  const auto processes = supervisor.processes();
  if (!processes)
    return processes.error();
  for (const auto& process : *processes)
    if (process.name == name)
      return process.state;
  return State::Unknown;
}

bool isSupervised(State state) {
  return state == State::Running || state == State::Starting || state == State::Backoff;
}

Status stopAndWait(const Supervisor& supervisor, const std::string& name) {
  if (auto told = supervisor.stopProcess(name); !told)
    return told;
  const auto deadline = std::chrono::steady_clock::now() + kStopsWithin;
  while (std::chrono::steady_clock::now() < deadline) {
    const auto state = stateOf(supervisor, name);
    if (!state)
      return state.error();
    if (!isSupervised(*state) && *state != State::Stopping)
      return {};
    std::this_thread::sleep_for(kLook);
  }
  return Error{ErrorCode::Io, name + " does not stop"};
}

/// Says to `status` and `up` whose the service is meanwhile.
Status write(const Root& root, const std::string& name, std::optional<std::string> text) {
  const auto file = debuggerFile(servicesFolder(root.state), name);
  auto before = readFileIfThere(file);
  if (!before)
    return before.error();
  return apply({"debug " + name,
                {root.state},
                {{file, std::move(*before), std::move(text), FileMode::Private}}},
               root.state, Remember::No);
}

Status isNotDebugged(const Path& folder, const std::string& name) {
  if (const auto debugger = debuggerOf(folder, name))
    return Error{ErrorCode::Conflict, name + " is being debugged already, by process " +
                                          std::to_string(*debugger) + "; end that first"};
  return {};
}

/// To its supervisor, if it was not brought down meanwhile.
Status giveBack(const Root& root, const std::string& name, const Supervisor& supervisor) {
  auto given = write(root, name, std::nullopt);
  return supervisor.isRunning() ? supervisor.startProcess(name) : given;
}

} // namespace

Status runsNowhereElse(const Root& root, const std::string& name) {
  const auto folder = servicesFolder(root.state);
  const auto state = stateOf(Supervisor(folder), name);
  if (!state || !isSupervised(*state))
    return isNotDebugged(folder, name);
  return Error{ErrorCode::Conflict, name +
                                        " runs already, under supervision. End it: stackdev down; "
                                        "or take it over in a terminal: stackdev debug " +
                                        name};
}

Result<std::optional<int>> runInPlaceOf(const Root& root, const std::string& name,
                                        const ForegroundProgram& program) {
  const auto folder = servicesFolder(root.state);
  if (auto fine = isNotDebugged(folder, name); !fine)
    return fine.error();
  const Supervisor supervisor(folder);
  const auto state = stateOf(supervisor, name);
  if (!state || !isSupervised(*state))
    return std::optional<int>();
  const HeldSignals held; // who takes a service gives it back; the program gets them
  if (auto written = write(root, name, std::to_string(::getpid())); !written)
    return written.error();
  if (auto stopped = stopAndWait(supervisor, name); !stopped) {
    (void)giveBack(root, name, supervisor);
    return stopped.error();
  }
  auto environment = program.environment;
  environment.emplace_back(kFolderVariable, folder.string());
  environment.emplace_back(kNameVariable, name);
  const auto status =
      runInForeground(program.program, program.arguments, environment, program.folder);
  const auto given = giveBack(root, name, supervisor);
  if (!status)
    return status.error();
  if (!given)
    return given.error();
  return std::optional(*status);
}

} // namespace stackdev
