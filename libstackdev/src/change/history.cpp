#include "change/history.h"

#include <algorithm>
#include <cerrno>
#include <charconv>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/descriptor.h"
#include "support/file.h"
#include "support/git.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

// Old changes can't be taken back before newer ones, so a long memory helps nobody.
constexpr std::size_t kRemembered = 50;

Status syncFolder(const Path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened || ::fsync(opened.fd()) != 0)
    return systemError("cannot make durable", folder, errno);
  return {};
}

Path fileOf(const StateFiles& state, int number) {
  auto digits = std::to_string(number);
  digits.insert(0, digits.size() < 6 ? 6 - digits.size() : 0, '0');
  return state.applied() / digits;
}

/// Ascending.
std::vector<int> appliedNumbers(const StateFiles& state) {
  std::vector<int> numbers;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(state.applied(), ignored)) {
    const auto name = entry.path().filename().string();
    int number = 0;
    const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), number);
    const bool isNumber = failed == std::errc() && end == name.data() + name.size();
    if (isNumber && fileOf(state, number).filename() == name) // as we write it
      numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

Result<AppliedJournal> readApplied(const StateFiles& state, int number) {
  const auto file = fileOf(state, number);
  const auto bytes = readFile(file, std::size_t{1} << 30U);
  if (!bytes)
    return bytes.error();
  auto journal = decodedJournal(*bytes);
  if (!journal)
    return Error{ErrorCode::Io, file.string() + ": " + journal.error().message};
  return AppliedJournal{number, std::move(*journal)};
}

Error noStateFolder(const Path& folder, int number) {
  auto error = systemError("cannot make folder", folder, number);
  error.message += "; name another for what is remembered: --state DIR";
  return error;
}

} // namespace

AppliedChange AppliedJournal::summary() const {
  AppliedChange change{number, journal.title, journal.time, {}};
  for (const auto& entry : journal.entries)
    change.files.push_back(entry.path);
  return change;
}

Status makeStateFolder(const Path& folder) {
  std::error_code error;
  if (folder.has_parent_path())
    std::filesystem::create_directories(folder.parent_path(), error);
  if (error)
    return noStateFolder(folder.parent_path(), error.value());
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return noStateFolder(folder, errno);
  return {};
}

Status writeDraft(const StateFiles& state, const Journal& journal) {
  const auto bytes = encoded(journal);
  const Descriptor file(
      ::open(state.draft().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file)
    return systemError("cannot create", state.draft(), errno);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto count = ::write(file.fd(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0) {
      const int number = errno;
      ::unlink(state.draft().c_str());
      return systemError("cannot write", state.draft(), number);
    }
    done += static_cast<std::size_t>(count);
  }
  return {};
}

Status commitDraft(const StateFiles& state) {
  // The draft's content is durable already: its file system was synchronised with the others.
  if (::rename(state.draft().c_str(), state.journal().c_str()) != 0)
    return systemError("cannot write", state.journal(), errno);
  auto synced = syncFolder(state.folder);
  if (!synced)
    ::unlink(state.journal().c_str()); // the caller takes all back
  return synced;
}

Status closeJournal(const StateFiles& state, const Journal& journal) {
  if (!journal.remembered) {
    if (journal.undoes)
      ::unlink(fileOf(state, *journal.undoes).c_str());
    if (::unlink(state.journal().c_str()) != 0)
      return systemError("cannot delete", state.journal(), errno);
    return syncFolder(state.folder);
  }
  if (::mkdir(state.applied().c_str(), 0700) != 0 && errno != EEXIST)
    return systemError("cannot make folder", state.applied(), errno);
  const auto numbers = appliedNumbers(state);
  const int number = numbers.empty() ? 1 : numbers.back() + 1;
  if (::rename(state.journal().c_str(), fileOf(state, number).c_str()) != 0)
    return systemError("cannot write", fileOf(state, number), errno);
  for (std::size_t i = 0; numbers.size() >= kRemembered && i <= numbers.size() - kRemembered; ++i)
    ::unlink(fileOf(state, numbers[i]).c_str());
  return syncFolder(state.folder);
}

Result<AppliedJournal> newestApplied(const StateFiles& state) {
  const auto numbers = appliedNumbers(state);
  if (numbers.empty())
    return Error{ErrorCode::NotFound,
                 "nothing to undo here: no change of stackdev's is recorded in " +
                     state.folder.string()};
  return readApplied(state, numbers.back());
}

Result<std::vector<AppliedChange>> appliedChanges(const Path& stateFolder) {
  const StateFiles state{stateFolder};
  auto numbers = appliedNumbers(state);
  std::vector<AppliedChange> changes;
  for (auto number = numbers.rbegin(); number != numbers.rend(); ++number) {
    const auto applied = readApplied(state, *number);
    if (!applied)
      return applied.error();
    changes.push_back(applied->summary());
  }
  return changes;
}

Result<ChangeSet> undoPlan(const Path& stateFolder) {
  const auto newest = newestApplied(StateFiles{stateFolder});
  if (!newest)
    return newest.error();
  ChangeSet plan{"undo: " + newest->journal.title, newest->journal.places, {}};
  std::string changed;
  const auto& entries = newest->journal.entries;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    auto content = readFileIfThere(entry->path);
    if (!content)
      return content.error();
    const bool asLeft = content->has_value() == entry->afterHash.has_value() &&
                        (!content->has_value() || blobHash(**content) == *entry->afterHash);
    if (!asLeft)
      changed += "\n  " + entry->path.string();
    plan.files.push_back({entry->path, std::move(*content), entry->before, entry->mode});
  }
  if (!changed.empty())
    return Error{ErrorCode::Conflict, "cannot undo \"" + newest->journal.title +
                                          "\": changed since:" + changed +
                                          "\nTake those later changes back, then undo again"};
  return plan;
}

} // namespace stackdev
