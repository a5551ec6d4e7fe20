// What can be run: launch configurations, and where in a document they begin.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <stackdev/result.h>

#include "document.h"
#include "protocol/stackdev.h"
#include "query.h"

namespace stackdev::lsp {

/// A launch configuration that starts in a document.
struct RunnableHere {
  std::filesystem::path root;
  std::string name;
  std::size_t start; // of the line it belongs to
};
std::vector<RunnableHere> runnablesIn(const Query& query, const Document& document);

/// stackdev/runnables.
Result<RunnablesReport> runnables(const Query& query, const RunnablesParams& params);

/// stackdev/debugTarget: starts nothing.
Result<DebugTarget> debugTarget(const Query& query, const DebugTargetParams& params);

} // namespace stackdev::lsp
