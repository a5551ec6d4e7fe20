#include "network/bridge_commands.h"

#include <algorithm>

namespace stackdev {
namespace {

using Lines = std::vector<std::string>;

/// The addresses and routes of `from`, on `device`. An IPv6 address was looked for already: no one
/// else has it.
void give(Lines& lines, const HostInterface& from, const std::string& device) {
  for (const auto& address : from.addresses)
    lines.push_back("address replace " + address.text +
                    (address.broadcast.empty() ? "" : " broadcast " + address.broadcast) + " dev " +
                    device + (address.lifetimes.empty() ? "" : " " + address.lifetimes) +
                    (address.isIpv6 ? " nodad" : ""));
  for (const auto& route : from.routes)
    lines.push_back("route replace " +
                    (route.isIpv6 && route.destination == "default" ? "::/0" : route.destination) +
                    (route.gateway.empty() ? "" : " via " + route.gateway) + " dev " + device +
                    route.words);
}

} // namespace

NetworkCommand makeBridgeCommand(const BridgeWish& wish) {
  Lines lines;
  // Without spanning tree and its delay, and with the port's own hardware address, what is
  // connected stays so: leases and neighbours know that address.
  if (wish.existing == nullptr)
    lines.push_back("link add name " + wish.bridge +
                    (wish.port == nullptr ? "" : " address " + wish.port->hardwareAddress) +
                    " type bridge stp_state 0 forward_delay 0");
  lines.push_back("link set dev " + wish.bridge + " up");
  if (wish.port != nullptr) {
    lines.push_back("address flush dev " + wish.port->name + " scope global");
    lines.push_back("link set dev " + wish.port->name + " master " + wish.bridge);
    lines.push_back("link set dev " + wish.port->name + " up");
    give(lines, *wish.port, wish.bridge);
  }
  if (!wish.address.empty())
    lines.push_back("address replace " + wish.address + " dev " + wish.bridge);
  return {"ip", {"-batch", "-"}, std::move(lines)};
}

NetworkCommand takeBridgeBackCommand(const BridgeWish& wish) {
  Lines lines;
  const auto had = [&](const std::string& text) {
    return std::any_of(wish.existing->addresses.begin(), wish.existing->addresses.end(),
                       [&](const auto& address) { return address.text == text; });
  };
  const auto takeAway = [&](const std::string& text) {
    if (!text.empty() && !had(text))
      lines.push_back("address delete " + text + " dev " + wish.bridge);
  };
  if (wish.port != nullptr && wish.port->master != wish.bridge)
    lines.push_back("link set dev " + wish.port->name + " nomaster");
  if (wish.existing == nullptr)
    lines.push_back("link delete dev " + wish.bridge + " type bridge");
  else {
    if (wish.port != nullptr)
      for (const auto& address : wish.port->addresses)
        takeAway(address.text);
    takeAway(wish.address);
  }
  if (wish.port != nullptr)
    give(lines, *wish.port, wish.port->name);
  return {"ip", {"-force", "-batch", "-"}, std::move(lines)};
}

NetworkCommand giveBackCommand(const HostInterface& port) {
  Lines lines;
  give(lines, port, port.name);
  return {"ip", {"-force", "-batch", "-"}, std::move(lines)};
}

} // namespace stackdev
