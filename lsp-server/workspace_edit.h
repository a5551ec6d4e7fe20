// Edits of documents in the form that a client reads. They replace whole lines: clients disagree
// about columns behind letters that are not ASCII.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client_capabilities.h"
#include "document.h"
#include "protocol/text.h"

namespace stackdev::lsp {

struct DocumentEdit {
  std::string uri;
  std::int32_t version;
  std::vector<RangeEdit> edits;
};

/// What makes `after` of `before`, by whole lines.
std::vector<RangeEdit> lineEdits(std::string_view before, std::string_view after,
                                 PositionEncoding encoding);

DocumentEdit documentEdit(const Document& document, std::string_view after,
                          PositionEncoding encoding);

/// A WorkspaceEdit: documentChanges where the client knows them, else changes.
json::object workspaceEdit(const std::vector<DocumentEdit>& edits, const ClientCapabilities& can);

} // namespace stackdev::lsp
