// NetworkManager's connection profiles: what it says of an interface, and the two profiles of a
// bridge and its port. Format: nm-settings-keyfile(5).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <stackdev/network.h>

#include "network/bridge_commands.h"

namespace stackdev {

/// The profile with which NetworkManager keeps an interface now.
struct ActiveProfile {
  std::string uuid;
  std::string text; // of its keyfile; "" if it has none
};

struct ConnectionProfiles {
  std::string bridgeUuid;
  std::string bridge;
  std::string port; // "" for a bridge without
};

/// The bridge gets the addresses as the interface's own profile says (its [ipv4], [ipv6] and
/// [proxy]), else those that it has now.
ConnectionProfiles connectionProfiles(const BridgeWish& wish,
                                      const std::optional<ActiveProfile>& active);

/// Whether NetworkManager runs and is not told to leave the interface alone. One that is not there
/// yet counts as its.
bool isNetworkManagers(const std::string& interface);

/// nullopt if it is not connected by a profile.
std::optional<ActiveProfile> activeProfileOf(const std::string& interface);

} // namespace stackdev
