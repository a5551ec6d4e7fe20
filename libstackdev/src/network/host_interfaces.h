// The machine's interfaces with their addresses and routes, as `ip -json` tells them (iproute2 4.14
// and later).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/result.h>

namespace stackdev {

struct InterfaceAddress {
  std::string text; // "192.0.2.7/24"
  bool isIpv6;
  std::string broadcast; // "" if none
  bool isDynamic;        // by DHCP or router advertisement
  std::string lifetimes; // of a dynamic one: "valid_lft 3600 preferred_lft 3600"
};

/// Routes that someone made, not those that the kernel adds with an address.
struct InterfaceRoute {
  std::string destination; // "default", "198.51.100.0/24"
  std::string gateway;     // "" if on the link
  std::string words;       // behind the device: "proto static metric 100"
  std::int64_t metric;
  bool isIpv6;
};

struct HostInterface {
  std::string name;
  std::string hardwareAddress; // "52:54:00:12:34:56"
  std::string kind;            // "bridge", "bond", "veth"; "" for hardware
  std::string master;          // the bridge or bond that it is in
  bool isEthernet = false;
  bool isWireless = false;
  std::vector<InterfaceAddress> addresses = {}; // global ones
  std::vector<InterfaceRoute> routes = {};      // in the order in which they can be made
  std::string cannotMove =
      {}; // why its addresses or routes cannot become another's; "" if they can

  /// The default route of IPv4 with the lowest metric; nullptr if there is none.
  const InterfaceRoute* defaultRoute() const;

  /// The next router that can be asked whether it is reached: that route's, else IPv6's, unless
  /// routers advertise it, which comes and goes. "" if there is none.
  std::string gateway() const;
};

/// The answers of `ip -json -details address show` and `ip -json route show table all` as values.
/// Errors: Protocol for what is no such JSON.
Result<std::vector<HostInterface>>
hostInterfacesOf(std::string_view addresses, std::string_view routes, std::string_view ipv6Routes);

/// Of this machine. Errors: NotFound if there is no `ip`; Io.
Result<std::vector<HostInterface>> hostInterfaces();

/// nullptr if there is none.
const HostInterface* interfaceNamed(const std::vector<HostInterface>& interfaces,
                                    std::string_view name);

/// 1 to 15 letters, digits, '.', '_' and '-', no '-' in front: the kernel takes more, but such a
/// name ends up in files that a shell reads. Nor what stands for others in files: "all", "default".
bool isInterfaceName(std::string_view name);

} // namespace stackdev
