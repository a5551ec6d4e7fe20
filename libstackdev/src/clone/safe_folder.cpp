#include "clone/safe_folder.h"

#include <algorithm>

#include "support/git_functions.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

Path canonicalOf(const char* path) {
  std::error_code error;
  return path == nullptr ? Path() : std::filesystem::weakly_canonical(path, error);
}

bool isBelow(const Path& path, const Path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

bool isLink(const Path& path) {
  std::error_code error;
  return std::filesystem::is_symlink(path, error);
}

/// The first link in `folder`, of its subfolders in those only that git writes names into.
Path firstLink(const Path& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (entry.is_symlink(error))
      return entry.path();
  for (const char* name : {"refs", "logs", "objects/pack", "objects/info", "info"})
    for (auto entry = std::filesystem::recursive_directory_iterator(folder / name, error);
         !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error))
      if (entry->is_symlink(error))
        return entry->path();
  return {};
}

} // namespace

std::string whyNotToTouch(git_repository* repository, const Path& folder, const Path& root) {
  if (isLink(folder))
    return "it is a symbolic link";
  if (canonicalOf(git_repository_workdir(repository)) != canonicalOf(folder.c_str()))
    return "its git folder says that its working tree is elsewhere";
  for (const auto* path : {git_repository_path(repository), git_repository_commondir(repository)}) {
    if (!isBelow(canonicalOf(path), root))
      return "its git folder is outside the root";
    if (const auto link = firstLink(path); !link.empty())
      return "there is a symbolic link in its git folder, " + link.string();
  }
  return isLink(folder / ".git") ? "its .git is a symbolic link" : "";
}

} // namespace stackdev
