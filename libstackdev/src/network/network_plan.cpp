// What the bridge takes: by who keeps the machine's network, the files and commands of each.
#include <stackdev/network.h>

#include <algorithm>

#include <arpa/inet.h>

#include "network/bridge_commands.h"
#include "network/connection_profiles.h"
#include "network/host_interfaces.h"
#include "network/ifcfg.h"
#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

const Path kScripts = "/etc/sysconfig/network-scripts";
constexpr const char* kProfiles = "system-connections";
constexpr std::string_view kBridge = "br100"; // nova's own default: flat_network_bridge

Error invalid(std::string message) {
  return {ErrorCode::InvalidArgument, std::move(message)};
}

std::string chosen(const std::string& given, const std::string& manifest,
                   std::string_view otherwise) {
  return !given.empty() ? given : !manifest.empty() ? manifest : std::string(otherwise);
}

/// "192.0.2.7/24", "2001:db8::7/64".
bool isAddress(const std::string& text) {
  const auto slash = text.find('/');
  if (slash == std::string::npos || slash + 1 == text.size() || text.size() > slash + 4)
    return false;
  const auto host = text.substr(0, slash);
  const auto prefix = text.substr(slash + 1);
  unsigned char bytes[16];
  const bool isIpv4 = ::inet_pton(AF_INET, host.c_str(), bytes) == 1;
  if (!isIpv4 && ::inet_pton(AF_INET6, host.c_str(), bytes) != 1)
    return false;
  return prefix.find_first_not_of("0123456789") == std::string::npos &&
         std::stoi(prefix) <= (isIpv4 ? 32 : 128);
}

std::string candidates(const std::vector<HostInterface>& interfaces) {
  std::string names;
  for (const auto& each : interfaces)
    if (each.isEthernet && each.kind != "bridge" && !each.isWireless && each.master.empty())
      names += (names.empty() ? "" : ", ") + each.name;
  return names.empty() ? "It has none that could be a port."
                       : "Those that could be a port: " + names + ".";
}

Status checkPort(const std::vector<HostInterface>& interfaces, const BridgeWish& wish,
                 const std::string& name) {
  if (wish.port == nullptr)
    return Error{ErrorCode::NotFound,
                 "this machine has no interface " + name + ". " + candidates(interfaces)};
  if (!wish.port->isEthernet || wish.port->kind == "bridge")
    return invalid(name + " cannot be a bridge's port: it is " +
                   (wish.port->kind == "bridge" ? "a bridge itself" : "no Ethernet interface") +
                   ". " + candidates(interfaces));
  if (wish.port->isWireless)
    return invalid(name +
                   " is wireless: an access point takes frames of its station only, so it "
                   "cannot be a bridge's port. " +
                   candidates(interfaces));
  if (!wish.port->cannotMove.empty())
    return invalid(name + " cannot give its addresses to a bridge: " + wish.port->cannotMove);
  if (!wish.port->master.empty() && wish.port->master != wish.bridge)
    return invalid(name + " is in " + wish.port->master +
                   " already: name that one, or take it out first");
  return {};
}

bool isAsWished(const BridgeWish& wish) {
  if (wish.existing == nullptr || (wish.port != nullptr && wish.port->master != wish.bridge))
    return false;
  const auto& addresses = wish.existing->addresses;
  return wish.address.empty() ||
         std::any_of(addresses.begin(), addresses.end(),
                     [&](const auto& address) { return address.text == wish.address; });
}

Status addFile(ChangeSet& changes, const Path& path, const std::string& text) {
  auto before = readFileIfThere(path);
  if (!before)
    return before.error();
  changes.files.push_back({path, std::move(*before), text, FileMode::Private});
  return {};
}

Status planNetworkManager(NetworkPlan& plan, const BridgeWish& wish) {
  if (wish.existing != nullptr)
    return Error{ErrorCode::Conflict,
                 wish.bridge +
                     " is there already and NetworkManager's. Give it the port: nmcli "
                     "connection add type bridge-slave ifname " +
                     plan.interface + " master " + wish.bridge};
  const auto active = wish.port == nullptr ? std::nullopt : activeProfileOf(wish.port->name);
  if (wish.port != nullptr && !wish.port->kind.empty() && wish.port->kind != "veth")
    return invalid(plan.interface + " is a " + wish.port->kind +
                   ", for which stackdev writes no profile: use --method iproute2, or nmcli "
                   "connection modify ... master " +
                   plan.bridge);
  if (active && active->text.find("[ipv4]") == std::string::npos)
    return invalid("NetworkManager's profile of " + plan.interface +
                   " is no keyfile: run `nmcli connection migrate " + active->uuid + "` first");
  const auto profiles = connectionProfiles(wish, active);
  const auto name = [&](bool ofPort) {
    return "stackdev-" + wish.bridge + (ofPort ? "-" + wish.port->name : "") + ".nmconnection";
  };
  NetworkCommand load{"nmcli", {"connection", "load"}};
  // Profiles below /run are gone when the machine is started again, so a trial never outlives that.
  for (auto* changes : {&plan.trial, &plan.files}) {
    const Path folder = changes == &plan.trial ? "/run/NetworkManager" : "/etc/NetworkManager";
    changes->places = {folder};
    auto added = addFile(*changes, folder / kProfiles / name(false), profiles.bridge);
    if (added && wish.port != nullptr)
      added = addFile(*changes, folder / kProfiles / name(true), profiles.port);
    if (!added)
      return added;
  }
  for (const auto& file : plan.trial.files)
    load.arguments.push_back(file.path.string());
  plan.commands = {load,
                   {"nmcli", {"--wait", "45", "connection", "up", "uuid", profiles.bridgeUuid}}};
  plan.settle = {{"nmcli", {"connection", "reload"}}};
  plan.takeBack = {{"nmcli", {"connection", "delete", "uuid", profiles.bridgeUuid}},
                   {"nmcli", {"connection", "reload"}}};
  if (active)
    plan.takeBack.push_back({"nmcli", {"--wait", "45", "connection", "up", "uuid", active->uuid}});
  return {};
}

Status planIfcfg(ChangeSet& changes, const BridgeWish& wish) {
  const auto bridgeFile = kScripts / ("ifcfg-" + wish.bridge);
  const auto portFile =
      kScripts / ("ifcfg-" + (wish.port == nullptr ? std::string() : wish.port->name));
  changes.places = {kScripts};
  const auto bridge = readFileIfThere(bridgeFile);
  if (!bridge)
    return bridge.error();
  const auto port = wish.port == nullptr ? std::optional<std::string>() : [&] {
    const auto text = readFileIfThere(portFile);
    return text ? *text : std::nullopt;
  }();
  const auto texts = ifcfgTexts(wish, *bridge, port);
  changes.files.push_back({bridgeFile, *bridge, texts.bridge, FileMode::Regular});
  if (wish.port != nullptr)
    changes.files.push_back({portFile, port, texts.port, FileMode::Regular});
  return {};
}

/// By iproute2; what NetworkManager has is taken from it first.
void planCommands(NetworkPlan& plan, const BridgeWish& wish) {
  const bool isManaged = wish.port != nullptr && isNetworkManagers(wish.port->name);
  if (isManaged)
    plan.commands.push_back({"nmcli", {"device", "set", plan.interface, "managed", "no"}});
  plan.commands.push_back(makeBridgeCommand(wish));
  plan.takeBack.push_back(takeBridgeBackCommand(wish));
  if (isManaged)
    plan.takeBack.push_back({"nmcli", {"device", "set", plan.interface, "managed", "yes"}});
}

void addWarnings(NetworkPlan& plan, const BridgeWish& wish) {
  if (plan.method == NetworkMethod::Iproute2)
    plan.warnings.push_back(plan.bridge + " lasts until the machine is started again: nothing here "
                                          "that stackdev knows keeps its network");
  std::error_code error;
  if (plan.method == NetworkMethod::Ifcfg &&
      !std::filesystem::exists("/etc/rc.d/init.d/network", error) &&
      !std::filesystem::exists("/usr/lib/systemd/system/network.service", error))
    plan.warnings.push_back("nothing here reads " + kScripts.string() +
                            " at the next start: install and enable network-scripts");
  if (wish.port == nullptr || plan.method == NetworkMethod::NetworkManager)
    return;
  const auto& addresses = wish.port->addresses;
  if (std::any_of(addresses.begin(), addresses.end(),
                  [](const auto& address) { return address.isDynamic && !address.isIpv6; }))
    plan.warnings.push_back(
        plan.interface + " has its address by DHCP. " + plan.bridge +
        " gets it with what is left of its lease; have the DHCP client ask on " + plan.bridge +
        " before that ends");
  for (const auto* kind : {"route-", "route6-", "rule-"})
    if (plan.method == NetworkMethod::Ifcfg &&
        std::filesystem::exists(kScripts / (kind + plan.interface), error))
      plan.warnings.push_back((kScripts / (kind + plan.interface)).string() +
                              " tells routes through " + plan.interface + ": rename it to " + kind +
                              plan.bridge + " if they are to come again at the next start");
}

NetworkMethod methodOf(const NetworkOptions& options, const std::string& interface) {
  std::error_code error;
  if (options.method)
    return *options.method;
  if (isNetworkManagers(interface))
    return NetworkMethod::NetworkManager;
  return std::filesystem::is_directory(kScripts, error) ? NetworkMethod::Ifcfg
                                                        : NetworkMethod::Iproute2;
}

Result<NetworkPlan> planned(const NetworkOptions& options, const BridgeWish& wish) {
  NetworkPlan plan{};
  plan.bridge = wish.bridge;
  plan.interface = wish.port == nullptr ? "" : wish.port->name;
  plan.isThere = isAsWished(wish);
  plan.method = methodOf(options, plan.interface);
  plan.trial.title = plan.files.title = "bridge " + plan.bridge;
  plan.ownAddress = wish.address;
  if (!wish.address.empty())
    plan.addresses.push_back(wish.address);
  if (wish.port != nullptr) {
    for (const auto& address : wish.port->addresses) {
      plan.addresses.push_back(address.text);
      if (!address.isDynamic)
        plan.lent.push_back(address.text);
    }
    plan.gateway = wish.port->gateway();
  }
  if (plan.isThere)
    return plan;
  Status done;
  if (plan.method == NetworkMethod::NetworkManager)
    done = planNetworkManager(plan, wish);
  else {
    if (plan.method == NetworkMethod::Ifcfg)
      done = planIfcfg(plan.files, wish);
    planCommands(plan, wish);
  }
  if (!done)
    return done.error();
  addWarnings(plan, wish);
  return plan;
}

} // namespace

std::vector<std::string> shownCommands(const std::vector<NetworkCommand>& commands) {
  std::vector<std::string> shown;
  for (const auto& command : commands) {
    for (const auto& line : command.batch)
      shown.push_back(command.program + " " + line);
    if (!command.batch.empty())
      continue;
    shown.push_back(command.program);
    for (const auto& argument : command.arguments)
      shown.back() += " " + argument;
  }
  return shown;
}

Result<NetworkPlan> networkPlan(const Root& root, const NetworkOptions& options) {
  const auto manifest = root.manifest ? root.manifest->network : ManifestNetwork{};
  const auto bridge = chosen(options.bridge, manifest.bridge, kBridge);
  const auto interface = chosen(options.interface, manifest.interface, "");
  const auto address = chosen(options.address, manifest.address, "");
  for (const auto& name : {bridge, interface.empty() ? bridge : interface})
    if (!isInterfaceName(name))
      return invalid("\"" + name +
                     "\" cannot be an interface's name: 1 to 15 characters, none of "
                     "them a space, '/' or ':'");
  if (bridge == interface)
    return invalid(bridge + " cannot be its own port");
  if (!address.empty() && !isAddress(address))
    return invalid("expected an address with its prefix, \"10.0.0.1/24\", got \"" + address + "\"");
  const auto interfaces = hostInterfaces();
  if (!interfaces)
    return interfaces.error();
  const BridgeWish wish{bridge, interfaceNamed(*interfaces, bridge),
                        interface.empty() ? nullptr : interfaceNamed(*interfaces, interface),
                        address};
  if (wish.existing != nullptr && wish.existing->kind != "bridge")
    return invalid(bridge + " is there already and no bridge: choose another name with --bridge");
  if (!interface.empty())
    if (auto checked = checkPort(*interfaces, wish, interface); !checked)
      return checked.error();
  return planned(options, wish);
}

} // namespace stackdev
