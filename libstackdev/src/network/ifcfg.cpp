#include "network/ifcfg.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace stackdev {
namespace {

// The lines of one address end in the same number, the first one's in none.
constexpr std::string_view kAddress = "IPADDR";
constexpr std::string_view kPrefix = "PREFIX";
constexpr std::string_view kNetmask = "NETMASK";
constexpr std::string_view kBroadcast = "BROADCAST";

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

/// Sets a key where it stands, else at the end; there once, for a shell takes the last one.
void set(std::vector<Line>& lines, const std::string& key, const std::string& value) {
  const auto isKey = [&](const Line& line) { return line.key == key; };
  const auto first = std::find_if(lines.begin(), lines.end(), isKey);
  if (first == lines.end()) {
    lines.push_back({key + "=" + value, key});
    return;
  }
  first->text = key + "=" + value;
  lines.erase(std::remove_if(first + 1, lines.end(), isKey), lines.end());
}

/// Without quotes; "" if it is not there.
std::string valueOf(const std::vector<Line>& lines, const std::string& key) {
  std::string value;
  for (const auto& line : lines)
    if (line.key == key)
      value = line.text.substr(line.text.find('=') + 1);
  std::erase_if(value, [](char c) { return c == '"' || c == '\''; });
  return value;
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
    if (route.isIpv6 && route.destination == "default" && hasKey(lines, "IPV6ADDR") &&
        route.words.find(" proto ra") == std::string::npos) // routers say that one again
      set(lines, "IPV6_DEFAULTGW", route.gateway);
  lines.insert(lines.begin(), {isDynamic ? "BOOTPROTO=dhcp" : "BOOTPROTO=none", "BOOTPROTO"});
  return lines;
}

/// "", "1", "2" ...: the first with which no address is there.
std::string freeNumber(const std::vector<Line>& lines) {
  std::string number;
  for (int next = 1; hasKey(lines, std::string(kAddress) + number); ++next)
    number = std::to_string(next);
  return number;
}

bool hasAddress(const std::vector<Line>& lines, const std::string& host) {
  return std::any_of(lines.begin(), lines.end(), [&](const Line& line) {
    return line.key.starts_with(kAddress) && valueOf(lines, line.key) == host;
  });
}

/// An address beside those that are there.
void addAddress(std::vector<Line>& lines, const std::string& address) {
  if (address.find(':') != std::string::npos) {
    const auto more = valueOf(lines, "IPV6ADDR_SECONDARIES");
    set(lines, "IPV6INIT", "yes");
    if (!hasKey(lines, "IPV6ADDR"))
      set(lines, "IPV6ADDR", address);
    else if (valueOf(lines, "IPV6ADDR") != address &&
             (" " + more + " ").find(" " + address + " ") == std::string::npos)
      set(lines, "IPV6ADDR_SECONDARIES", '"' + more + (more.empty() ? "" : " ") + address + '"');
    return;
  }
  const auto slash = address.find('/');
  if (hasAddress(lines, address.substr(0, slash)))
    return;
  const auto number = freeNumber(lines);
  set(lines, "IPADDR" + number, address.substr(0, slash));
  set(lines, "PREFIX" + number, address.substr(slash + 1));
}

/// The port's addresses under numbers that the bridge's own file leaves free.
std::vector<Line> renumbered(std::vector<Line> port, const std::vector<Line>& own) {
  auto all = own;
  all.insert(all.end(), port.begin(), port.end());
  std::map<std::string, std::string> numbers;
  for (const auto& line : port)
    if (line.key.starts_with(kAddress) && hasKey(own, line.key) &&
        !hasAddress(own, valueOf(port, line.key))) {
      const auto number = freeNumber(all);
      numbers.emplace(line.key.substr(kAddress.size()), number);
      all.push_back({"", std::string(kAddress) + number});
    }
  for (auto& line : port)
    for (const std::string_view word : {kAddress, kPrefix, kNetmask, kBroadcast}) {
      const auto found =
          line.key.starts_with(word) ? numbers.find(line.key.substr(word.size())) : numbers.end();
      if (found != numbers.end())
        line = {std::string(word) + found->second + line.text.substr(line.text.find('=')),
                std::string(word) + found->second};
    }
  return port;
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
  if (valueOf(addresses, "BOOTPROTO") == "dhcp" && hasKey(lines, "BOOTPROTO"))
    set(lines, "BOOTPROTO", "dhcp");
  for (auto& line : renumbered(std::move(addresses), lines)) // the bridge's own file says more
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
