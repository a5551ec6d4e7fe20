#include "query.h"

#include <algorithm>

namespace stackdev::lsp {
namespace {

bool isBelow(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end();
}

} // namespace

std::filesystem::path Query::folderOf(const Document& document) const {
  if (!document.isFile() && !folders.empty())
    return folders.front();
  std::filesystem::path best;
  for (const auto& folder : folders)
    if (isBelow(document.path(), folder) && folder.string().size() > best.string().size())
      best = folder;
  return best.empty() ? document.path().parent_path() : best;
}

std::vector<Preset> Query::presetsFor(const Document& document) const {
  const auto manifest = stacks->manifestFor(folderOf(document));
  if (auto presets = presetsOf(manifest.get(), settings.preset))
    return std::move(*presets);
  return builtInPresets(); // a name or a manifest that does not fit is told where it is asked for
}

} // namespace stackdev::lsp
