#include <stackdev/clone.h>

#include <algorithm>
#include <chrono>
#include <mutex>

#include <stackdev/shell_word.h>

#include "change/history.h"
#include "change/lock_file.h"
#include "clone/remote_url.h"
#include "clone/revision.h"
#include "clone/task.h"
#include "support/at_once.h"
#include "support/git.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLockPatience{2};

Result<std::vector<const ManifestRepository*>> chosen(const Root& root,
                                                      const std::vector<std::string>& names) {
  if (!root.manifest)
    return Error{ErrorCode::NotFound,
                 "there is no stackdev.toml in " + root.folder.string() +
                     " that says what to clone. Write one from a built-in stack: stackdev init"};
  std::vector<const ManifestRepository*> found;
  for (const auto& name : names)
    if (std::none_of(root.manifest->repositories.begin(), root.manifest->repositories.end(),
                     [&](const auto& one) { return one.name == name; }))
      return Error{ErrorCode::NotFound, "stackdev.toml has no repository called " + name};
  for (const auto& repository : root.manifest->repositories)
    if (names.empty() || std::find(names.begin(), names.end(), repository.name) != names.end())
      found.push_back(&repository);
  return found;
}

/// Whoever named the mirror trusts it; the manifest's own local and git URLs need trust.
Result<CloneTask> taskOf(const Root& root, const ManifestRepository& repository,
                         const CloneOptions& options, bool isRootTrusted) {
  CloneTask task{root, repository, options, isRootTrusted};
  std::error_code error;
  if (options.mirror)
    for (const auto& folder : mirrorFolders(repository, *options.mirror))
      if (std::filesystem::exists(folder / "HEAD", error) ||
          std::filesystem::exists(folder / ".git", error))
        task.urls.push_back(folder.string());
  const bool isMirrored = !task.urls.empty();
  for (auto& url : urlsOf(repository, *root.manifest)) {
    const auto kind = urlKind(url);
    if (kind == UrlKind::Unknown)
      return Error{ErrorCode::InvalidArgument, "stackdev.toml: repository." + repository.name +
                                                   ".urls: " + url +
                                                   ": expected https, ssh, git, file or a path"};
    if (kind == UrlKind::Secure || isRootTrusted)
      task.urls.push_back(std::move(url));
    else if (!isMirrored)
      return Error{ErrorCode::Untrusted, root.folder.string() + " is not trusted, and " +
                                             repository.name + " would be cloned from " + url +
                                             ".\nTrust it: stackdev trust --root " +
                                             shellWord(root.folder.string())};
  }
  return task;
}

Result<std::vector<CloneTask>> tasksOf(const Root& root, const CloneOptions& options) {
  const auto repositories = chosen(root, options.names);
  if (!repositories)
    return repositories.error();
  std::error_code error;
  if (options.mirror && !std::filesystem::is_directory(*options.mirror, error))
    return Error{ErrorCode::NotFound, "--mirror " + options.mirror->string() + ": no such folder"};
  const bool trusted = isTrusted(root);
  std::vector<CloneTask> tasks;
  for (const auto* repository : *repositories) {
    auto task = taskOf(root, *repository, options, trusted);
    if (!task)
      return task.error();
    tasks.push_back(std::move(*task));
  }
  return tasks;
}

bool isThere(const Path& target) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(target, error);
  if (status.type() == std::filesystem::file_type::not_found)
    return false;
  return status.type() != std::filesystem::file_type::directory ||
         !std::filesystem::is_empty(target, error);
}

CloneResult blankResult(const CloneTask& task) {
  CloneResult result;
  result.name = task.repository.name;
  result.path = task.target();
  return result;
}

void addNote(const std::string& note, CloneResult& result) {
  if (!note.empty())
    result.detail += (result.detail.empty() ? "" : "; ") + note;
}

std::string commitAt(const Path& folder) {
  git_repository* raw = nullptr;
  if (git_repository_open_ext(&raw, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0)
    return {};
  const GitRepository repository(raw);
  return headCommit(raw);
}

void fillIn(const CloneTask& task, CloneResult& result) {
  if (isThere(task.target()))
    updateClone(task, result);
  else if (!task.urls.empty())
    makeClone(task, result);
  else
    result.verdict = CloneVerdict::Skipped;
  const bool isWhole = result.verdict == CloneVerdict::Cloned ||
                       result.verdict == CloneVerdict::Updated ||
                       result.verdict == CloneVerdict::UpToDate;
  if (task.options.submodules && isWhole)
    if (auto done = updateSubmodules(task); !done) {
      result.verdict = CloneVerdict::Failed;
      result.detail += "; " + done.error().message;
    }
  if (result.verdict == CloneVerdict::Skipped && task.repository.note.empty())
    result.detail = "stackdev.toml names no URL for it";
  addNote(task.repository.note, result);
  result.commit = commitAt(task.target());
}

/// Hands on to the observer, one call at a time.
class Announcer {
public:
  explicit Announcer(const CloneObserver& observer) : observer_(observer) {}

  void progressed(const CloneProgress& progress) {
    if (!observer_.progressed)
      return;
    const std::lock_guard lock(mutex_);
    observer_.progressed(progress);
  }
  void finished(const CloneResult& result) {
    if (!observer_.finished)
      return;
    const std::lock_guard lock(mutex_);
    observer_.finished(result);
  }

private:
  const CloneObserver& observer_;
  std::mutex mutex_;
};

void work(std::vector<CloneTask>& tasks, std::atomic<std::size_t>& next, Announcer& announcer,
          std::vector<CloneResult>& results) {
  for (auto i = next++; i < tasks.size(); i = next++) {
    auto& task = tasks[i];
    task.watcher.cancelled = task.options.cancelled;
    if (task.watcher.isCancelled())
      return;
    task.watcher.tell = [&](std::string_view step, std::uint64_t done, std::uint64_t total,
                            std::uint64_t bytes) {
      announcer.progressed({task.repository.name, step, done, total, bytes});
    };
    const auto begin = Clock::now();
    fillIn(task, results[i]);
    results[i].seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    if (!task.watcher.isCancelled())
      announcer.finished(results[i]);
  }
}

} // namespace

std::string_view toString(CloneVerdict verdict) {
  switch (verdict) {
  case CloneVerdict::Cloned:
    return "cloned";
  case CloneVerdict::Updated:
    return "updated";
  case CloneVerdict::UpToDate:
    return "up to date";
  case CloneVerdict::Left:
    return "left";
  case CloneVerdict::Skipped:
    return "skipped";
  case CloneVerdict::Failed:
    return "failed";
  case CloneVerdict::Planned:
    return "planned";
  }
  return {};
}

Result<std::vector<CloneResult>> clone(const Root& root, const CloneOptions& options,
                                       const CloneObserver& observer) {
  auto tasks = tasksOf(root, options);
  if (!tasks)
    return tasks.error();
  if (auto made = makeStateFolder(root.state); !made)
    return made.error();
  const auto lock = LockFile::take(root.state / "clone.lock", kLockPatience);
  if (!lock)
    return lock.error();
  useGit();
  std::vector<CloneResult> results;
  for (const auto& task : *tasks)
    results.push_back(blankResult(task));
  Announcer announcer(observer);
  std::atomic<std::size_t> next = 0;
  const auto count = std::min<std::size_t>(std::max(options.jobs, 1U), tasks->size());
  atOnce(count, [&](std::size_t) { work(*tasks, next, announcer, results); });
  if (options.cancelled != nullptr && options.cancelled->load())
    return Error{ErrorCode::Cancelled, "interrupted; start it again to go on"};
  return results;
}

Result<std::vector<CloneResult>> clonePlan(const Root& root, const CloneOptions& options) {
  const auto tasks = tasksOf(root, options);
  if (!tasks)
    return tasks.error();
  std::vector<CloneResult> results;
  for (const auto& task : *tasks) {
    auto result = blankResult(task);
    result.verdict = task.urls.empty() ? CloneVerdict::Skipped : CloneVerdict::Planned;
    if (!task.urls.empty()) {
      result.url = task.urls.front();
      result.detail =
          (isThere(task.target()) ? "would be updated from " : "would be cloned from ") +
          result.url;
    }
    addNote(task.repository.note, result);
    results.push_back(std::move(result));
  }
  return results;
}

} // namespace stackdev
