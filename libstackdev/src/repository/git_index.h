// The paths that a clone tracks, from its index. libgit2 reads everything that is in there and
// checks it; for the names alone that takes thirty times as long.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackdev {

class TrackedPaths {
public:
  /// Of the clone at `folder`. nullopt for a form of index that is not known here (split, sparse):
  /// libgit2 knows it. No index at all: nothing is tracked.
  static std::optional<TrackedPaths> of(const std::filesystem::path& folder);

  bool hasFile(std::string_view path) const;
  /// `folder` ends in "/".
  bool hasBelow(std::string_view folder) const;
  std::size_t size() const { return paths_.size(); }

private:
  bool read();
  std::string bytes_;
  std::string names_;                   // of version 4, where the bytes do not hold them whole
  std::vector<std::string_view> paths_; // sorted as git does: by byte
};

/// The folder in which git keeps the index of the clone at `folder`: .git, or what a file .git
/// names (worktrees, submodules).
std::filesystem::path gitFolder(const std::filesystem::path& folder);

} // namespace stackdev
