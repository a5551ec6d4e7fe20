#include "repository/git_folder.h"

#include "support/git.h"

namespace stackdev {
namespace {

std::filesystem::path withoutSlash(const char* path) {
  std::filesystem::path folder(path);
  return folder.has_filename() ? folder : folder.parent_path();
}

} // namespace

std::optional<GitFolders> gitFolders(const std::filesystem::path& folder) {
  useGit();
  git_repository* raw = nullptr;
  if (git_repository_open_ext(&raw, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0)
    return std::nullopt;
  const GitRepository repository(raw);
  return GitFolders{withoutSlash(git_repository_path(raw)),
                    withoutSlash(git_repository_commondir(raw))};
}

std::optional<GitFolders> enclosingGitFolders(const std::filesystem::path& folder,
                                              const std::filesystem::path& limit,
                                              std::filesystem::path& workTree) {
  for (auto tree = folder;; tree = tree.parent_path()) {
    std::error_code ignored;
    if (std::filesystem::exists(tree / ".git", ignored)) {
      workTree = tree;
      return gitFolders(tree);
    }
    if (tree == limit || tree == tree.root_path())
      return std::nullopt;
  }
}

} // namespace stackdev
