#include "document_store.h"

#include <stackdev/stack.h>

#include "uri.h"

namespace stackdev::lsp {
namespace {

Error notOpen(const std::string& uri) {
  return {ErrorCode::InvalidArgument, uri + " is not open"};
}

DocumentKind kindOf(const TextDocumentItem& item) {
  const auto path = pathOf(item.uri);
  if (path && path->filename() == kManifestName)
    return DocumentKind::Manifest;
  const auto extension = path ? path->extension() : std::filesystem::path();
  if (item.languageId == "python" || extension == ".py" || extension == ".pyw")
    return DocumentKind::Python;
  return DocumentKind::Other;
}

} // namespace

std::string documentKey(const std::string& uri) {
  const auto path = pathOf(uri);
  return path ? path->string() : uri;
}

Result<std::shared_ptr<const Document>> documentOf(const Documents& documents,
                                                   const std::string& uri) {
  const auto found = documents.find(documentKey(uri));
  if (found == documents.end())
    return notOpen(uri);
  return found->second;
}

Documents& DocumentStore::writable() {
  auto copy = std::make_shared<Documents>(*documents_);
  auto& documents = *copy;
  documents_ = std::move(copy);
  return documents;
}

Status DocumentStore::open(TextDocumentItem item) {
  const auto kind = kindOf(item);
  auto key = documentKey(item.uri);
  writable().insert_or_assign(
      std::move(key),
      std::make_shared<const Document>(std::move(item.uri), kind, item.version,
                                       std::make_shared<const std::string>(std::move(item.text))));
  return {};
}

Status DocumentStore::change(const DidChangeTextDocumentParams& params, PositionEncoding encoding) {
  const auto& [uri, version] = params.textDocument;
  const auto document = find(uri);
  if (document == nullptr)
    return notOpen(uri);
  writable().insert_or_assign(documentKey(uri),
                              document->changed(params.contentChanges, version, encoding));
  return {};
}

Status DocumentStore::close(const std::string& uri) {
  if (find(uri) == nullptr)
    return notOpen(uri);
  writable().erase(documentKey(uri));
  return {};
}

void DocumentStore::forgetFindings() {
  for (auto& [key, document] : writable())
    document = document->unread();
}

std::shared_ptr<const Document> DocumentStore::find(const std::string& uri) const {
  const auto found = documents_->find(documentKey(uri));
  return found == documents_->end() ? nullptr : found->second;
}

} // namespace stackdev::lsp
