// The guard: a pre-commit hook that refuses to commit an edit of stackdev's.
#include <stackdev/debug_safe.h>

#include <algorithm>
#include <array>
#include <set>

#include <sys/stat.h>
#include <unistd.h>

#include "patch/read_sources.h"
#include "repository/source_files.h"
#include "support/file.h"
#include "support/git.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr const char* kHook = "pre-commit";
constexpr const char* kKept = "pre-commit.before-stackdev"; // the hook that was there

constexpr std::string_view kSign = "# stackdev:guard";
// Only what a commit adds counts: a commit that takes an edit out is welcome.
constexpr std::string_view kScript = R"(#!/bin/sh
# stackdev:guard - refuses to commit what `stackdev debug-safe on` and `stackdev hook on` write.
# Taken away by: stackdev debug-safe off --guard
kept=$(dirname "$0")/pre-commit.before-stackdev
if [ -x "$kept" ]; then
  "$kept" "$@" || exit $?
fi
edits=$(git diff --cached --no-ext-diff --no-textconv --no-color --text -U0 |
  LC_ALL=C grep -aE '^\+.*# stackdev:(debug-safe [a-z0-9-]+(@[0-9]+)? [0-9a-f]{8} was \(|hook .* [0-9a-f]{8}$)')
if [ -n "$edits" ]; then
  echo "stackdev: this commit would hold edits that are for debugging only:" >&2
  printf '%s\n' "$edits" >&2
  echo "Take them back first: stackdev debug-safe off, stackdev hook off FILE" >&2
  exit 1
fi
)";

struct BufferFree {
  git_buf buffer = GIT_BUF_INIT;
  ~BufferFree() { git_buf_dispose(&buffer); }
};

/// Where git looks for the hooks of the clone at `folder`: core.hooksPath, else the hooks folder
/// that all of its worktrees share.
Result<Path> hooksFolder(const Path& folder) {
  useGit();
  git_repository* raw = nullptr;
  if (git_repository_open_ext(&raw, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0)
    return gitError("cannot open the repository " + folder.string());
  const GitRepository repository(raw);
  git_config* rawConfig = nullptr;
  if (git_repository_config_snapshot(&rawConfig, raw) != 0)
    return gitError("cannot read the configuration of " + folder.string());
  const std::unique_ptr<git_config, GitFree<git_config_free>> config(rawConfig);
  BufferFree path;
  if (git_config_get_path(&path.buffer, rawConfig, "core.hooksPath") == 0)
    return folder / Path(std::string(path.buffer.ptr, path.buffer.size)); // may be absolute
  return Path(git_repository_commondir(raw)) / "hooks";
}

/// The folders of the clones in and around the options' paths.
Result<std::set<Path>> cloneFolders(const ScanOptions& options) {
  std::array<std::set<Path>, kSourceThreads> found;
  SourceReader reader;
  reader.source = [&](std::size_t thread, const ReadSource& source) {
    if (source.clone != nullptr)
      found[thread].insert(Path(source.clone->folder()).parent_path());
    return false;
  };
  reader.warning = [](std::size_t, const std::string&) {};
  if (auto read = readSources(options, reader); !read)
    return read.error();
  found[0].merge(found[1]);
  if (found[0].empty())
    return Error{ErrorCode::NotFound, options.root.string() + ": no git repository to guard here"};
  return found[0];
}

Path existingPlace(const Path& folder) {
  auto place = folder.lexically_normal();
  while (!std::filesystem::is_directory(place) && place.has_relative_path())
    place = place.parent_path();
  return place;
}

bool isExecutable(const Path& file) {
  return ::access(file.c_str(), X_OK) == 0;
}

Status addGuard(ChangeSet& changes, const Path& folder) {
  const auto hook = folder / kHook;
  const auto kept = folder / kKept;
  auto present = readFileIfThere(hook);
  if (!present)
    return present.error();
  if (*present && (*present)->find(kSign) != std::string::npos)
    return {};
  if (*present) {
    if (!isExecutable(hook))
      return Error{ErrorCode::Conflict, hook.string() + ": is there but not executable, so git "
                                                        "does not run it; remove it or chmod +x"};
    auto old = readFileIfThere(kept);
    if (!old)
      return old.error();
    changes.files.push_back({kept, *old, **present, FileMode::Executable});
  }
  changes.files.push_back({hook, *present, std::string(kScript), FileMode::Executable});
  return {};
}

Status removeGuard(ChangeSet& changes, const Path& folder) {
  const auto hook = folder / kHook;
  const auto kept = folder / kKept;
  auto present = readFileIfThere(hook);
  auto before = readFileIfThere(kept);
  if (!present)
    return present.error();
  if (!before)
    return before.error();
  if (!*present || (*present)->find(kSign) == std::string::npos)
    return {};
  if (**present != kScript)
    return Error{ErrorCode::Conflict, hook.string() + ": stackdev's guard was changed by hand; "
                                                      "edit or remove it yourself"};
  changes.files.push_back({hook, *present, *before, FileMode::Executable});
  if (*before)
    changes.files.push_back({kept, *before, std::nullopt});
  return {};
}

template <class Change>
Result<ChangeSet> guardPlan(const ScanOptions& options, std::string title, const Change& change) {
  const auto clones = cloneFolders(options);
  if (!clones)
    return clones.error();
  ChangeSet changes;
  changes.title = std::move(title);
  std::set<Path> done; // worktrees share one
  for (const auto& clone : *clones) {
    auto folder = hooksFolder(clone);
    if (!folder)
      return folder.error();
    const auto resolved = std::filesystem::weakly_canonical(*folder);
    if (!done.insert(resolved).second)
      continue;
    const auto before = changes.files.size();
    if (auto changed = change(changes, resolved); !changed)
      return changed.error();
    if (changes.files.size() > before)
      changes.places.push_back(existingPlace(resolved));
  }
  return changes;
}

} // namespace

Result<ChangeSet> guardOn(const ScanOptions& options) {
  return guardPlan(options, "guard against committing edits", addGuard);
}

Result<ChangeSet> guardOff(const ScanOptions& options) {
  return guardPlan(options, "take the guard away", removeGuard);
}

ChangeSet joined(ChangeSet edits, const ChangeSet& hooks) {
  if (edits.empty())
    edits.title = hooks.title;
  edits.files.insert(edits.files.end(), hooks.files.begin(), hooks.files.end());
  edits.places.insert(edits.places.end(), hooks.places.begin(), hooks.places.end());
  return edits;
}

} // namespace stackdev
