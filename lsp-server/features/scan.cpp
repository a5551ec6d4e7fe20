#include "features/scan.h"

#include <algorithm>

#include <stackdev/json.h>
#include <stackdev/scan.h>

#include "uri.h"

namespace stackdev::lsp {
namespace {

/// The calls of a document that is no file: untitled, or of another scheme.
void addOwnCalls(const Query& query, const Document& document, ScanReport& report) {
  for (const auto& call : query.findingsIn(document).calls) {
    auto object = jsonOf(call);
    object.erase("path");
    object["uri"] = document.uri();
    report.calls.push_back(std::move(object));
  }
}

/// As the client writes it where the document is open.
std::string shownUri(const Query& query, const std::filesystem::path& path) {
  const auto open = documentAt(*query.documents, path);
  return open == nullptr ? uriOf(path) : open->uri();
}

} // namespace

Result<ScanReport> scanDocuments(const Query& query, const ScanParams& params) {
  ScanOptions options;
  ScanReport report;
  for (const auto& uri : params.uris.value_or(std::vector<std::string>())) {
    const auto open = query.document(uri);
    const auto path = pathOf(uri);
    if (open && !(*open)->isFile())
      addOwnCalls(query, **open, report);
    else if (path)
      options.paths.push_back(open ? (*open)->path() : *path);
    else
      return Error{ErrorCode::InvalidArgument, uri + ": expected a file: URI"};
  }
  if (!params.uris || params.uris->empty())
    options.paths = query.folders;
  if (options.paths.empty())
    return report;
  options.root =
      query.folders.empty() ? options.paths.front().parent_path() : query.folders.front();
  const auto manifest = query.stacks->manifestFor(options.root);
  auto presets = presetsOf(manifest.get(), query.settings.preset);
  if (!presets)
    return presets.error();
  options.presets = std::move(*presets);
  options.documents = openDocuments(*query.documents);
  options.cancelled = query.cancelled.get();
  auto found = scan(options);
  if (!found)
    return found.error();
  std::error_code failed;
  const auto root = std::filesystem::weakly_canonical(options.root, failed);
  for (auto& call : found->calls)
    call.path = (root / call.path).string();
  std::stable_sort(found->calls.begin(), found->calls.end(),
                   [](const auto& a, const auto& b) { return a.path < b.path; });
  for (const auto& call : found->calls) {
    auto object = jsonOf(call);
    object.erase("path");
    object["uri"] = shownUri(query, call.path);
    report.calls.push_back(std::move(object));
  }
  return report;
}

} // namespace stackdev::lsp
