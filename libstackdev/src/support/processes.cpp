#include "support/processes.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <thread>

#include <unistd.h>

#include "support/file.h"

namespace stackdev {
namespace {

constexpr std::chrono::milliseconds kLook{20};
constexpr std::chrono::milliseconds kKillTakes{2'000};

std::string fileOf(pid_t pid, std::string_view name) {
  return "/proc/" + std::to_string(pid) + "/" + std::string(name);
}

bool allEnd(const std::vector<pid_t>& pids, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!std::all_of(pids.begin(), pids.end(), hasEnded)) {
    if (std::chrono::steady_clock::now() >= deadline)
      return false;
    std::this_thread::sleep_for(kLook); // they are no children of ours: nothing tells their end
  }
  return true;
}

void signal(const std::vector<pid_t>& pids, int number) {
  for (const auto pid : pids)
    ::kill(pid, number);
}

} // namespace

std::vector<pid_t> allProcesses() {
  std::vector<pid_t> found;
  std::error_code failure;
  std::filesystem::directory_iterator entry("/proc", failure);
  for (; !failure && entry != std::filesystem::directory_iterator(); entry.increment(failure)) {
    const auto name = entry->path().filename().string();
    pid_t pid = 0;
    const auto [rest, bad] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (bad == std::errc() && rest == name.data() + name.size())
      found.push_back(pid);
  }
  return found;
}

std::string commandLineOf(pid_t pid) {
  auto text = readFile(fileOf(pid, "cmdline"));
  if (!text || text->empty())
    return "?";
  while (!text->empty() && text->back() == '\0')
    text->pop_back();
  std::replace_if(
      text->begin(), text->end(), [](char c) { return c >= 0 && c < 0x20; }, ' ');
  return *text;
}

std::optional<std::string> environmentOf(pid_t pid, std::string_view variable) {
  const auto text = readFile(fileOf(pid, "environ"));
  if (!text)
    return std::nullopt;
  const auto wanted = std::string(variable) + "=";
  for (std::size_t begin = 0; begin < text->size();) {
    const auto end = std::min(text->find('\0', begin), text->size());
    const auto entry = std::string_view(*text).substr(begin, end - begin);
    if (entry.starts_with(wanted))
      return std::string(entry.substr(wanted.size()));
    begin = end + 1;
  }
  return std::nullopt;
}

long memoryOf(pid_t pid) {
  const auto text = readFile(fileOf(pid, "statm"));
  if (!text)
    return 0;
  const auto space = text->find(' ');
  long pages = 0;
  if (space != std::string::npos)
    std::from_chars(text->data() + space + 1, text->data() + text->size(), pages);
  return pages * (::sysconf(_SC_PAGESIZE) / 1024);
}

bool hasEnded(pid_t pid) {
  const auto text = readFile(fileOf(pid, "stat"));
  if (!text)
    return true;
  const auto name = text->rfind(')'); // "12 (name) S ..."
  return name == std::string::npos || text->compare(name, 3, ") Z") == 0;
}

bool end(const std::vector<pid_t>& pids, std::chrono::milliseconds grace) {
  signal(pids, SIGTERM);
  if (allEnd(pids, grace))
    return true;
  std::vector<pid_t> left;
  std::copy_if(pids.begin(), pids.end(), std::back_inserter(left),
               [](pid_t pid) { return !hasEnded(pid); });
  signal(left, SIGKILL);
  return allEnd(left, kKillTakes);
}

} // namespace stackdev
