// stackdev.toml in the editor: completion, hover, outline. Which keys there are is the library's to
// say.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <stackdev/result.h>

#include "protocol/features.h"
#include "query.h"

namespace stackdev::lsp {

Result<std::vector<CompletionItem>> completion(const Query& query,
                                               const DocumentPositionParams& params);

Result<std::vector<DocumentSymbol>> documentSymbol(const Query& query,
                                                   const DocumentParams& params);

/// Of a key or a table; nullopt elsewhere.
std::optional<Hover> manifestHover(const Query& query, const Document& document, std::size_t at);

/// One sentence for a key of a kind of table: ("service", "port"); "" if there is none.
std::string_view manifestHelp(std::string_view kind, std::string_view key);

} // namespace stackdev::lsp
