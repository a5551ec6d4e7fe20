// What stackdev made of the machine's network for a root, and how it was before: network.json in
// the state folder, there as long as the bridge is.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/network.h>

namespace stackdev {

struct NetworkRecord {
  enum class Phase {
    Trial,   // ends by itself
    Kept,    // files make it last
    Leaving, // files are as they were, the rest is being taken back
  };

  Phase phase;
  std::string name; // of the trial: no other has it
  std::string boot; // of the machine's start in which it was made
  std::string bridge;
  bool hadBridge; // it was there before
  std::string interface;
  std::string address;           // the bridge's own
  std::vector<std::string> lent; // addresses of the interface's
  std::string gateway;           // through the interface; "" if none
  NetworkMethod method;
  ChangeSet trial; // as in NetworkPlan
  ChangeSet files;
  std::vector<NetworkCommand> settle;
  std::vector<NetworkCommand> takeBack;
  std::vector<NetworkCommand> lastResort;
};

std::string encoded(const NetworkRecord& record);

/// Errors: Protocol.
Result<NetworkRecord> decodedNetworkRecord(std::string_view bytes);

std::filesystem::path networkRecordFile(const std::filesystem::path& stateFolder);

/// Of the running system: /proc/sys/kernel/random/boot_id.
std::string bootId();

/// With the bytes it was read from. nullopt if there is none.
struct StoredNetworkRecord {
  NetworkRecord record;
  std::string bytes;
};
Result<std::optional<StoredNetworkRecord>>
storedNetworkRecord(const std::filesystem::path& stateFolder);

} // namespace stackdev
