#include "clone/working_copy.h"

#include "support/git.h"

namespace stackdev {
namespace {

void tellCheckOut(const char* /*path*/, std::size_t done, std::size_t total, void* payload) {
  static_cast<const Watcher*>(payload)->tell("checking out", done, total, 0);
}

int tellFile(git_checkout_notify_t /*why*/, const char* /*path*/, const git_diff_file* /*baseline*/,
             const git_diff_file* /*target*/, const git_diff_file* /*workdir*/, void* payload) {
  return static_cast<const Watcher*>(payload)->isCancelled() ? GIT_EUSER : 0;
}

Error checkOutError(int code, const Watcher& watcher) {
  auto error = gitError("cannot check out");
  const git_error* said = git_error_last();
  if (watcher.isCancelled())
    error.code = ErrorCode::Cancelled;
  else if (code == GIT_ECONFLICT)
    error.code = ErrorCode::Conflict;
  else if (said == nullptr || (said->klass != GIT_ERROR_OS && said->klass != GIT_ERROR_FILESYSTEM))
    error.code = ErrorCode::InvalidArgument; // the repository is at fault, not the machine
  return error;
}

} // namespace

Status checkOut(git_repository* repository, const git_oid& commit, CheckOut how,
                const Watcher& watcher) {
  git_object* raw = nullptr;
  if (git_object_lookup(&raw, repository, &commit, GIT_OBJECT_COMMIT) != 0)
    return gitError("cannot check out");
  const GitObject object(raw);
  git_checkout_options options = GIT_CHECKOUT_OPTIONS_INIT;
  options.checkout_strategy = how == CheckOut::Over
                                  ? GIT_CHECKOUT_FORCE | GIT_CHECKOUT_REMOVE_UNTRACKED
                                  : GIT_CHECKOUT_SAFE;
  auto* payload = const_cast<Watcher*>(&watcher); // libgit2 only hands it back
  options.progress_cb = tellCheckOut;
  options.progress_payload = payload;
  options.notify_flags = GIT_CHECKOUT_NOTIFY_UPDATED;
  options.notify_cb = tellFile;
  options.notify_payload = payload;
  if (const int code = git_checkout_tree(repository, raw, &options); code != 0)
    return checkOutError(code, watcher);
  return {};
}

Status setHead(git_repository* repository, const WantedHead& head) {
  if (head.branch.empty()) {
    if (git_repository_set_head_detached(repository, &head.commit) != 0)
      return gitError("cannot set HEAD");
    return {};
  }
  const auto name = "refs/heads/" + head.branch;
  git_reference* raw = nullptr;
  if (git_reference_create(&raw, repository, name.c_str(), &head.commit, 1, "stackdev clone") != 0)
    return gitError("cannot make the branch " + head.branch);
  const GitReference reference(raw);
  if (git_branch_set_upstream(raw, ("origin/" + head.branch).c_str()) != 0 ||
      git_repository_set_head(repository, name.c_str()) != 0)
    return gitError("cannot set HEAD to " + head.branch);
  return {};
}

void setRemoteHead(git_repository* repository, const std::string& branch) {
  if (branch.empty())
    return;
  git_reference* raw = nullptr;
  if (git_reference_symbolic_create(&raw, repository, "refs/remotes/origin/HEAD",
                                    ("refs/remotes/origin/" + branch).c_str(), 1,
                                    "stackdev clone") == 0)
    git_reference_free(raw);
}

Status setOrigin(git_repository* repository, const std::string& url) {
  git_config* raw = nullptr;
  if (git_repository_config(&raw, repository) != 0)
    return gitError("cannot read the configuration");
  const GitConfig config(raw);
  if (git_config_set_string(raw, "remote.origin.url", url.c_str()) != 0 ||
      git_config_set_string(raw, "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*") != 0)
    return gitError("cannot write the configuration");
  return {};
}

} // namespace stackdev
