#include "document.h"

#include <algorithm>

#include <stackdev/stack.h>

#include "uri.h"

namespace stackdev::lsp {
namespace {

/// A path for a text that is no file: where it is decides which modules it can import.
std::filesystem::path standIn() {
  return "/nonexistent/untitled.py";
}

} // namespace

Document::Document(std::string uri, DocumentKind kind, std::int32_t version,
                   std::shared_ptr<const std::string> text)
    : uri_(std::move(uri)), path_(realPathOf(uri_).value_or(standIn())),
      isFile_(pathOf(uri_).has_value()), kind_(kind), version_(version), text_(std::move(text)) {}

Document::Document(const Document& before, std::int32_t version,
                   std::shared_ptr<const std::string> text)
    : uri_(before.uri_), path_(before.path_), isFile_(before.isFile_), kind_(before.kind_),
      version_(version), text_(std::move(text)) {}

const Findings& Document::findings(const Documents& documents,
                                   const std::function<std::vector<Preset>()>& presets) const {
  const std::lock_guard lock(mutex_);
  if (!findings_)
    findings_ = found(documents, presets());
  return *findings_;
}

Findings Document::found(const Documents& documents, const std::vector<Preset>& presets) const {
  Findings findings;
  if (kind_ == DocumentKind::Manifest)
    findings.manifestProblems = parsedManifest(*text_).problems;
  if (kind_ == DocumentKind::Other && isFile_)
    findings.traps = findingsIn(*text_, path_);
  if (kind_ != DocumentKind::Python)
    return findings;
  // A text that is half written can be read; one that cannot has nothing to be found.
  if (auto calls = patchCallsIn(*text_, path_, openDocuments(documents), presets))
    findings.calls = std::move(*calls);
  else
    findings.problem = calls.error().message;
  if (auto edits = debugSafeEditsIn(*text_, Decoding::Utf8))
    findings.edits = std::move(*edits);
  if (auto hooks = hooksIn(*text_, Decoding::Utf8))
    findings.hooks = std::move(*hooks);
  return findings;
}

std::shared_ptr<const Document>
Document::changed(const std::vector<TextDocumentContentChangeEvent>& changes, std::int32_t version,
                  PositionEncoding encoding) const {
  auto text = std::make_shared<std::string>();
  const std::string* before = text_.get();
  for (const auto& change : changes) {
    std::string after;
    if (!change.range) {
      after = change.text;
    } else {
      const auto [first, last] = std::minmax(change.range->start, change.range->end);
      const auto start = offsetAt(*before, first, encoding);
      const auto end = offsetAt(*before, last, encoding);
      after.reserve(before->size() - (end - start) + change.text.size());
      after.append(*before, 0, start).append(change.text).append(*before, end);
    }
    *text = std::move(after);
    before = text.get();
  }
  if (changes.empty())
    return std::make_shared<const Document>(*this, version, text_);
  return std::make_shared<const Document>(*this, version, std::move(text));
}

std::shared_ptr<const Document> Document::unread() const {
  return std::make_shared<const Document>(*this, version_, text_);
}

std::shared_ptr<const Document> documentAt(const Documents& documents,
                                           const std::filesystem::path& path) {
  for (const auto& [key, document] : documents)
    if (document->isFile() && document->path() == path)
      return document;
  return nullptr;
}

OpenDocuments openDocuments(const Documents& documents) {
  OpenDocuments open;
  for (const auto& [key, document] : documents)
    if (document->isFile())
      open.emplace(document->path(), document->text());
  return open;
}

} // namespace stackdev::lsp
