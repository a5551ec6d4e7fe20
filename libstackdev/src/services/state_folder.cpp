#include "services/state_folder.h"

#include <charconv>

#include <sys/stat.h>

#include <stackdev/apply.h>

#include "supervision/supervisor_config.h"
#include "support/file.h"
#include "support/processes.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr std::size_t kLastLines = 12;
constexpr std::size_t kLongestLog = std::size_t{64} << 20U;

Status makeFolder(const Path& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return systemError("cannot make", folder, errno);
  return {};
}

Path markOf(const Path& folder, const std::string& step) {
  return folder / "done" / step;
}

} // namespace

Status makeServicesFolder(const Path& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder.parent_path().parent_path(), failure);
  if (failure)
    return systemError("cannot make", folder.parent_path().parent_path(), failure.value());
  for (const auto& one :
       {folder.parent_path(), folder, folder / "log", folder / "var", folder / "debugged"})
    if (auto made = makeFolder(one); !made)
      return made;
  return {};
}

Status makeFoldersFor(const ChangeSet& changes, const Path& folder) {
  for (const auto& file : changes.files) {
    auto made = folder;
    for (const auto& name : file.path.parent_path().lexically_relative(folder)) {
      made /= name;
      if (name == "..") // of another place
        break;
      if (auto fine = makeFolder(made); !fine)
        return fine;
    }
  }
  return {};
}

Result<LockFile> lockServices(const Path& folder, std::chrono::milliseconds patience) {
  auto lock = LockFile::take(folder / "lock", patience);
  if (!lock && lock.error().code == ErrorCode::Io)
    return Error{ErrorCode::Io, lock.error().message + "\nWait for it, or end it, and try again"};
  return lock;
}

std::optional<std::string> doneMark(const Path& folder, const std::string& step) {
  const auto mark = readFile(markOf(folder, step));
  return mark ? std::optional(*mark) : std::nullopt;
}

Status markDone(const Path& folder, const std::string& step, const std::string& fingerprint) {
  return apply({"done: " + step,
                {folder},
                {{markOf(folder, step), doneMark(folder, step), fingerprint, FileMode::Private}}},
               folder.parent_path(), Remember::No);
}

std::vector<ServiceProcess> serviceProcesses(const Path& folder) {
  std::vector<ServiceProcess> found;
  for (const auto pid : allProcesses())
    if (environmentOf(pid, kFolderVariable) == folder.string() && !hasEnded(pid))
      found.push_back({pid, environmentOf(pid, kNameVariable).value_or("")});
  return found;
}

Path debuggerFile(const Path& folder, const std::string& service) {
  return folder / "debugged" / service;
}

std::optional<pid_t> debuggerOf(const Path& folder, const std::string& service) {
  const auto text = readFile(debuggerFile(folder, service));
  pid_t pid = 0;
  if (!text)
    return std::nullopt;
  std::from_chars(text->data(), text->data() + text->size(), pid);
  if (pid <= 0 || hasEnded(pid) || commandLineOf(pid).find("stackdev") == std::string::npos)
    return std::nullopt;
  return pid;
}

std::string endOfLog(const Path& folder, const std::string& name, std::uintmax_t known) {
  const auto file = logFile(folder, name);
  auto text = readFile(file, kLongestLog);
  if (!text || text->empty())
    return "Its log is empty: " + file.string();
  if (known == text->size())
    return "It has added nothing to its log, " + file.string();
  if (known < text->size()) // else it is a new one, since the old one became too long
    text->erase(0, known);
  auto begin = text->size() - (text->back() == '\n' ? 1 : 0);
  for (std::size_t i = 0; i < kLastLines && begin != std::string::npos && begin > 0; ++i)
    begin = text->rfind('\n', begin - 1);
  begin = begin == std::string::npos || begin == 0 ? 0 : begin + 1;
  std::string lines;
  for (auto at = begin; at < text->size();) {
    const auto end = std::min(text->find('\n', at), text->size());
    lines += "\n    " + text->substr(at, end - at);
    at = end + 1;
  }
  return "The end of its log, " + file.string() + ":" + lines;
}

} // namespace stackdev
