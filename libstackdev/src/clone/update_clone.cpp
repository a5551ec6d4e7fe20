#include <algorithm>

#include "clone/attempts.h"
#include "clone/git_program.h"
#include "clone/remote_url.h"
#include "clone/revision.h"
#include "clone/safe_folder.h"
#include "clone/task.h"
#include "clone/working_copy.h"
#include "support/file.h"
#include "support/git.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

std::string originOf(git_repository* repository) {
  git_remote* raw = nullptr;
  if (git_remote_lookup(&raw, repository, "origin") != 0)
    return {};
  const GitRemote remote(raw);
  const char* url = git_remote_url(raw);
  return url == nullptr ? "" : url;
}

bool isKnown(const CloneTask& task, const std::string& origin) {
  const auto is = [&](const std::string& url) {
    return url == origin || "file://" + url == origin || nameSameRepository(url, origin);
  };
  return std::any_of(task.urls.begin(), task.urls.end(), is) ||
         std::any_of(task.repository.urls.begin(), task.repository.urls.end(), is);
}

/// Whether files that git knows were changed, in the tree or in the index.
Result<bool> isDirty(git_repository* repository) {
  git_status_options options = GIT_STATUS_OPTIONS_INIT;
  options.flags = GIT_STATUS_OPT_EXCLUDE_SUBMODULES;
  git_status_list* raw = nullptr;
  if (git_status_list_new(&raw, repository, &options) != 0)
    return gitError("cannot tell its changes");
  const GitStatusList list(raw);
  return git_status_list_entrycount(raw) > 0;
}

std::string currentBranch(git_repository* repository) {
  git_reference* raw = nullptr;
  if (git_repository_head(&raw, repository) != 0)
    return {};
  const GitReference head(raw);
  return git_reference_is_branch(raw) != 0 ? git_reference_shorthand(raw) : "";
}

std::string count(std::size_t number, const char* what) {
  return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

void leave(CloneResult& result, std::string why) {
  result.verdict = CloneVerdict::Left;
  result.detail = std::move(why);
}

/// Shallow or partial: not libgit2's to fetch into.
bool isThin(git_repository* repository) {
  if (git_repository_is_shallow(repository) != 0)
    return true;
  git_config* raw = nullptr;
  if (git_repository_config(&raw, repository) != 0)
    return false;
  const GitConfig config(raw);
  int promised = 0;
  return git_config_get_bool(&promised, raw, "remote.origin.promisor") == 0 && promised != 0;
}

struct Fetched {
  std::string url;
  std::string defaultBranch;
};

Result<Fetched> fetched(const CloneTask& task, git_repository* repository) {
  Fetched found;
  const auto url = firstThatWorks(task.urls, task.watcher, [&](const std::string& each) -> Status {
    const bool isLocal = urlKind(each) == UrlKind::Local;
    auto branch =
        isThin(repository)
            ? fetchThinly({task.target(), task.repository.revision, task.options.depth}, each,
                          task.watcher)
            : fetchAll(repository, isLocal ? localFolder(each, task.root.folder).string() : each,
                       task.watcher);
    if (!branch)
      return branch.error();
    found.defaultBranch = std::move(*branch);
    return {};
  });
  if (!url)
    return url.error();
  found.url = *url;
  return found;
}

/// Moves the branch that HEAD is on, and the clean tree with it.
Status forwarded(const CloneTask& task, git_repository* repository, const WantedHead& wanted) {
  if (isThin(repository))
    return fastForwardThinly(task.target(), "refs/remotes/origin/" + wanted.branch, task.watcher);
  if (auto done = checkOut(repository, wanted.commit, CheckOut::Beside, task.watcher); !done)
    return done;
  git_reference* raw = nullptr;
  if (git_reference_create(&raw, repository, ("refs/heads/" + wanted.branch).c_str(),
                           &wanted.commit, 1, "stackdev clone: fast-forward") != 0)
    return gitError("cannot move the branch " + wanted.branch);
  git_reference_free(raw);
  return {};
}

void bringForward(const CloneTask& task, git_repository* repository, const WantedHead& wanted,
                  CloneResult& result) {
  git_oid head;
  std::size_t ahead = 0;
  std::size_t behind = 0;
  if (git_reference_name_to_id(&head, repository, "HEAD") != 0 ||
      (git_oid_equal(&head, &wanted.commit) == 0 && !isThin(repository) &&
       git_graph_ahead_behind(&ahead, &behind, repository, &head, &wanted.commit) != 0)) {
    result.detail = gitError("cannot compare it with " + wanted.name).message;
    return;
  }
  const auto dirty = isDirty(repository);
  if (!dirty)
    return void(result.detail = dirty.error().message);
  if (ahead > 0)
    return leave(result, count(ahead, "commit") + " ahead of origin/" + wanted.branch +
                             (behind > 0 ? " and " + count(behind, "commit") + " behind" : ""));
  if (*dirty)
    return leave(result,
                 "it has local changes" + (behind > 0 ? ", and is " + count(behind, "commit") +
                                                            " behind origin/" + wanted.branch
                                                      : std::string()));
  if (git_oid_equal(&head, &wanted.commit) != 0) {
    result.verdict = CloneVerdict::UpToDate;
    result.detail = wanted.name;
    return;
  }
  if (auto done = forwarded(task, repository, wanted); !done) {
    if (done.error().code == ErrorCode::Conflict)
      return leave(result, "untracked files are where origin/" + wanted.branch + " has its own");
    return void(result.detail = done.error().message);
  }
  result.verdict = CloneVerdict::Updated;
  result.detail = wanted.name + ": " +
                  (behind > 0 ? count(behind, "new commit") : "now at " + shortName(wanted.commit));
}

/// What is true before anything is fetched; "" if there is no reason to leave it.
std::string whyToLeave(const CloneTask& task, git_repository* repository) {
  if (auto why = whyNotToTouch(repository, task.target(), task.root.folder); !why.empty())
    return why;
  if (task.urls.empty())
    return "stackdev.toml names no URL for it";
  const auto origin = originOf(repository);
  if (origin.empty())
    return "it has no remote called origin";
  if (!isKnown(task, origin))
    return "its origin is " + origin + ", which stackdev.toml does not name";
  if (git_repository_state(repository) != GIT_REPOSITORY_STATE_NONE)
    return "a merge, rebase or the like is under way";
  if (isThin(repository) && !task.isTrusted)
    return "it is a shallow or partial clone: only the git program can update it, which needs "
           "trust (stackdev trust)";
  return {};
}

} // namespace

void updateClone(const CloneTask& task, CloneResult& result) {
  git_repository* raw = nullptr;
  if (git_repository_open_ext(&raw, task.target().c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH,
                              nullptr) != 0) {
    result.detail = task.target().string() + " is there and is no git clone; move it away";
    return;
  }
  const GitRepository repository(raw);
  if (auto why = whyToLeave(task, raw); !why.empty())
    return leave(result, std::move(why));
  const auto found = fetched(task, raw);
  if (!found)
    return void(result.detail = found.error().message);
  result.url = found->url;
  const auto wanted = wantedHead(raw, task.repository.revision, found->defaultBranch);
  if (!wanted)
    return void(result.detail = found->url + ": " + wanted.error().message);
  const auto branch = currentBranch(raw);
  git_oid head;
  const bool isThere = git_reference_name_to_id(&head, raw, "HEAD") == 0 &&
                       git_oid_equal(&head, &wanted->commit) != 0;
  if (branch.empty() && !(wanted->branch.empty() && isThere))
    return leave(result, "HEAD is detached, stackdev.toml says " + wanted->name);
  if (!branch.empty() && branch != wanted->branch)
    return leave(result, "it is on branch " + branch + ", stackdev.toml says " + wanted->name);
  bringForward(task, raw, *wanted, result);
}

} // namespace stackdev
