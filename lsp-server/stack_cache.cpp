#include "stack_cache.h"

namespace stackdev::lsp {

std::shared_ptr<const Manifest> StackCache::manifestFor(const std::filesystem::path& folder) {
  const std::lock_guard lock(mutex_);
  const auto known = manifests_.find(folder);
  if (known != manifests_.end())
    return known->second;
  std::shared_ptr<const Manifest> manifest;
  if (auto root = findRoot(std::nullopt, folder, std::nullopt); root && root->manifest)
    manifest = std::make_shared<const Manifest>(std::move(*root->manifest));
  manifests_.emplace(folder, manifest);
  return manifest;
}

Result<std::shared_ptr<const Launches>> StackCache::launchesFor(const std::filesystem::path& folder,
                                                                Kept kept) {
  std::size_t changes = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto known = launches_.find(folder);
    if (kept == Kept::Suffices && known != launches_.end())
      return known->second;
    changes = changes_;
  }
  auto root = findRoot(std::nullopt, folder, std::nullopt);
  if (!root)
    return root.error();
  auto found = findProjects(*root);
  if (!found)
    return found.error();
  auto launches = launchConfigurations(*root, found->projects);
  auto made = std::make_shared<const Launches>(
      Launches{std::move(*root), std::move(found->projects), std::move(launches.all)});
  const std::lock_guard lock(mutex_);
  if (changes == changes_)
    launches_.insert_or_assign(folder, made);
  return made;
}

void StackCache::forget() {
  const std::lock_guard lock(mutex_);
  ++changes_;
  manifests_.clear();
  launches_.clear();
}

} // namespace stackdev::lsp
