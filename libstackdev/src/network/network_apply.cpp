// Trying the bridge, keeping it, taking it back. Each step is recorded before it is made, so that
// whoever comes next, the guard or the user, can take it back from there.
#include <stackdev/network.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <thread>

#include <unistd.h>

#include <stackdev/apply.h>

#include "network/gateway.h"
#include "network/host_interfaces.h"
#include "network/network_record.h"
#include "support/process.h"

namespace stackdev {
namespace {

using namespace std::chrono_literals;
using Phase = NetworkRecord::Phase;

Status needRoot() {
  if (::geteuid() == 0)
    return {};
  return Error{ErrorCode::Io, "the machine's network is root's to change: run the same command "
                              "with sudo"};
}

/// Which of its lines it was; `ip` counts them: "Command failed -:4".
std::string shownFailure(const NetworkCommand& command, const std::string& errors) {
  static constexpr std::string_view kCount = "Command failed -:";
  const auto at = errors.find(kCount);
  const auto lines = shownCommands({command});
  std::size_t number = 1;
  if (at != std::string::npos)
    std::from_chars(errors.data() + at + kCount.size(), errors.data() + errors.size(), number);
  return lines[number - 1 < lines.size() ? number - 1 : 0] + ": " + errors.substr(0, at);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words)
    text += (text.empty() ? "" : ", ") + word;
  return text;
}

Status runAll(const std::vector<NetworkCommand>& commands) {
  for (const auto& each : commands) {
    const auto program = programOnPath(each.program);
    if (program.empty())
      return Error{ErrorCode::NotFound, each.program + " is not on PATH"};
    Command command{.program = program, .arguments = each.arguments};
    command.deadline = 60s;
    command.variables = {{"LC_ALL", "C"}};
    for (const auto& line : each.batch)
      command.input += line + "\n";
    const auto answer = run(command);
    if (!answer)
      return answer.error();
    if (answer->status != 0)
      return Error{ErrorCode::Io, shownFailure(each, answer->errors)};
  }
  return {};
}

void append(ChangeSet& changes, const ChangeSet& more) {
  changes.places.insert(changes.places.end(), more.places.begin(), more.places.end());
  changes.files.insert(changes.files.end(), more.files.begin(), more.files.end());
}

/// The record as it is becomes `next`, with whatever files change at the same moment.
ChangeSet recordChange(const Root& root, const std::optional<std::string>& before,
                       const std::optional<NetworkRecord>& next) {
  const auto bridge = next ? next->bridge : std::string("gone");
  return {"bridge " + bridge,
          {root.state},
          {{networkRecordFile(root.state), before,
            next ? std::optional(encoded(*next)) : std::nullopt, FileMode::Private}}};
}

bool hasAll(const HostInterface& interface, const NetworkRecord& record) {
  const auto hasAddress = [&](const std::string& text) {
    return std::any_of(interface.addresses.begin(), interface.addresses.end(),
                       [&](const auto& address) { return address.text == text; });
  };
  const auto isGateway = [&](const auto& route) { return route.gateway == record.gateway; };
  return std::all_of(record.lent.begin(), record.lent.end(), hasAddress) &&
         (record.gateway.empty() ||
          std::any_of(interface.routes.begin(), interface.routes.end(), isGateway));
}

/// What is not as it was before; "" if all is. NetworkManager takes its time.
std::string leftOver(const NetworkRecord& record) {
  std::string left;
  for (int tries = 0; tries < 25; ++tries, std::this_thread::sleep_for(200ms)) {
    const auto interfaces = hostInterfaces();
    if (!interfaces)
      return interfaces.error().message;
    const auto* interface = interfaceNamed(*interfaces, record.interface);
    if (!record.hadBridge && interfaceNamed(*interfaces, record.bridge) != nullptr)
      left = record.bridge + " is still there";
    else if (interface != nullptr && !hasAll(*interface, record))
      left = record.interface + " has not all that it had: " + joined(record.lent) +
             (record.gateway.empty() ? "" : ", the route through " + record.gateway);
    else
      return {};
  }
  return left;
}

/// From whatever phase it is in. Commands that fail because what they take back is not there any
/// more are no failure; a bridge that stays is.
Status leave(const Root& root, StoredNetworkRecord stored) {
  auto& [record, bytes] = stored;
  if (record.phase != Phase::Leaving) {
    auto next = record;
    next.phase = Phase::Leaving;
    auto changes = recordChange(root, bytes, next);
    append(changes, inverse(record.phase == Phase::Kept ? record.files : record.trial));
    if (auto applied = apply(changes, root.state, Remember::No); !applied)
      return applied;
    bytes = encoded(next);
  }
  Status ran;
  for (const auto& command : record.takeBack)
    if (!runAll({command})) // what is done already fails; the rest gets a second chance
      if (auto again = runAll({command}); !again && ran)
        ran = again;
  if (const auto left = leftOver(record); !left.empty())
    return Error{ErrorCode::Io, left + (ran ? std::string() : ". " + ran.error().message) +
                                    "\nTry again: stackdev network remove"};
  return apply(recordChange(root, bytes, std::nullopt), root.state, Remember::No);
}

Error withTakenBack(const Root& root, Error error) {
  auto stored = storedNetworkRecord(root.state);
  const auto left = stored && *stored ? leave(root, std::move(**stored)) : Status();
  error.message += left ? "\nEverything was taken back." : "\n" + left.error().message;
  return error;
}

} // namespace

Status tryNetwork(const Root& root, const NetworkPlan& plan, const NetworkGuard& guard) {
  if (auto allowed = needRoot(); !allowed)
    return allowed;
  const auto stored = storedNetworkRecord(root.state);
  if (!stored)
    return stored.error();
  if (*stored)
    return Error{ErrorCode::Conflict, "stackdev made " + (*stored)->record.bridge +
                                          " already: stackdev network remove takes it away"};
  const auto interfaces = hostInterfaces();
  if (!interfaces)
    return interfaces.error();
  const bool answered = gatewayAnswers(plan.gateway, plan.interface, 2s);
  const bool hadBridge = interfaceNamed(*interfaces, plan.bridge) != nullptr;
  auto changes = recordChange(root, std::nullopt,
                              NetworkRecord{Phase::Trial, plan.bridge, hadBridge, plan.interface,
                                            plan.lent, plan.gateway, plan.method, plan.trial,
                                            plan.files, plan.settle, plan.takeBack});
  append(changes, plan.trial);
  if (auto applied = apply(changes, root.state, Remember::No); !applied)
    return applied;
  auto done = startDetached(Command{.program = guard.program, .arguments = guard.arguments});
  if (done)
    done = runAll(plan.commands);
  if (done && answered && !gatewayAnswers(plan.gateway, plan.bridge, 10s))
    done = Error{ErrorCode::Io, "the gateway " + plan.gateway +
                                    " answered before, and does not "
                                    "through " +
                                    plan.bridge};
  return done ? done : Status(withTakenBack(root, done.error()));
}

Status keepNetwork(const Root& root) {
  if (auto allowed = needRoot(); !allowed)
    return allowed;
  const auto stored = storedNetworkRecord(root.state);
  if (!stored)
    return stored.error();
  if (!*stored || (*stored)->record.phase == Phase::Leaving)
    return Error{ErrorCode::NotFound,
                 "no bridge is on trial: stackdev network apply makes one; if it did, the trial is "
                 "over and was taken back"};
  if ((*stored)->record.phase == Phase::Kept)
    return {};
  auto next = (*stored)->record;
  next.phase = Phase::Kept;
  auto changes = recordChange(root, (*stored)->bytes, next);
  append(changes, next.files);
  append(changes, inverse(next.trial));
  if (auto applied = apply(changes, root.state, Remember::No); !applied)
    return applied;
  return runAll(next.settle);
}

Result<bool> networkTrialEnded(const Root& root) {
  auto stored = storedNetworkRecord(root.state);
  if (!stored)
    return stored.error();
  if (!*stored || (*stored)->record.phase != Phase::Trial)
    return false;
  if (auto left = leave(root, std::move(**stored)); !left)
    return left.error();
  return true;
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
  NetworkRemoval removal{
      {record.bridge, record.interface, record.method, record.phase == Phase::Kept}, {}, {}};
  if (record.phase != Phase::Leaving)
    removal.files = inverse(record.phase == Phase::Kept ? record.files : record.trial);
  removal.commands = record.takeBack;
  return removal;
}

Status removeNetwork(const Root& root, const NetworkRemoval& removal) {
  if (auto allowed = needRoot(); !allowed)
    return allowed;
  auto stored = storedNetworkRecord(root.state);
  if (!stored)
    return stored.error();
  if (!*stored || (*stored)->record.bridge != removal.state.bridge)
    return Error{ErrorCode::Conflict, "the bridge was taken away meanwhile"};
  return leave(root, std::move(**stored));
}

} // namespace stackdev
