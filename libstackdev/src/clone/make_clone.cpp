#include <cerrno>

#include <stdio.h>

#include "clone/attempts.h"
#include "clone/git_program.h"
#include "clone/remote_url.h"
#include "clone/revision.h"
#include "clone/task.h"
#include "clone/working_copy.h"
#include "support/file.h"
#include "support/git.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

/// Locks and halves of files that a killed process left in its clone; nobody else works in it.
void clearLeftovers(const Path& gitFolder) {
  std::vector<Path> stale;
  std::error_code error;
  for (auto entry = std::filesystem::recursive_directory_iterator(gitFolder, error);
       !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
    const auto name = entry->path().filename().string();
    if (entry->is_regular_file(error) &&
        (name.ends_with(".lock") || name.starts_with("pack_git2_") || name.starts_with("tmp_")))
      stale.push_back(entry->path());
  }
  for (const auto& file : stale)
    std::filesystem::remove(file, error);
}

Result<GitRepository> resumed(const Path& folder) {
  std::error_code error;
  if (std::filesystem::symlink_status(folder, error).type() !=
      std::filesystem::file_type::directory)
    return Error{ErrorCode::NotFound, folder.string() + ": nothing to go on with"};
  git_repository* raw = nullptr;
  if (git_repository_open_ext(&raw, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0)
    return gitError("cannot go on in " + folder.string());
  clearLeftovers(folder / ".git");
  return GitRepository(raw);
}

Result<GitRepository> started(const Path& folder) {
  std::error_code error;
  std::filesystem::remove_all(folder, error); // of a link: the link itself
  if (error)
    return systemError("cannot remove", folder, error.value());
  git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
  options.flags = GIT_REPOSITORY_INIT_MKDIR | GIT_REPOSITORY_INIT_NO_REINIT;
  git_repository* raw = nullptr;
  if (git_repository_init_ext(&raw, folder.c_str(), &options) != 0)
    return gitError("cannot make " + folder.string());
  return GitRepository(raw);
}

bool isThin(const CloneTask& task) {
  return task.options.depth > 0 || !task.options.filter.empty();
}

/// What one URL gives; `wanted` is what HEAD shall be.
Status fetched(const CloneTask& task, git_repository* repository, const std::string& url,
               WantedHead& wanted) {
  const bool isLocal = urlKind(url) == UrlKind::Local;
  const auto folder = isLocal ? localFolder(url, task.root.folder) : Path();
  std::error_code unreadable;
  if (isLocal && !std::filesystem::exists(folder, unreadable))
    return Error{ErrorCode::NotFound, folder.string() + ": there is nothing"};
  Result<std::string> branch = std::string();
  if (isThin(task)) { // git ignores --depth for plain paths
    if (auto done = setOrigin(repository, isLocal ? "file://" + folder.string() : url); !done)
      return done;
    branch = fetchThinly(
        {task.temporary(), task.repository.revision, task.options.depth, task.options.filter}, url,
        task.watcher);
  } else {
    if (isLocal && !takeObjects(repository, folder))
      task.watcher.tell("receiving", 0, 0, 0); // the transport below copies them, more slowly
    branch = fetchAll(repository, isLocal ? folder.string() : url, task.watcher);
  }
  if (!branch)
    return branch.error();
  setRemoteHead(repository, *branch);
  auto head = wantedHead(repository, task.repository.revision, *branch);
  if (!head)
    return Error{head.error().code, url + ": " + head.error().message};
  wanted = std::move(*head);
  return {};
}

/// `repository`, in the temporary folder, becomes a whole clone. Returns where it came from.
Result<std::string> completed(const CloneTask& task, git_repository* repository,
                              WantedHead& wanted) {
  const auto url = firstThatWorks(task.urls, task.watcher, [&](const std::string& each) {
    return fetched(task, repository, each, wanted);
  });
  if (!url)
    return url.error();
  if (isThin(task)) {
    if (auto done =
            checkOutThinly(task.temporary(), fullName(wanted.commit), wanted.branch, task.watcher);
        !done)
      return done.error();
  } else if (auto done = checkOut(repository, wanted.commit, CheckOut::Over, task.watcher); !done) {
    return done.error();
  }
  // A partial clone fetches from its origin whatever it has left out.
  const auto origin = task.options.filter.empty() ? task.originUrl(*url) : *url;
  if (auto done = setOrigin(repository, origin); !done)
    return done.error();
  if (auto done = setHead(repository, wanted); !done)
    return done.error();
  return *url;
}

Result<std::string> cloned(const CloneTask& task, WantedHead& wanted) {
  if (auto repository = resumed(task.temporary())) {
    auto url = completed(task, repository->get(), wanted);
    if (url || url.error().code == ErrorCode::Cancelled)
      return url;
  }
  auto repository = started(task.temporary());
  if (!repository)
    return repository.error();
  return completed(task, repository->get(), wanted);
}

} // namespace

void makeClone(const CloneTask& task, CloneResult& result) {
  WantedHead wanted{};
  const auto url = cloned(task, wanted);
  std::error_code error;
  if (!url) {
    result.detail = url.error().message;
    // Fetching is all or nothing: only what comes behind it can be gone on with.
    if (url.error().code != ErrorCode::Cancelled || wanted.name.empty())
      std::filesystem::remove_all(task.temporary(), error);
    return;
  }
  if (::rename(task.temporary().c_str(), task.target().c_str()) != 0) { // only onto an empty folder
    result.detail = systemError("cannot make", task.target(), errno).message;
    std::filesystem::remove_all(task.temporary(), error);
    return;
  }
  result.verdict = CloneVerdict::Cloned;
  result.url = *url;
  result.detail = wanted.name + " from " + *url;
}

} // namespace stackdev
