#include "clone/remote_url.h"
#include "clone/task.h"
#include "support/git.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;
using GitSubmodule = std::unique_ptr<git_submodule, GitFree<git_submodule_free>>;

constexpr int kDeepest = 8; // submodules of submodules: no end is promised

int addName(git_submodule* /*module*/, const char* name, void* payload) {
  static_cast<std::vector<std::string>*>(payload)->emplace_back(name);
  return 0;
}

/// A link on the way would lead the submodule's files out of the clone.
bool hasLink(const Path& tree, const Path& relative) {
  auto path = tree;
  for (const auto& part : relative) {
    path /= part;
    std::error_code error;
    if (part == ".." || part == ".git" || std::filesystem::is_symlink(path, error))
      return true;
  }
  return relative.is_absolute();
}

std::string resolvedUrl(git_repository* repository, git_submodule* module) {
  git_buf buffer = GIT_BUF_INIT;
  const char* given = git_submodule_url(module);
  std::string url;
  if (given != nullptr && git_submodule_resolve_url(&buffer, repository, given) == 0)
    url.assign(buffer.ptr, buffer.size);
  git_buf_dispose(&buffer);
  return url;
}

Status updated(const CloneTask& task, git_repository* repository, const std::string& name,
               int depth);

Status updatedAll(const CloneTask& task, git_repository* repository, int depth) {
  std::vector<std::string> names;
  if (git_submodule_foreach(repository, addName, &names) != 0)
    return gitError("cannot read .gitmodules");
  for (const auto& name : names)
    if (auto done = updated(task, repository, name, depth); !done)
      return done;
  return {};
}

Status updated(const CloneTask& task, git_repository* repository, const std::string& name,
               int depth) {
  git_submodule* raw = nullptr;
  if (git_submodule_lookup(&raw, repository, name.c_str()) != 0)
    return gitError("submodule " + name);
  const GitSubmodule module(raw);
  if (hasLink(git_repository_workdir(repository), git_submodule_path(raw)))
    return Error{ErrorCode::InvalidArgument,
                 "submodule " + name + ": its path leads out of the clone; refused"};
  const auto url = resolvedUrl(repository, raw);
  const auto kind = urlKind(url);
  if (kind == UrlKind::Unknown || (kind != UrlKind::Secure && !task.isTrusted))
    return Error{ErrorCode::Untrusted, "submodule " + name + ": its URL " + url +
                                           " is neither https nor ssh, and needs trust"};
  std::error_code error; // where someone has removed the folder, libgit2 makes none
  std::filesystem::create_directory(
      Path(git_repository_workdir(repository)) / git_submodule_path(raw), error);
  git_submodule_update_options options = GIT_SUBMODULE_UPDATE_OPTIONS_INIT;
  Fetching fetching{task.watcher};
  options.fetch_opts = fetchOptions(fetching);
  if (git_submodule_update(raw, 1, &options) != 0)
    return gitError("submodule " + name);
  git_repository* rawInner = nullptr;
  if (depth == 0 || git_submodule_open(&rawInner, raw) != 0)
    return {};
  const GitRepository inner(rawInner);
  return updatedAll(task, rawInner, depth - 1);
}

} // namespace

Status updateSubmodules(const CloneTask& task) {
  git_repository* raw = nullptr;
  if (git_repository_open_ext(&raw, task.target().c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH,
                              nullptr) != 0)
    return gitError("cannot open " + task.target().string());
  const GitRepository repository(raw);
  return updatedAll(task, raw, kDeepest);
}

} // namespace stackdev
