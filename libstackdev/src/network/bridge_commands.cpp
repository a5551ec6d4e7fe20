#include "network/bridge_commands.h"

namespace stackdev {
namespace {

using Lines = std::vector<std::string>;

/// The addresses and routes of `from`, on `device`. A router's advertisements bring their own
/// again.
void give(Lines& lines, const HostInterface& from, const std::string& device) {
  for (const auto& address : from.addresses)
    if (!address.isIpv6 || !address.isDynamic)
      lines.push_back("address replace " + address.text +
                      (address.broadcast.empty() ? "" : " broadcast " + address.broadcast) +
                      " dev " + device +
                      (address.lifetimes.empty() ? "" : " " + address.lifetimes));
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
  if (wish.port != nullptr)
    lines.push_back("link set dev " + wish.port->name + " nomaster");
  if (wish.existing == nullptr)
    lines.push_back("link delete dev " + wish.bridge + " type bridge");
  else {
    if (wish.port != nullptr)
      for (const auto& address : wish.port->addresses)
        lines.push_back("address delete " + address.text + " dev " + wish.bridge);
    if (!wish.address.empty())
      lines.push_back("address delete " + wish.address + " dev " + wish.bridge);
  }
  if (wish.port != nullptr)
    give(lines, *wish.port, wish.port->name);
  return {"ip", {"-force", "-batch", "-"}, std::move(lines)};
}

} // namespace stackdev
