// The bridge that nova's instances are put on: planned as files and commands, tried for a while,
// kept only once someone who can still reach the machine says so. docs/network.md.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <stackdev/change_set.h>
#include <stackdev/result.h>
#include <stackdev/stack.h>

namespace stackdev {

/// Who keeps the machine's network.
enum class NetworkMethod {
  Iproute2,       // nobody: the bridge lasts until the machine is started again
  NetworkManager, // connection profiles, nm-settings-keyfile(5)
  Ifcfg,          // files of /etc/sysconfig/network-scripts, as Fedora's and RHEL's
};

struct NetworkOptions {
  std::string bridge = {};    // "": the manifest's, br100
  std::string interface = {}; // "": the manifest's; without any the bridge has no port
  std::string address = {};   // "10.0.0.1/24", beside those that the interface brings
  std::optional<NetworkMethod> method = {}; // else by what the machine runs
};

/// One program that is run; with a batch it reads those lines, each a command of its own.
struct NetworkCommand {
  std::string program; // "ip", "nmcli"
  std::vector<std::string> arguments;
  std::vector<std::string> batch = {};
};

struct NetworkPlan {
  std::string bridge;
  std::string interface; // "" for a bridge without a port
  NetworkMethod method;
  bool isThere;                           // as it shall be: nothing is to be done
  std::vector<std::string> addresses;     // that the bridge gets, "192.0.2.7/24"
  std::string ownAddress;                 // of them: what was asked for beside the interface\'s
  std::vector<std::string> lent;          // those of them that go back to the interface
  std::string gateway;                    // through the interface; "" if none
  ChangeSet trial;                        // files of the time until it is kept, below /run
  ChangeSet files;                        // files that make it last
  std::vector<NetworkCommand> commands;   // make it so now
  std::vector<NetworkCommand> settle;     // after `files` was written
  std::vector<NetworkCommand> takeBack;   // as it was before, after the files are as they were
  std::vector<NetworkCommand> lastResort; // where that is not enough
  std::vector<std::string> warnings;
};

/// Each command as one would type it.
std::vector<std::string> shownCommands(const std::vector<NetworkCommand>& commands);

/// Reads how the machine's network is, by `ip` and `nmcli`; changes nothing. Errors: NotFound for
/// no such interface or no `ip`; InvalidArgument for one that cannot be a bridge's port.
Result<NetworkPlan> networkPlan(const Root& root, const NetworkOptions& options);

/// Who takes the trial back when it is over: a program that calls guardNetworkTrial(), with
/// the trial's name, which it gets as its last argument.
struct NetworkGuard {
  std::filesystem::path program;
  std::vector<std::string> arguments;
};

/// Makes it so for a trial that the guard ends. True if the gateway answered before, and does so
/// through the bridge; false where there was nothing to ask. Where the gateway answered before and
/// does so no more, or a command fails, everything is taken back at once. Errors: Io, also if not
/// root; Conflict if a bridge of this root is there already, or a file was changed meanwhile.
Result<bool> tryNetwork(const Root& root, const NetworkPlan& plan, const NetworkGuard& guard);

/// Ends the trial by keeping it: writes the files that make it last. Errors: NotFound if there is
/// no trial (any more); Conflict if one of the files was changed meanwhile.
Status keepNetwork(const Root& root);

/// Takes back a trial that was not kept; false if it was kept, or there is none. Errors: Io.
Result<bool> endNetworkTrial(const Root& root);

/// What the guard does: waits, then takes back the trial of this name, again and again until it is
/// as it was before, unless it was kept. Errors: Io, after an hour.
Status guardNetworkTrial(const Root& root, const std::string& trial, std::chrono::seconds wait);

struct NetworkState {
  std::string bridge;
  std::string interface;
  NetworkMethod method;
  bool isKept; // else on trial
};

/// What stackdev made for this root; nullopt if nothing.
Result<std::optional<NetworkState>> networkState(const Root& root);

/// What remove would do: the files and commands. Errors: NotFound if there is nothing of ours;
/// Conflict if something else was put on the bridge.
struct NetworkRemoval {
  NetworkState state;
  ChangeSet files;
  std::vector<NetworkCommand> commands;
};
Result<NetworkRemoval> networkRemoval(const Root& root);

/// Takes the bridge away and gives the interface its addresses back. Errors: as above, Io.
Status removeNetwork(const Root& root, const NetworkRemoval& removal);

/// "iproute2", "networkmanager", "ifcfg".
std::string_view nameOf(NetworkMethod method);
std::optional<NetworkMethod> networkMethodNamed(std::string_view name);

} // namespace stackdev
