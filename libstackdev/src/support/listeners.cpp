#include "support/listeners.h"

#include <algorithm>
#include <charconv>

#include <pwd.h>

#include "support/file.h"
#include "support/processes.h"

namespace stackdev {
namespace {

constexpr std::string_view kListening = "0A";

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> found;
  while (true) {
    const auto begin = line.find_first_not_of(' ');
    if (begin == std::string_view::npos)
      return found;
    const auto end = std::min(line.find(' ', begin), line.size());
    found.push_back(line.substr(begin, end - begin));
    line.remove_prefix(end);
  }
}

/// An address as /proc writes it: 32-bit words in the machine's order.
bool isLoopback(std::string_view address) {
  if (address.size() == 8)
    return address.ends_with("7F");                       // 127.0.0.0/8
  return address == "00000000000000000000000001000000" || // ::1
         (address.starts_with("0000000000000000FFFF0000") && address.ends_with("7F"));
}

template <class Number>
Number number(std::string_view text, int base = 10) {
  Number value{};
  std::from_chars(text.data(), text.data() + text.size(), value, base);
  return value;
}

} // namespace

std::vector<Listener> listenersIn(std::string_view text) {
  std::vector<Listener> found;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const auto fields = words(line);
    if (fields.size() < 10 || fields[3] != kListening)
      continue;
    const auto colon = fields[1].find(':');
    if (colon == std::string_view::npos)
      continue;
    found.push_back({number<int>(fields[1].substr(colon + 1), 16),
                     isLoopback(fields[1].substr(0, colon)), number<uid_t>(fields[7]),
                     number<std::uint64_t>(fields[9])});
  }
  return found;
}

std::vector<Listener> listeners() {
  std::vector<Listener> found;
  for (const auto* file : {"/proc/net/tcp", "/proc/net/tcp6"})
    if (const auto text = readFile(file))
      for (const auto& listener : listenersIn(*text))
        found.push_back(listener);
  return found;
}

std::vector<std::uint64_t> socketsOf(pid_t pid) {
  constexpr std::string_view kSocket = "socket:[";
  std::vector<std::uint64_t> inodes;
  std::error_code failure;
  std::filesystem::directory_iterator entry("/proc/" + std::to_string(pid) + "/fd", failure);
  for (; !failure && entry != std::filesystem::directory_iterator(); entry.increment(failure)) {
    std::error_code ended;
    const auto target = std::filesystem::read_symlink(entry->path(), ended).string();
    if (target.starts_with(kSocket))
      inodes.push_back(number<std::uint64_t>(std::string_view(target).substr(kSocket.size())));
  }
  return inodes;
}

std::string holderOf(const Listener& listener) {
  for (const auto pid : allProcesses()) {
    const auto inodes = socketsOf(pid);
    if (std::find(inodes.begin(), inodes.end(), listener.inode) != inodes.end())
      return "pid " + std::to_string(pid) + " (" + commandLineOf(pid) + ")";
  }
  const auto* user = ::getpwuid(listener.user); // NOLINT(concurrency-mt-unsafe): for a message
  return "a process of user " +
         (user == nullptr ? std::to_string(listener.user) : std::string(user->pw_name));
}

} // namespace stackdev
