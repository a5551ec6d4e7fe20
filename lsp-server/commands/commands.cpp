// What commands have in common.
#include "commands/commands.h"

#include <algorithm>

namespace stackdev::lsp {

Status requireTrust(const Root& root, std::string_view why) {
  if (isTrusted(root))
    return {};
  return Error{ErrorCode::Untrusted,
               root.folder.string() + " is not trusted, and " + std::string(why)};
}

std::filesystem::path pathIn(const Root& root, const std::string& path) {
  return (root.folder / path).lexically_normal(); // an absolute path stays what it is
}

std::string counted(std::size_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

Result<ScanOptions> scanOptions(const CommandCall& call, BadManifest badManifest) {
  const auto paths = call.arguments.texts("paths");
  const auto preset = call.arguments.text("preset");
  if (!paths)
    return paths.error();
  if (!preset)
    return preset.error();
  const auto* manifest = call.root.manifest ? &*call.root.manifest : nullptr;
  auto presets = presetsOf(manifest, preset->value_or(call.query.settings.preset));
  if (!presets && (badManifest == BadManifest::IsError || *preset))
    return presets.error();
  ScanOptions options;
  options.root = call.root.folder;
  for (const auto& path : *paths)
    options.paths.push_back(pathIn(call.root, path));
  if (presets)
    options.presets = std::move(*presets);
  options.documents = openDocuments(*call.query.documents);
  return options;
}

void splitByDocuments(const CommandCall& call, ChangeSet changes, Outcome& outcome) {
  outcome.changes.title = std::move(changes.title);
  outcome.changes.places = std::move(changes.places);
  for (auto& file : changes.files) {
    const auto open = documentAt(*call.query.documents, file.path);
    if (open != nullptr && file.after)
      outcome.edits.push_back(documentEdit(*open, *file.after, call.query.can.encoding));
    else
      outcome.changes.files.push_back(std::move(file));
  }
}

} // namespace stackdev::lsp
