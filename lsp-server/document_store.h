// The documents that a client has open. One thread; others get snapshots.
#pragma once

#include <memory>
#include <string>

#include <stackdev/result.h>

#include "document.h"

namespace stackdev::lsp {

class DocumentStore {
public:
  Status open(TextDocumentItem item);
  Status change(const DidChangeTextDocumentParams& params, PositionEncoding encoding);
  Status close(const std::string& uri);

  /// All documents with nothing found yet.
  void forgetFindings();

  /// Null if it is not open.
  std::shared_ptr<const Document> find(const std::string& uri) const;

  /// As they are now; later changes do not show in it.
  std::shared_ptr<const Documents> snapshot() const { return documents_; }

private:
  /// A copy to be changed, which is current from now on.
  Documents& writable();

  std::shared_ptr<const Documents> documents_ = std::make_shared<const Documents>();
};

/// Under which a document is kept: the path of a file, however its URI was written.
std::string documentKey(const std::string& uri);

/// Errors: InvalidArgument if it is not open.
Result<std::shared_ptr<const Document>> documentOf(const Documents& documents,
                                                   const std::string& uri);

} // namespace stackdev::lsp
