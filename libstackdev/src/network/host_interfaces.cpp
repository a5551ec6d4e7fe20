#include "network/host_interfaces.h"

#include <algorithm>
#include <filesystem>

#include <boost/json.hpp>

#include "support/process.h"

namespace stackdev {
namespace {

namespace json = boost::json;

// What the kernel says for "for ever".
constexpr std::int64_t kForever = 4294967295;

std::string textAt(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::int64_t numberAt(const json::object& object, std::string_view key, std::int64_t otherwise) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_number())
    return otherwise;
  boost::system::error_code error;
  const auto number = value->to_number<std::int64_t>(error);
  return error ? otherwise : number;
}

const json::array& arrayAt(const json::object& object, std::string_view key) {
  static const json::array kNone;
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_array() ? value->as_array() : kNone;
}

Result<json::array> parsedArray(std::string_view text) {
  boost::system::error_code error;
  if (text.find_first_not_of(" \n") == std::string_view::npos)
    return json::array(); // what `ip` says for no routes at all
  auto value = json::parse(text, error);
  if (error || !value.is_array())
    return Error{ErrorCode::Protocol,
                 "ip -json did not answer with JSON: " + std::string(text.substr(0, 80))};
  return std::move(value.as_array());
}

bool isSet(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_bool() && value->as_bool();
}

InterfaceAddress addressOf(const json::object& info) {
  InterfaceAddress address{
      textAt(info, "local") + "/" + std::to_string(numberAt(info, "prefixlen", 32)),
      textAt(info, "family") == "inet6", textAt(info, "broadcast"), isSet(info, "dynamic"), ""};
  const auto valid = numberAt(info, "valid_life_time", kForever);
  if (address.isDynamic && valid != kForever)
    address.lifetimes =
        "valid_lft " + std::to_string(valid) + " preferred_lft " +
        std::to_string(std::min(valid, numberAt(info, "preferred_life_time", valid)));
  return address;
}

void addAddress(HostInterface& interface, const json::object& info) {
  if (textAt(info, "scope") != "global" || textAt(info, "local").empty() ||
      isSet(info, "temporary")) // of IPv6's privacy extensions: made anew
    return;
  if (info.contains("address")) // ip's name for the other end
    interface.cannotMove = "it has a point-to-point address, " + textAt(info, "local");
  interface.addresses.push_back(addressOf(info));
}

HostInterface interfaceOf(const json::object& link) {
  HostInterface interface {
    textAt(link, "ifname"), textAt(link, "address"), "", textAt(link, "master"),
        textAt(link, "link_type") == "ether"
  };
  if (const auto* info = link.if_contains("linkinfo"); info != nullptr && info->is_object())
    interface.kind = textAt(info->as_object(), "info_kind");
  for (const auto& info : arrayAt(link, "addr_info"))
    if (info.is_object())
      addAddress(interface, info.as_object());
  return interface;
}

InterfaceRoute routeOf(const json::object& route, bool isIpv6) {
  InterfaceRoute made{textAt(route, "dst"), textAt(route, "gateway"), "",
                      numberAt(route, "metric", 0), isIpv6};
  const auto add = [&](std::string_view word, const std::string& value) {
    if (!value.empty())
      made.words += " " + std::string(word) + " " + value;
  };
  add("proto", textAt(route, "protocol"));
  if (!isIpv6) { // IPv6 routes have no scope; their source may not be usable at once
    add("scope", textAt(route, "scope"));
    add("src", textAt(route, "prefsrc"));
  }
  if (route.contains("metric"))
    add("metric", std::to_string(made.metric));
  if (const auto expires = numberAt(route, "expires", 0); expires > 0)
    add("expires", std::to_string(expires));
  const auto table = textAt(route, "table");
  add("table", table == "main" ? "" : table);
  for (const auto& flag : arrayAt(route, "flags"))
    if (flag.is_string() && flag.as_string() == "onlink")
      made.words += " onlink";
  return made;
}

HostInterface* find(std::vector<HostInterface>& interfaces, const std::string& name) {
  const auto found = std::find_if(interfaces.begin(), interfaces.end(),
                                  [&](const auto& each) { return each.name == name; });
  return found == interfaces.end() ? nullptr : &*found;
}

void addRoute(std::vector<HostInterface>& interfaces, const json::object& route, bool isIpv6) {
  for (const auto& hop : arrayAt(route, "nexthops"))
    if (hop.is_object())
      if (auto* interface = find(interfaces, textAt(hop.as_object(), "dev")))
        interface->cannotMove = "a route through it has several ways, " + textAt(route, "dst");
  auto* interface = find(interfaces, textAt(route, "dev"));
  const auto type = textAt(route, "type");
  if (interface == nullptr || textAt(route, "protocol") == "kernel" ||
      textAt(route, "table") == "local" || (!type.empty() && type != "unicast"))
    return; // what comes with an address comes again with it
  if (route.contains("via"))
    interface->cannotMove = "a route through it has a gateway of another family";
  interface->routes.push_back(routeOf(route, isIpv6));
}

Result<std::string> answerOf(const std::filesystem::path& ip, std::vector<std::string> arguments) {
  Command command{.program = ip, .arguments = std::move(arguments)};
  const auto answer = run(command);
  if (!answer)
    return answer.error();
  if (answer->status != 0)
    return Error{ErrorCode::Io, "ip cannot tell how the network is: " + answer->errors};
  return answer->output;
}

/// The default route of this family with the lowest metric.
const InterfaceRoute* bestRoute(const std::vector<InterfaceRoute>& routes, bool isIpv6) {
  const InterfaceRoute* best = nullptr;
  for (const auto& route : routes)
    if (route.destination == "default" && route.isIpv6 == isIpv6 && !route.gateway.empty() &&
        route.words.find(" table ") == std::string::npos &&
        route.words.find(" proto ra") == std::string::npos &&
        (best == nullptr || route.metric < best->metric))
      best = &route;
  return best;
}

} // namespace

const InterfaceRoute* HostInterface::defaultRoute() const {
  return bestRoute(routes, false);
}

std::string HostInterface::gateway() const {
  const auto* route = defaultRoute();
  if (route == nullptr)
    route = bestRoute(routes, true);
  return route == nullptr ? std::string() : route->gateway;
}

bool isInterfaceName(std::string_view name) {
  return !name.empty() && name.size() < 16 && name.front() != '-' && name.front() != '.' &&
         name != "all" && name != "default" && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

const HostInterface* interfaceNamed(const std::vector<HostInterface>& interfaces,
                                    std::string_view name) {
  const auto found = std::find_if(interfaces.begin(), interfaces.end(),
                                  [&](const auto& each) { return each.name == name; });
  return found == interfaces.end() ? nullptr : &*found;
}

Result<std::vector<HostInterface>>
hostInterfacesOf(std::string_view addresses, std::string_view routes, std::string_view ipv6Routes) {
  const auto links = parsedArray(addresses);
  if (!links)
    return links.error();
  std::vector<HostInterface> interfaces;
  for (const auto& link : *links)
    if (link.is_object() && !textAt(link.as_object(), "ifname").empty())
      interfaces.push_back(interfaceOf(link.as_object()));
  for (const auto& [text, isIpv6] : {std::pair(routes, false), std::pair(ipv6Routes, true)}) {
    const auto parsed = parsedArray(text);
    if (!parsed)
      return parsed.error();
    for (const auto& route : *parsed)
      if (route.is_object())
        addRoute(interfaces, route.as_object(), isIpv6);
  }
  for (auto& interface : interfaces) // what a gateway is on comes before what goes through it
    std::stable_partition(interface.routes.begin(), interface.routes.end(),
                          [](const auto& route) { return route.gateway.empty(); });
  return interfaces;
}

Result<std::vector<HostInterface>> hostInterfaces() {
  const auto ip = programOnPath("ip");
  if (ip.empty())
    return Error{ErrorCode::NotFound, "ip is not on PATH: install iproute2 (it is in /usr/sbin)"};
  const auto addresses = answerOf(ip, {"-json", "-details", "address", "show"});
  const auto routes = answerOf(ip, {"-json", "-4", "route", "show", "table", "all"});
  const auto ipv6Routes = answerOf(ip, {"-json", "-6", "route", "show", "table", "all"});
  for (const auto* answer : {&addresses, &routes, &ipv6Routes})
    if (!*answer)
      return answer->error();
  auto interfaces = hostInterfacesOf(*addresses, *routes, *ipv6Routes);
  if (interfaces)
    for (auto& interface : *interfaces) {
      std::error_code error;
      interface.isWireless = std::filesystem::exists(
          std::filesystem::path("/sys/class/net") / interface.name / "phy80211", error);
    }
  return interfaces;
}

} // namespace stackdev
