#include "repository/clone.h"

#include <mutex>
#include <optional>

#include <unistd.h>

#include "repository/git_index.h"
#include "support/git.h"

namespace stackdev {

struct Clone::Git {
  FileStamp indexStamp;
  std::once_flag opened;
  std::optional<TrackedPaths> tracked;
  std::mutex mutex; // libgit2's objects are for one thread at a time
  bool isOpen = false;
  GitRepository repository;
  GitIndex index; // only if `tracked` could not be read

  /// Under the mutex.
  void open(const std::string& folder) {
    if (isOpen)
      return;
    isOpen = true;
    useGit();
    git_repository* raw = nullptr;
    if (git_repository_open_ext(&raw, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0)
      return;
    repository.reset(raw);
    git_index* rawIndex = nullptr;
    if (!tracked && git_repository_index(&rawIndex, raw) == 0)
      index.reset(rawIndex);
  }
};

Clone::Clone(const std::filesystem::path& folder)
    : folder_(folder.string()), git_(std::make_unique<Git>()) {
  if (!folder_.ends_with('/'))
    folder_ += '/';
  git_->indexStamp = stampOf((gitFolder(folder_) / "index").string());
}

Clone::~Clone() = default;

const FileStamp& Clone::indexStamp() const {
  return git_->indexStamp;
}

bool Clone::takes(const std::string& path) const {
  return isTracked(path) || !isIgnored(path.substr(folder_.size()));
}

bool Clone::isTracked(const std::string& path) const {
  const auto relative = path.substr(folder_.size());
  std::call_once(git_->opened, [&] { git_->tracked = TrackedPaths::of(folder_); });
  const bool isFolder = relative.ends_with('/');
  if (git_->tracked)
    return isFolder ? git_->tracked->hasBelow(relative) : git_->tracked->hasFile(relative);
  const std::lock_guard lock(git_->mutex);
  git_->open(folder_);
  if (git_->index == nullptr)
    return false;
  return (isFolder ? git_index_find_prefix(nullptr, git_->index.get(), relative.c_str())
                   : git_index_find(nullptr, git_->index.get(), relative.c_str())) == 0;
}

bool Clone::isIgnored(const std::string& relative) const {
  const std::lock_guard lock(git_->mutex);
  git_->open(folder_);
  int ignored = 0;
  return git_->repository != nullptr &&
         git_ignore_path_is_ignored(&ignored, git_->repository.get(), relative.c_str()) == 0 &&
         ignored != 0;
}

std::shared_ptr<const Clone> Clone::around(const std::filesystem::path& path) {
  for (auto folder = path; folder.has_relative_path(); folder = folder.parent_path())
    if (::access((folder / ".git").c_str(), F_OK) == 0)
      return std::make_shared<const Clone>(folder);
  return nullptr;
}

} // namespace stackdev
