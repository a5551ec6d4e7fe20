// textDocument/codeLens: the repairs of a document, and Run and Debug on what can be started.
#pragma once

#include <vector>

#include <stackdev/result.h>

#include "protocol/features.h"
#include "query.h"

namespace stackdev::lsp {

Result<std::vector<CodeLens>> codeLens(const Query& query, const DocumentParams& params);

} // namespace stackdev::lsp
