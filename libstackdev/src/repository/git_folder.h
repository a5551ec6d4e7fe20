// Where a clone keeps its git data. Read by libgit2; nothing of the repository's is run.
#pragma once

#include <filesystem>
#include <optional>

namespace stackdev {

struct GitFolders {
  std::filesystem::path git;    // of this working tree: .../nova/.git, .../.git/worktrees/x
  std::filesystem::path common; // shared by all working trees: the one with info/exclude
};

/// nullopt if `folder` is no working tree of git's.
std::optional<GitFolders> gitFolders(const std::filesystem::path& folder);

/// The same for the working tree that `folder` lies in, found upwards but not above `limit`.
/// `workTree` becomes that tree's folder.
std::optional<GitFolders> enclosingGitFolders(const std::filesystem::path& folder,
                                              const std::filesystem::path& limit,
                                              std::filesystem::path& workTree);

} // namespace stackdev
