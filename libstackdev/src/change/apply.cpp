#include <stackdev/apply.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <map>
#include <set>

#include <fcntl.h>
#include <unistd.h>

#include "change/history.h"
#include "change/journal.h"
#include "change/lock_file.h"
#include "change/place.h"
#include "change/temporary_file.h"
#include "support/file.h"
#include "support/git.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr std::chrono::seconds kLockPatience{10};

std::string now() {
  const auto time = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  struct tm parts {};
  ::gmtime_r(&time, &parts);
  char text[32] = {};
  std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

/// The places of one change set, opened, and where a path lies in them.
class Places {
public:
  static Result<Places> open(const std::vector<Path>& folders) {
    Places places;
    for (const auto& folder : folders) {
      auto place = Place::open(folder);
      if (!place)
        return place.error();
      places.places_.push_back(std::move(*place));
    }
    return places;
  }

  struct Spot {
    const Place* place;
    Path relative;
  };

  /// The innermost place above `path`.
  Result<Spot> find(const Path& path) const {
    const Spot none{nullptr, {}};
    Spot best = none;
    for (const auto& place : places_) {
      const auto relative = path.lexically_relative(place.path());
      if (relative.empty() || relative == "." || *relative.begin() == "..")
        continue;
      if (best.place == nullptr ||
          place.path().native().size() > best.place->path().native().size())
        best = {&place, relative};
    }
    if (best.place == nullptr)
      return Error{ErrorCode::InvalidArgument,
                   path.string() + ": outside the folders that this change may touch"};
    return best;
  }

  /// Makes everything written below the places durable, each file system once.
  Status sync() const {
    std::set<dev_t> done;
    for (const auto& place : places_)
      if (done.insert(place.device()).second && ::syncfs(place.fd()) != 0)
        return systemError("cannot make durable", place.path(), errno);
    return {};
  }

private:
  std::vector<Place> places_;
};

Status unlinkBeneath(const Places& places, const Path& folder, const std::string& name) {
  const auto spot = places.find(folder / name);
  if (!spot)
    return spot.error();
  const auto parent = spot->place->openFolder(spot->relative.parent_path());
  if (!parent)
    return parent.error().code == ErrorCode::NotFound ? Status() : Status(parent.error());
  if (::unlinkat(parent->fd(), name.c_str(), 0) != 0 && errno != ENOENT)
    return systemError("cannot delete", folder / name, errno);
  return {};
}

/// Removes the folders that are empty, innermost first; the others stay.
void removeEmpty(const Places& places, const std::vector<Path>& folders) {
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) {
    const auto spot = places.find(*folder);
    if (!spot)
      continue;
    const auto parent = spot->place->openFolder(spot->relative.parent_path());
    if (parent)
      ::unlinkat(parent->fd(), folder->filename().c_str(), AT_REMOVEDIR);
  }
}

/// Checks every file against its `before` and lists what has to be done.
Result<Journal> checked(const ChangeSet& changes, const Places& places) {
  Journal journal;
  journal.title = changes.title;
  journal.time = now();
  journal.places = changes.places;
  std::set<Path> folders;
  for (const auto& change : changes.files) {
    const auto spot = places.find(change.path);
    if (!spot)
      return spot.error();
    const auto found = spot->place->readFile(spot->relative);
    if (!found)
      return found.error();
    const bool there = found->has_value();
    if (there != change.before.has_value() || (there && (*found)->content != *change.before))
      return Error{ErrorCode::Conflict,
                   change.path.string() + ": changed while stackdev was at work; run it again"};
    JournalEntry entry{.path = change.path,
                       .temporary = change.after ? temporaryName() : "",
                       .before = change.before,
                       .afterHash = std::nullopt,
                       .mode = change.mode};
    if (change.after)
      entry.afterHash = blobHash(*change.after);
    if (there && ((*found)->info.st_mode & 0111U) != 0)
      entry.mode = FileMode::Executable;
    if (there && ((*found)->info.st_mode & 0077U) == 0)
      entry.mode = FileMode::Private;
    journal.entries.push_back(std::move(entry));
    for (auto folder = spot->relative.parent_path(); change.after && !folder.empty();
         folder = folder.parent_path()) {
      const auto opened = spot->place->openFolder(folder);
      if (opened)
        break;
      if (opened.error().code != ErrorCode::NotFound)
        return opened.error();
      folders.insert(spot->place->path() / folder);
    }
  }
  journal.madeFolders.assign(folders.begin(), folders.end()); // a parent sorts before its children
  return journal;
}

Status writeTemporaries(const ChangeSet& changes, const Journal& journal, const Places& places) {
  for (const auto& folder : journal.madeFolders) {
    const auto spot = places.find(folder);
    if (!spot)
      return spot.error();
    if (const auto made = spot->place->makeFolder(spot->relative); !made)
      return made.error();
  }
  for (std::size_t i = 0; i < changes.files.size(); ++i) {
    const auto& change = changes.files[i];
    if (!change.after)
      continue;
    const auto spot = places.find(change.path);
    if (!spot)
      return spot.error();
    const auto folder = spot->place->openFolder(spot->relative.parent_path());
    if (!folder)
      return folder.error();
    const auto target = change.path.filename().string();
    struct stat info {};
    const bool there = ::fstatat(folder->fd(), target.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0;
    if (there != change.before.has_value())
      return Error{ErrorCode::Conflict,
                   change.path.string() + ": changed while stackdev was at work; run it again"};
    const NewFile fresh{change.mode, spot->place->owner(), spot->place->group()};
    if (auto written = writeTemporary(*folder, journal.entries[i].temporary, *change.after, target,
                                      there ? &info : nullptr, fresh);
        !written)
      return Error{written.error().code, change.path.string() + ": " + written.error().message};
  }
  return {};
}

void clearAway(const Journal& journal, const Places& places) {
  for (const auto& entry : journal.entries)
    if (!entry.temporary.empty())
      static_cast<void>(unlinkBeneath(places, entry.path.parent_path(), entry.temporary));
  removeEmpty(places, journal.madeFolders);
}

/// Puts one file in place. After a crash it may be there already, or hold what the user has
/// written since: then his content stays. Returns a line for the log in that case.
Result<std::string> putInPlace(const JournalEntry& entry, const Places& places) {
  const auto spot = places.find(entry.path);
  if (!spot)
    return spot.error();
  const auto folder = spot->place->openFolder(spot->relative.parent_path());
  if (!folder)
    return folder.error();
  const auto found = spot->place->readFile(spot->relative);
  if (!found)
    return found.error();
  const auto name = entry.path.filename().string();
  const bool asBefore = found->has_value() == entry.before.has_value() &&
                        (!found->has_value() || (*found)->content == *entry.before);
  const bool asAfter = found->has_value() == entry.afterHash.has_value() &&
                       (!found->has_value() || blobHash((*found)->content) == *entry.afterHash);
  const bool waiting =
      !entry.temporary.empty() && ::faccessat(folder->fd(), entry.temporary.c_str(), F_OK, 0) == 0;
  if (!asBefore || asAfter) {
    if (waiting)
      ::unlinkat(folder->fd(), entry.temporary.c_str(), 0);
    return asAfter ? std::string() : entry.path.string() + ": changed meanwhile, left as it is";
  }
  const int failed = entry.temporary.empty() ? ::unlinkat(folder->fd(), name.c_str(), 0)
                                             : ::renameat(folder->fd(), entry.temporary.c_str(),
                                                          folder->fd(), name.c_str());
  if (failed != 0)
    return systemError("cannot put in place", entry.path, errno);
  return std::string();
}

/// The second half of apply(), from the durable journal on; recover() comes here too.
Result<std::vector<std::string>> carryOut(const Journal& journal, const Places& places,
                                          const StateFiles& state) {
  std::vector<std::string> notes;
  for (const auto& entry : journal.entries) {
    auto note = putInPlace(entry, places);
    if (!note)
      return Error{note.error().code,
                   note.error().message +
                       "\nThe change is half done and recorded; the next stackdev command here "
                       "finishes it"};
    if (!note->empty())
      notes.push_back(std::move(*note));
  }
  if (journal.undoes)
    removeEmpty(places, journal.madeFolders);
  if (auto synced = places.sync(); !synced)
    return synced.error();
  if (auto closed = closeJournal(state, journal); !closed)
    return closed.error();
  return notes;
}

Result<Places> openPlaces(std::vector<Path> folders, const Path& stateFolder) {
  folders.push_back(stateFolder);
  return Places::open(folders);
}

Result<std::vector<std::string>> recoverLocked(const StateFiles& state) {
  const auto draft = readFileIfThere(state.draft());
  if (!draft)
    return draft.error();
  if (*draft) {
    if (const auto journal = decodedJournal(**draft)) { // else killed before any other file
      const auto places = openPlaces(journal->places, state.folder);
      if (!places)
        return places.error();
      clearAway(*journal, *places);
    }
    ::unlink(state.draft().c_str());
  }
  const auto bytes = readFileIfThere(state.journal());
  if (!bytes)
    return bytes.error();
  if (!*bytes)
    return std::vector<std::string>();
  const auto journal = decodedJournal(**bytes);
  if (!journal)
    return Error{ErrorCode::Io, state.journal().string() + ": " + journal.error().message +
                                    "; move it away to go on without it"};
  const auto places = openPlaces(journal->places, state.folder);
  if (!places)
    return places.error();
  auto notes = carryOut(*journal, *places, state);
  if (!notes)
    return notes.error();
  notes->insert(notes->begin(), "finished: " + journal->title);
  return notes;
}

Status applyLocked(const ChangeSet& changes, const StateFiles& state, Remember remember,
                   const std::optional<AppliedJournal>& undone) {
  const auto places = openPlaces(changes.places, state.folder);
  if (!places)
    return places.error();
  auto journal = checked(changes, *places);
  if (!journal)
    return journal.error();
  journal->remembered = remember == Remember::ForUndo;
  if (undone) {
    journal->undoes = undone->number;
    journal->madeFolders.insert(journal->madeFolders.begin(), undone->journal.madeFolders.begin(),
                                undone->journal.madeFolders.end());
  }
  if (auto drafted = writeDraft(state, *journal); !drafted)
    return drafted;
  auto written = writeTemporaries(changes, *journal, *places);
  if (written)
    written = places->sync();
  if (written)
    written = commitDraft(state);
  if (!written) {
    clearAway(*journal, *places);
    ::unlink(state.draft().c_str());
    return written;
  }
  const auto done = carryOut(*journal, *places, state);
  return done ? Status() : Status(done.error());
}

Result<LockFile> lockState(const StateFiles& state) {
  if (auto made = makeStateFolder(state.folder); !made)
    return made.error();
  return LockFile::take(state.folder / "lock", kLockPatience);
}

} // namespace

Status apply(const ChangeSet& given, const Path& stateFolder, Remember remember) {
  const auto changes = minimal(given);
  if (changes.empty())
    return {};
  const StateFiles state{stateFolder};
  const auto lock = lockState(state);
  if (!lock)
    return lock.error();
  if (const auto recovered = recoverLocked(state); !recovered)
    return recovered.error();
  return applyLocked(changes, state, remember, std::nullopt);
}

Result<std::vector<std::string>> recover(const Path& stateFolder) {
  const StateFiles state{stateFolder};
  if (::access(state.draft().c_str(), F_OK) != 0 && ::access(state.journal().c_str(), F_OK) != 0)
    return std::vector<std::string>();
  const auto lock = lockState(state);
  if (!lock)
    return lock.error();
  return recoverLocked(state);
}

Result<AppliedChange> undo(const Path& stateFolder, const std::vector<Path>& except) {
  const StateFiles state{stateFolder};
  const auto lock = lockState(state);
  if (!lock)
    return lock.error();
  if (const auto recovered = recoverLocked(state); !recovered)
    return recovered.error();
  const auto newest = newestApplied(state);
  if (!newest)
    return newest.error();
  auto plan = undoPlan(stateFolder);
  if (!plan)
    return plan.error();
  std::erase_if(plan->files, [&](const FileChange& file) {
    return std::find(except.begin(), except.end(), file.path) != except.end();
  });
  if (auto done = applyLocked(*plan, state, Remember::No, *newest); !done)
    return done.error();
  return newest->summary();
}

} // namespace stackdev
