// The files of /etc/sysconfig/network-scripts: assignments as a shell reads them, one in a line.
// Format: sysconfig.txt of Fedora's and RHEL's initscripts.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "network/bridge_commands.h"

namespace stackdev {

/// What a bridge and its port are written as.
struct IfcfgTexts {
  std::string bridge;
  std::string port; // "" for a bridge without
};

/// The port's file keeps what it says but for its addresses, which go to the bridge's; without a
/// file before they are those that the port has now. `bridge` and `port` are what is there.
IfcfgTexts ifcfgTexts(const BridgeWish& wish, const std::optional<std::string>& bridge,
                      const std::optional<std::string>& port);

} // namespace stackdev
