// textDocument/hover: what a monkey patch call, an edit or a hook under the cursor is and does.
#pragma once

#include <optional>

#include <stackdev/result.h>

#include "protocol/features.h"
#include "query.h"

namespace stackdev::lsp {

Result<std::optional<Hover>> hover(const Query& query, const DocumentPositionParams& params);

} // namespace stackdev::lsp
