// Trying the bridge, keeping it, taking it back. Each step is recorded before it is made, so that
// whoever comes next, the guard or the user, can take it back from there; one at a time.
#include <stackdev/network.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include <unistd.h>

#include <stackdev/apply.h>

#include "change/history.h"
#include "change/lock_file.h"
#include "network/gateway.h"
#include "network/host_interfaces.h"
#include "network/network_record.h"
#include "network/take_back.h"
#include "support/process.h"

namespace stackdev {
namespace {

using namespace std::chrono_literals;
using Phase = NetworkRecord::Phase;
using Clock = std::chrono::steady_clock;

constexpr auto kPatience = 5min; // with who is at it: its commands have a minute each
constexpr auto kGuardGivesUp = 1h;
constexpr auto kGuardRests = 5s;
constexpr auto kGuardLooks = 200ms;

Status needRoot() {
  if (::geteuid() == 0)
    return {};
  return Error{ErrorCode::Io, "the machine's network is root's to change: run the same command "
                              "with sudo"};
}

std::filesystem::path lockOf(const Root& root) {
  return root.state / "network.lock";
}

/// Errors: Io if the folder cannot be made or someone else is at it.
Result<LockFile> lockNetwork(const Root& root) {
  if (auto made = makeStateFolder(root.state); !made)
    return made.error();
  return LockFile::take(lockOf(root), kPatience);
}

void append(ChangeSet& changes, const ChangeSet& more) {
  changes.places.insert(changes.places.end(), more.places.begin(), more.places.end());
  changes.files.insert(changes.files.end(), more.files.begin(), more.files.end());
}

std::string newTrialName() {
  return std::to_string(::getpid()) + "-" +
         std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
}

NetworkRecord recordOf(const NetworkPlan& plan, const std::string& trial, bool hadBridge) {
  return {Phase::Trial,   trial,           bootId(),    plan.bridge,   hadBridge,
          plan.interface, plan.ownAddress, plan.lent,   plan.gateway,  plan.method,
          plan.trial,     plan.files,      plan.settle, plan.takeBack, plan.lastResort};
}

/// The record is written, the guard awake.
Result<bool> attempt(const NetworkPlan& plan) {
  const bool answered = gatewayAnswers(plan.gateway, plan.interface, 2s);
  if (auto done = runNetworkCommands(plan.commands); !done)
    return done.error();
  if (answered && !gatewayAnswers(plan.gateway, plan.bridge, 10s))
    return Error{ErrorCode::Io, "the gateway " + plan.gateway +
                                    " answered before, and does not through " + plan.bridge};
  return answered;
}

Error withTakenBack(const Root& root, Error error) {
  const auto stored = storedNetworkRecord(root.state);
  const auto left = !stored   ? Status(stored.error())
                    : *stored ? takeBack(root, **stored)
                              : Status();
  error.message += left ? "\nEverything was taken back." : "\n" + left.error().message;
  return error;
}

/// nullopt if there is none.
Result<std::optional<StoredNetworkRecord>> trialOf(const Root& root) {
  auto stored = storedNetworkRecord(root.state);
  if (stored && *stored && (*stored)->record.phase == Phase::Kept)
    return std::nullopt;
  return stored;
}

} // namespace

Result<bool> tryNetwork(const Root& root, const NetworkPlan& plan, const NetworkGuard& guard) {
  if (auto allowed = needRoot(); !allowed)
    return allowed.error();
  const auto lock = lockNetwork(root);
  if (!lock)
    return lock.error();
  const auto stored = storedNetworkRecord(root.state);
  if (!stored)
    return stored.error();
  if (*stored)
    return Error{ErrorCode::Conflict, "stackdev made " + (*stored)->record.bridge +
                                          " already: stackdev network remove takes it away"};
  const auto interfaces = hostInterfaces();
  if (!interfaces)
    return interfaces.error();
  const auto trial = newTrialName();
  Command watcher{.program = guard.program, .arguments = guard.arguments};
  watcher.arguments.push_back(trial);
  if (auto started = startDetached(watcher); !started)
    return started.error();
  const bool hadBridge = interfaceNamed(*interfaces, plan.bridge) != nullptr;
  auto changes = recordChange(root, std::nullopt, recordOf(plan, trial, hadBridge));
  append(changes, plan.trial);
  if (auto applied = apply(changes, root.state, Remember::No); !applied)
    return applied.error();
  const auto tried = attempt(plan);
  if (!tried)
    return withTakenBack(root, tried.error());
  return *tried;
}

Status keepNetwork(const Root& root) {
  if (auto allowed = needRoot(); !allowed)
    return allowed;
  const auto lock = lockNetwork(root);
  if (!lock)
    return lock.error();
  const auto stored = storedNetworkRecord(root.state);
  if (!stored)
    return stored.error();
  const auto* record = *stored ? &(*stored)->record : nullptr;
  if (record == nullptr || record->phase == Phase::Leaving ||
      (record->phase == Phase::Trial && record->boot != bootId()))
    return Error{ErrorCode::NotFound,
                 "no bridge is on trial: stackdev network apply makes one; if it did, the trial is "
                 "over and was taken back"};
  if (record->phase == Phase::Trial) {
    auto next = *record;
    next.phase = Phase::Kept;
    auto changes = recordChange(root, (*stored)->bytes, next);
    append(changes, next.files);
    append(changes, filesTakenBack(*record));
    if (auto applied = apply(changes, root.state, Remember::No); !applied)
      return applied;
  }
  return runNetworkCommands(record->settle);
}

Result<bool> endNetworkTrial(const Root& root) {
  const auto lock = lockNetwork(root);
  if (!lock)
    return lock.error();
  const auto stored = trialOf(root);
  if (!stored)
    return stored.error();
  if (!*stored)
    return false;
  if (auto done = takeBack(root, **stored); !done)
    return done.error();
  return true;
}

Status guardNetworkTrial(const Root& root, const std::string& trial, std::chrono::seconds wait) {
  const auto over = Clock::now() + wait;
  bool isMade = false; // who began the trial has the lock until it is
  for (; Clock::now() < over; std::this_thread::sleep_for(kGuardLooks)) {
    isMade = isMade || LockFile::take(lockOf(root), 0ms).has_value();
    const auto stored = trialOf(root);
    if (isMade && stored && (!*stored || (*stored)->record.name != trial))
      return {}; // kept, or taken back
  }
  const auto end = Clock::now() + kGuardGivesUp;
  for (;; std::this_thread::sleep_for(kGuardRests)) {
    const auto lock = lockNetwork(root);
    auto stored = trialOf(root);
    Status done = stored ? Status() : Status(stored.error());
    if (stored && (!*stored || (*stored)->record.name != trial))
      return {};
    if (stored)
      done = takeBack(root, **stored);
    if (done || Clock::now() >= end)
      return done;
  }
}

Result<std::optional<NetworkState>> networkState(const Root& root) {
  const auto stored = storedNetworkRecord(root.state);
  if (!stored)
    return stored.error();
  if (!*stored)
    return std::nullopt;
  const auto& record = (*stored)->record;
  return NetworkState{record.bridge, record.interface, record.method, record.phase == Phase::Kept};
}

Result<NetworkRemoval> networkRemoval(const Root& root) {
  const auto stored = storedNetworkRecord(root.state);
  if (!stored)
    return stored.error();
  if (!*stored)
    return Error{ErrorCode::NotFound, "stackdev made no bridge for " + root.folder.string() +
                                          ": there is nothing to remove"};
  const auto& record = (*stored)->record;
  const auto interfaces = hostInterfaces();
  if (!interfaces)
    return interfaces.error();
  for (const auto& each : *interfaces)
    if (!record.hadBridge && each.master == record.bridge && each.name != record.interface)
      return Error{ErrorCode::Conflict, record.bridge + " has another port, " + each.name +
                                            ": shut down the instance that it belongs to, or take "
                                            "it out with `ip link set " +
                                            each.name + " nomaster`"};
  return NetworkRemoval{
      {record.bridge, record.interface, record.method, record.phase == Phase::Kept},
      filesTakenBack(record),
      asOfNow(record).takeBack};
}

Status removeNetwork(const Root& root, const NetworkRemoval& removal) {
  if (auto allowed = needRoot(); !allowed)
    return allowed;
  const auto lock = lockNetwork(root);
  if (!lock)
    return lock.error();
  const auto stored = storedNetworkRecord(root.state);
  if (!stored)
    return stored.error();
  if (!*stored || (*stored)->record.bridge != removal.state.bridge)
    return Error{ErrorCode::Conflict, "the bridge was taken away meanwhile"};
  return takeBack(root, **stored);
}

} // namespace stackdev
