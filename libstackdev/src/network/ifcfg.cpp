#include "network/ifcfg.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace stackdev {
namespace {

struct Line {
  std::string text; // without its end
  std::string key;  // "" for comments and the like
};

std::vector<Line> linesOf(std::string_view text) {
  std::vector<Line> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    const auto begin = line.find_first_not_of(" \t");
    const auto equals = line.find('=');
    const bool assigns =
        begin != std::string_view::npos && line[begin] != '#' && equals != std::string_view::npos;
    lines.push_back({std::string(line),
                     assigns ? std::string(line.substr(begin, equals - begin)) : std::string()});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// How an interface gets its addresses: that is the bridge's now.
bool tellsAddresses(std::string_view key) {
  static constexpr std::array<std::string_view, 18> kBeginnings = {
      "BOOTPROTO",  "IPADDR",    "NETMASK", "PREFIX",
      "GATEWAY",    "BROADCAST", "NETWORK", "DNS",
      "DOMAIN",     "PEERDNS",   "DHCP",    "DEFROUTE",
      "PEERROUTES", "IPV6",      "IPV4",    "PERSISTENT_DHCLIENT",
      "SEARCH",     "ZONE"};
  return std::any_of(kBeginnings.begin(), kBeginnings.end(),
                     [&](std::string_view beginning) { return key.starts_with(beginning); });
}

/// Sets a key where it stands, else at the end.
void set(std::vector<Line>& lines, const std::string& key, const std::string& value) {
  const auto text = key + "=" + value;
  for (auto& line : lines)
    if (line.key == key) {
      line.text = text;
      return;
    }
  lines.push_back({text, key});
}

bool hasKey(const std::vector<Line>& lines, const std::string& key) {
  return std::any_of(lines.begin(), lines.end(), [&](const Line& line) { return line.key == key; });
}

std::string joined(const std::vector<Line>& lines) {
  std::string text;
  for (const auto& line : lines)
    text += line.text + "\n";
  return text;
}

/// What the kernel has now, as assignments.
std::vector<Line> addressLines(const HostInterface& port) {
  std::vector<Line> lines;
  int number = 0;
  bool isDynamic = false;
  for (const auto& address : port.addresses) {
    isDynamic = isDynamic || (address.isDynamic && !address.isIpv6);
    if (address.isDynamic || address.isIpv6)
      continue;
    const auto slash = address.text.find('/');
    const auto suffix = number == 0 ? std::string() : std::to_string(number);
    set(lines, "IPADDR" + suffix, address.text.substr(0, slash));
    set(lines, "PREFIX" + suffix, address.text.substr(slash + 1));
    ++number;
  }
  if (const auto* route = port.defaultRoute(); route != nullptr && !isDynamic)
    set(lines, "GATEWAY", route->gateway);
  std::string secondaries;
  for (const auto& address : port.addresses)
    if (address.isIpv6 && !address.isDynamic) {
      set(lines, "IPV6INIT", "yes");
      if (!hasKey(lines, "IPV6ADDR"))
        set(lines, "IPV6ADDR", address.text);
      else
        secondaries += (secondaries.empty() ? "" : " ") + address.text;
    }
  if (!secondaries.empty())
    set(lines, "IPV6ADDR_SECONDARIES", '"' + secondaries + '"');
  for (const auto& route : port.routes)
    if (route.isIpv6 && route.destination == "default" && hasKey(lines, "IPV6ADDR"))
      set(lines, "IPV6_DEFAULTGW", route.gateway);
  lines.insert(lines.begin(), {isDynamic ? "BOOTPROTO=dhcp" : "BOOTPROTO=none", "BOOTPROTO"});
  return lines;
}

/// An address beside those that are there: the first free number.
void addAddress(std::vector<Line>& lines, const std::string& address) {
  const auto slash = address.find('/');
  if (address.find(':') != std::string::npos) {
    set(lines, "IPV6INIT", "yes");
    set(lines, hasKey(lines, "IPV6ADDR") ? "IPV6ADDR_SECONDARIES" : "IPV6ADDR", address);
    return;
  }
  std::string suffix;
  for (int number = 1; hasKey(lines, "IPADDR" + suffix); ++number)
    suffix = std::to_string(number);
  set(lines, "IPADDR" + suffix, address.substr(0, slash));
  set(lines, "PREFIX" + suffix, address.substr(slash + 1));
}

std::vector<Line> bridgeLines(const BridgeWish& wish, const std::optional<std::string>& existing,
                              std::vector<Line> addresses) {
  std::vector<Line> lines = linesOf(existing.value_or(""));
  set(lines, "DEVICE", wish.bridge);
  set(lines, "TYPE", "Bridge");
  set(lines, "ONBOOT", "yes");
  set(lines, "NM_CONTROLLED", "no");
  set(lines, "STP", "off");
  set(lines, "DELAY", "0");
  for (auto& line : addresses) // what the bridge's own file says of them stays
    if (!hasKey(lines, line.key))
      lines.push_back(std::move(line));
  if (!wish.address.empty())
    addAddress(lines, wish.address);
  return lines;
}

} // namespace

IfcfgTexts ifcfgTexts(const BridgeWish& wish, const std::optional<std::string>& bridge,
                      const std::optional<std::string>& port) {
  std::vector<Line> addresses;
  std::vector<Line> portLines;
  if (wish.port == nullptr)
    addresses.push_back({"BOOTPROTO=none", "BOOTPROTO"});
  else if (!port) {
    addresses = addressLines(*wish.port);
    set(portLines, "DEVICE", wish.port->name);
    set(portLines, "HWADDR", wish.port->hardwareAddress);
    set(portLines, "TYPE", "Ethernet");
  } else
    for (auto& line : linesOf(*port))
      (tellsAddresses(line.key) ? addresses : portLines).push_back(std::move(line));
  IfcfgTexts texts{joined(bridgeLines(wish, bridge, std::move(addresses))), ""};
  if (wish.port == nullptr)
    return texts;
  set(portLines, "ONBOOT", "yes");
  set(portLines, "NM_CONTROLLED", "no");
  set(portLines, "BRIDGE", wish.bridge);
  texts.port = joined(portLines);
  return texts;
}

} // namespace stackdev
