// The bridge in iproute2's own commands, ip(8): lines of one batch, so that the moment between the
// interface's addresses and the bridge's is as short as one process can make it.
#pragma once

#include <string>
#include <vector>

#include <stackdev/network.h>

#include "network/host_interfaces.h"

namespace stackdev {

/// A bridge as it shall be, and how the machine is before it.
struct BridgeWish {
  std::string bridge;
  const HostInterface* existing; // nullptr if the bridge is not there yet
  const HostInterface* port;     // nullptr for none
  std::string address;           // of its own, "" for none
};

NetworkCommand makeBridgeCommand(const BridgeWish& wish);

/// As it was before; each line is tried, whatever the ones before it said.
NetworkCommand takeBridgeBackCommand(const BridgeWish& wish);

/// The interface's own addresses and routes alone.
NetworkCommand giveBackCommand(const HostInterface& port);

} // namespace stackdev
