#include "features/scan.h"

#include <stackdev/json.h>
#include <stackdev/scan.h>

#include "uri.h"

namespace stackdev::lsp {
namespace {

/// As the client writes it where the document is open.
std::string shownUri(const Query& query, const std::filesystem::path& path) {
  const auto open = documentAt(*query.documents, path);
  return open == nullptr ? uriOf(path) : open->uri();
}

} // namespace

Result<ScanReport> scanDocuments(const Query& query, const ScanParams& params) {
  ScanOptions options;
  for (const auto& uri : params.uris.value_or(std::vector<std::string>())) {
    const auto path = pathOf(uri);
    if (!path)
      return Error{ErrorCode::InvalidArgument, uri + ": expected a file: URI"};
    options.paths.push_back(*path);
  }
  if (options.paths.empty())
    options.paths = query.folders;
  if (options.paths.empty())
    return ScanReport();
  options.root =
      query.folders.empty() ? options.paths.front().parent_path() : query.folders.front();
  const auto manifest = query.stacks->manifestFor(options.root);
  auto presets = presetsOf(manifest.get(), query.settings.preset);
  if (!presets)
    return presets.error();
  options.presets = std::move(*presets);
  options.documents = openDocuments(*query.documents);
  options.cancelled = query.cancelled.get();
  const auto found = scan(options);
  if (!found)
    return found.error();
  std::error_code failed;
  const auto root = std::filesystem::weakly_canonical(options.root, failed);
  ScanReport report;
  for (const auto& call : found->calls) {
    auto object = jsonOf(call);
    object.erase("path");
    object["uri"] = shownUri(query, root / call.path);
    report.calls.push_back(std::move(object));
  }
  return report;
}

} // namespace stackdev::lsp
