// textDocument/codeAction: what mends the findings in a range, with the edit inline; fixAll.
#pragma once

#include <vector>

#include <stackdev/result.h>

#include "protocol/features.h"
#include "query.h"

namespace stackdev::lsp {

Result<std::vector<CodeAction>> codeAction(const Query& query, const CodeActionParams& params);

} // namespace stackdev::lsp
