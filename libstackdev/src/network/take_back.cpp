#include "network/take_back.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <thread>

#include <spdlog/spdlog.h>

#include <stackdev/apply.h>

#include "network/bridge_commands.h"
#include "network/host_interfaces.h"
#include "support/file.h"
#include "support/process.h"

namespace stackdev {
namespace {

using namespace std::chrono_literals;
using Phase = NetworkRecord::Phase;

constexpr int kLooks = 25; // NetworkManager takes its time
constexpr auto kBetween = 200ms;

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

std::string missing(const NetworkRecord& record) {
  std::string text = record.interface + " has not all that it had:";
  for (const auto& address : record.lent)
    text += " " + address + ",";
  if (!record.gateway.empty())
    return text + " the route through " + record.gateway;
  text.pop_back();
  return text;
}

/// What is not as it was before; "" if all is.
std::string leftOver(const NetworkRecord& record) {
  std::string left;
  for (int looks = 0; looks < kLooks; ++looks, std::this_thread::sleep_for(kBetween)) {
    const auto interfaces = hostInterfaces();
    if (!interfaces)
      return interfaces.error().message;
    const auto* interface = interfaceNamed(*interfaces, record.interface);
    if (!record.hadBridge && interfaceNamed(*interfaces, record.bridge) != nullptr)
      left = record.bridge + " is still there";
    else if (interface != nullptr && !hasAll(*interface, record))
      left = missing(record);
    else
      return {};
  }
  return left;
}

/// What is done already fails; the rest gets a second chance.
Status runTwice(const std::vector<NetworkCommand>& commands) {
  Status ran;
  for (const auto& command : commands)
    if (!runNetworkCommands({command}))
      if (auto again = runNetworkCommands({command}); !again && ran)
        ran = again;
  return ran;
}

Status runAllBack(const NetworkRecord& record) {
  const auto ran = runTwice(record.takeBack);
  auto left = leftOver(record);
  if (!left.empty() && !record.lastResort.empty()) {
    (void)runTwice(record.lastResort);
    left = leftOver(record);
  }
  if (left.empty())
    return {};
  return Error{ErrorCode::Io, left + (ran ? std::string() : ". " + ran.error().message) +
                                  "\nTry again: stackdev network remove"};
}

} // namespace

Status runNetworkCommands(const std::vector<NetworkCommand>& commands) {
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

ChangeSet recordChange(const Root& root, const std::optional<std::string>& before,
                       const std::optional<NetworkRecord>& next) {
  return {"network",
          {root.state},
          {{networkRecordFile(root.state), before,
            next ? std::optional(encoded(*next)) : std::nullopt, FileMode::Private}}};
}

ChangeSet filesTakenBack(const NetworkRecord& record) {
  if (record.phase == Phase::Leaving)
    return {};
  auto changes = inverse(record.phase == Phase::Kept ? record.files : record.trial);
  std::erase_if(changes.files, [](const FileChange& file) {
    const auto now = readFileIfThere(file.path);
    return now && *now == file.after;
  });
  std::error_code error;
  std::erase_if(changes.places,
                [&](const auto& place) { return !std::filesystem::is_directory(place, error); });
  return changes;
}

NetworkRecord asOfNow(NetworkRecord record) {
  const auto interfaces = hostInterfaces();
  if (!interfaces)
    return record;
  const auto* bridge = interfaceNamed(*interfaces, record.bridge);
  if (bridge == nullptr && record.boot != bootId()) { // the start took it away
    record.takeBack.clear();
    record.lastResort.clear();
    record.lent.clear();
    record.gateway.clear();
  }
  const auto* port = interfaceNamed(*interfaces, record.interface);
  if (record.phase != Phase::Kept || record.hadBridge || bridge == nullptr || port == nullptr ||
      record.method == NetworkMethod::NetworkManager)
    return record;
  auto owner = *bridge;
  owner.name = record.interface;
  owner.master.clear();
  std::erase_if(owner.addresses,
                [&](const auto& address) { return address.text == record.address; });
  record.lent.clear();
  for (const auto& address : owner.addresses)
    if (!address.isDynamic)
      record.lent.push_back(address.text);
  record.gateway = owner.gateway();
  for (auto& command : record.takeBack)
    if (!command.batch.empty())
      command = takeBridgeBackCommand({record.bridge, nullptr, &owner, ""});
  return record;
}

Status takeBack(const Root& root, const StoredNetworkRecord& stored) {
  auto next = asOfNow(stored.record);
  auto bytes = stored.bytes;
  if (stored.record.phase != Phase::Leaving) {
    next.phase = Phase::Leaving;
    auto changes = recordChange(root, bytes, next);
    const auto files = filesTakenBack(stored.record);
    changes.places.insert(changes.places.end(), files.places.begin(), files.places.end());
    changes.files.insert(changes.files.end(), files.files.begin(), files.files.end());
    auto applied = apply(changes, root.state, Remember::No);
    if (!applied && stored.record.phase == Phase::Kept)
      return applied; // files that someone has changed since are his
    if (applied)
      bytes = encoded(next);
    else
      spdlog::warn("{}", applied.error().message); // a full disk does not keep the bridge
  }
  if (auto done = runAllBack(next); !done)
    return done;
  return apply(recordChange(root, bytes, std::nullopt), root.state, Remember::No);
}

} // namespace stackdev
