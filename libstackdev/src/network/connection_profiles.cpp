#include "network/connection_profiles.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "support/file.h"
#include "support/git.h"
#include "support/process.h"

namespace stackdev {
namespace {

using namespace std::chrono_literals;

/// The same for the same name: a profile that is written again is the same profile.
std::string uuidOf(const std::string& name) {
  auto hash = blobHash("stackdev network " + name).substr(0, 32);
  hash[12] = '5'; // version: by a hash of a name
  hash[16] = '8'; // variant: RFC 4122
  for (const std::size_t place : {20U, 16U, 12U, 8U})
    hash.insert(place, "-");
  return hash;
}

/// The sections of these names, as they stand.
std::string sectionsOf(std::string_view keyfile, std::initializer_list<std::string_view> names) {
  std::string text;
  bool isWanted = false;
  while (!keyfile.empty()) {
    const auto end = std::min(keyfile.find('\n'), keyfile.size());
    const auto line = keyfile.substr(0, end);
    if (line.starts_with('['))
      isWanted = std::any_of(names.begin(), names.end(), [&](std::string_view name) {
        return line == "[" + std::string(name) + "]";
      });
    if (isWanted)
      text += std::string(line) + "\n";
    keyfile.remove_prefix(std::min(end + 1, keyfile.size()));
  }
  return text;
}

std::string ipSection(const HostInterface* port, bool isIpv6) {
  std::string text = isIpv6 ? "[ipv6]\n" : "[ipv4]\n";
  std::string addresses;
  std::string gateway;
  int number = 0;
  bool isDynamic = false;
  if (port != nullptr) {
    for (const auto& address : port->addresses)
      if (address.isIpv6 == isIpv6) {
        isDynamic = isDynamic || address.isDynamic;
        if (!address.isDynamic)
          addresses += "address" + std::to_string(++number) + "=" + address.text + "\n";
      }
    if (const auto* route = port->defaultRoute(); route != nullptr && !isIpv6 && !isDynamic)
      gateway = route->gateway;
    for (const auto& route : port->routes)
      if (isIpv6 && route.isIpv6 && route.destination == "default" && !isDynamic)
        gateway = route.gateway;
  }
  const bool isAutomatic = isDynamic || (isIpv6 && port != nullptr && addresses.empty());
  text += std::string("method=") +
          (isAutomatic          ? "auto"
           : !addresses.empty() ? "manual"
           : isIpv6             ? "link-local"
                                : "disabled") +
          "\n" + addresses;
  if (!gateway.empty() && !addresses.empty())
    text += "gateway=" + gateway + "\n";
  return text + "\n";
}

/// The section with one address more; a method that has none becomes manual.
void addAddress(std::string& sections, const std::string& address) {
  if (address.empty())
    return;
  const std::string section = address.find(':') == std::string::npos ? "[ipv4]\n" : "[ipv6]\n";
  auto at = sections.find(section);
  if (at == std::string::npos) {
    sections += section + "method=manual\n\n";
    at = sections.find(section);
  }
  at += section.size();
  const auto end = std::min(sections.find("\n[", at - 1), sections.size());
  for (const std::string_view none : {"method=disabled\n", "method=link-local\n"})
    if (const auto method = sections.find(none, at); method < end)
      sections.replace(method, none.size(), "method=manual\n");
  int number = 1;
  while (sections.find("address" + std::to_string(number) + "=", at) < end)
    ++number;
  const auto method = sections.find("method=", at);
  const auto behind = method < end ? sections.find('\n', method) + 1 : at;
  sections.insert(behind, "address" + std::to_string(number) + "=" + address + "\n");
}

/// The firewall's zone is the connection's: "zone=internal".
std::string zoneOf(const std::optional<ActiveProfile>& active) {
  if (!active)
    return {};
  const auto connection = sectionsOf(active->text, {"connection"});
  const auto at = connection.find("\nzone=");
  return at == std::string::npos ? std::string()
                                 : connection.substr(at + 1, connection.find('\n', at + 1) - at);
}

/// Of terse output, where ':' and '\' in values are escaped.
std::optional<std::string> nmcli(std::vector<std::string> arguments) {
  const auto program = programOnPath("nmcli");
  if (program.empty())
    return std::nullopt;
  Command command{.program = program, .arguments = std::move(arguments)};
  command.variables = {{"LC_ALL", "C"}};
  command.deadline = 5000ms;
  const auto answer = run(command);
  if (!answer || answer->status != 0)
    return std::nullopt;
  auto text = answer->output;
  text.erase(text.find_last_not_of('\n') + 1);
  return text;
}

} // namespace

ConnectionProfiles connectionProfiles(const BridgeWish& wish,
                                      const std::optional<ActiveProfile>& active) {
  ConnectionProfiles profiles;
  profiles.bridgeUuid = uuidOf(wish.bridge);
  profiles.bridge = "[connection]\nid=" + wish.bridge + "\nuuid=" + profiles.bridgeUuid +
                    "\ntype=bridge\ninterface-name=" + wish.bridge + "\nautoconnect-slaves=1\n" +
                    zoneOf(active) + "\n[bridge]\nstp=false\n";
  if (wish.port != nullptr)
    profiles.bridge += "mac-address=" + wish.port->hardwareAddress + "\n";
  profiles.bridge += "\n";
  auto sections = active ? sectionsOf(active->text, {"ipv4", "ipv6", "proxy"}) : std::string();
  if (sections.empty())
    sections = ipSection(wish.port, false) + ipSection(wish.port, true);
  addAddress(sections, wish.address);
  profiles.bridge += sections;
  if (wish.port != nullptr)
    profiles.port =
        "[connection]\nid=" + wish.bridge + "-" + wish.port->name +
        "\nuuid=" + uuidOf(wish.bridge + " " + wish.port->name) +
        "\ntype=ethernet\ninterface-name=" + wish.port->name + "\nmaster=" + profiles.bridgeUuid +
        "\nslave-type=bridge\nautoconnect-priority=100\n" +
        (active ? "\n" + sectionsOf(active->text, {"ethernet", "802-3-ethernet", "802-1x"}) : "");
  return profiles;
}

bool isNetworkManagers(const std::string& interface) {
  if (nmcli({"--terse", "--fields", "RUNNING", "general"}) != "running")
    return false;
  if (interface.empty())
    return true;
  const auto state =
      nmcli({"--get-values", "GENERAL.STATE", "device", "show", interface}); // "100 (connected)"
  // "100 (connected (externally))": someone else made it so, and keeps it
  return state && !state->starts_with("10 ") && state->find("externally") == std::string::npos;
}

std::optional<ActiveProfile> activeProfileOf(const std::string& interface) {
  const auto uuid = nmcli({"--get-values", "GENERAL.CON-UUID", "device", "show", interface});
  if (!uuid || uuid->empty() || *uuid == "--")
    return std::nullopt;
  ActiveProfile active{*uuid, ""};
  const auto files = nmcli({"--get-values", "UUID,FILENAME", "connection", "show"});
  std::string_view rest = files ? std::string_view(*files) : std::string_view();
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    if (const auto line = rest.substr(0, end); line.starts_with(*uuid + ":"))
      if (const auto text = readFile(line.substr(uuid->size() + 1)); text)
        active.text = *text;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return active;
}

} // namespace stackdev
