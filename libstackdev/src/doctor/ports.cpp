// Who listens where: ports that the stack's services want, and debuggers that listen to everybody.
#include <algorithm>
#include <map>

#include "doctor/examination.h"
#include "support/file.h"
#include "support/listeners.h"
#include "support/processes.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

/// The processes that have a socket open.
std::map<std::uint64_t, std::vector<pid_t>> holders() {
  std::map<std::uint64_t, std::vector<pid_t>> found;
  for (const auto pid : allProcesses())
    for (const auto inode : socketsOf(pid))
      found[inode].push_back(pid);
  return found;
}

bool isBelow(const std::string& path, const Path& folder) {
  return path == folder.string() || path.starts_with(folder.string() + "/");
}

/// A process of this stack: it works in the root or its command names a file below it.
bool isOurs(pid_t pid, const Root& root) {
  std::error_code error;
  const auto folder =
      std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/cwd", error).string();
  const auto command = commandLineOf(pid);
  return isBelow(folder, root.folder) || isBelow(folder, root.state) ||
         command.find(root.folder.string() + "/") != std::string::npos ||
         command.find(root.state.string() + "/") != std::string::npos;
}

bool isDebugger(const std::string& command, int port) {
  return command.find("pydevd") != std::string::npos ||
         command.find("debugpy") != std::string::npos ||
         (port == 5678 && command.find("eclipse") != std::string::npos);
}

std::string told(pid_t pid) {
  return "pid " + std::to_string(pid) + " (" + commandLineOf(pid).substr(0, 120) + ")";
}

void checkWanted(const Examination& examined, const std::vector<Listener>& listening,
                 std::map<std::uint64_t, std::vector<pid_t>>& byInode, Findings& found) {
  std::vector<int> seen;
  for (const auto& service : examined.root.manifest->services) {
    if (!service.port || std::find(seen.begin(), seen.end(), *service.port) != seen.end())
      continue;
    seen.push_back(*service.port);
    std::vector<pid_t> pids;
    for (const auto& one : listening)
      if (one.port == *service.port)
        for (const auto pid : byInode[one.inode])
          if (std::find(pids.begin(), pids.end(), pid) == pids.end())
            pids.push_back(pid);
    for (const auto pid : pids)
      if (!isOurs(pid, examined.root))
        found.push_back({"port-in-use",
                         Severity::Error,
                         {},
                         "port " + std::to_string(*service.port) + ", which " + service.name +
                             " wants, is taken by " + told(pid),
                         "end it (kill " + std::to_string(pid) + "), or change the port"});
  }
}

/// SO_REUSEPORT lets two processes share a port without an error; each takes part of the requests.
void checkShared(const Examination& examined, const char* file,
                 std::map<std::uint64_t, std::vector<pid_t>>& byInode, Findings& found) {
  const auto text = readFile(file);
  if (!text)
    return;
  const auto listening = listenersIn(*text);
  for (const auto& service : examined.root.manifest->services) {
    std::vector<std::string> names;
    for (const auto& one : listening)
      if (service.port && one.port == *service.port && !byInode[one.inode].empty())
        names.push_back(told(byInode[one.inode].front()));
    if (names.size() > 1)
      found.push_back({"port-shared",
                       Severity::Error,
                       {},
                       "port " + std::to_string(*service.port) + " of " + service.name +
                           " is listened on by " + listed(names) +
                           ": each gets part of the requests",
                       "end all but one"});
  }
}

} // namespace

void checkPorts(const Examination& examined, Findings& found) {
  const auto listening = listeners();
  auto byInode = holders();
  if (examined.root.manifest) {
    checkWanted(examined, listening, byInode, found);
    for (const char* file : {"/proc/net/tcp", "/proc/net/tcp6"})
      checkShared(examined, file, byInode, found);
  }
  for (const auto& one : listening) {
    if (one.loopbackOnly || byInode[one.inode].empty())
      continue;
    const auto pid = byInode[one.inode].front();
    if (isDebugger(commandLineOf(pid), one.port))
      found.push_back(
          {"debug-server-open",
           Severity::Warning,
           {},
           told(pid) + " listens for debuggers on port " + std::to_string(one.port) +
               " of every interface, without a password",
           "iptables -A INPUT -p tcp --dport " + std::to_string(one.port) + " ! -i lo -j REJECT"});
  }
}

} // namespace stackdev
