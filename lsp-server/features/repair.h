// What mends a finding: Make debug-safe, Restore, Remove hook. Code actions, code lenses and
// commands are made of these.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/debug_safe.h>
#include <stackdev/result.h>

#include "document.h"
#include "query.h"

namespace stackdev::lsp {

struct Repair {
  enum class Kind { MakeDebugSafe, Restore, RemoveHook };
  Kind kind;
  std::size_t start; // of what is repaired, bytes
  std::size_t end;
};

std::string_view titleOf(Repair::Kind kind);
std::string_view commandOf(Repair::Kind kind);

/// Those of a document, in order. Each can be made unless the edits say otherwise.
std::vector<Repair> repairsIn(const Query& query, const Document& document);

/// What makes it, and why not.
Result<TextEditPlan> editsOf(const Query& query, const Document& document, const Repair& repair);

/// What makes every unsafe or risky call of the document debug-safe.
Result<TextEditPlan> allDebugSafeEdits(const Query& query, const Document& document);

} // namespace stackdev::lsp
