// stackdev/scan: the monkey patch calls of files, folders or the whole workspace.
#pragma once

#include <stackdev/result.h>

#include "protocol/stackdev.h"
#include "query.h"

namespace stackdev::lsp {

Result<ScanReport> scanDocuments(const Query& query, const ScanParams& params);

} // namespace stackdev::lsp
