// Who listens on which TCP port of this machine, read from /proc.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace stackdev {

struct Listener {
  int port;
  bool loopbackOnly;
  uid_t user;
  std::uint64_t inode; // of its socket
};

/// The listening sockets in the text of /proc/net/tcp or tcp6.
std::vector<Listener> listenersIn(std::string_view text);

/// Those of this machine, IPv4 and IPv6.
std::vector<Listener> listeners();

/// The sockets that the process has open, by inode. Empty for a process of another user's.
std::vector<std::uint64_t> socketsOf(pid_t pid);

/// "pid 812 (/usr/sbin/mariadbd --port=3306)", as much as may be known of a listener's process.
std::string holderOf(const Listener& listener);

} // namespace stackdev
