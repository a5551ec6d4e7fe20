#include "features/repair.h"

#include <algorithm>

namespace stackdev::lsp {

std::string_view titleOf(Repair::Kind kind) {
  switch (kind) {
  case Repair::Kind::MakeDebugSafe:
    return "Make debug-safe";
  case Repair::Kind::Restore:
    return "Restore";
  case Repair::Kind::RemoveHook:
    return "Remove hook";
  }
  return {};
}

std::string_view commandOf(Repair::Kind kind) {
  switch (kind) {
  case Repair::Kind::MakeDebugSafe:
    return "stackdev.debugSafe";
  case Repair::Kind::Restore:
    return "stackdev.restore";
  case Repair::Kind::RemoveHook:
    return "stackdev.unhook";
  }
  return {};
}

std::vector<Repair> repairsIn(const Query& query, const Document& document) {
  const auto& found = query.findingsIn(document);
  std::vector<Repair> repairs;
  for (const auto& call : found.calls)
    if ((call.state == PatchState::Unsafe || call.state == PatchState::Risky) &&
        call.debugSafeArguments)
      repairs.push_back({Repair::Kind::MakeDebugSafe, call.start, call.end});
  for (const auto& edit : found.edits)
    if (edit.problem.empty())
      repairs.push_back({Repair::Kind::Restore, edit.callStart, edit.end});
  for (const auto& hook : found.hooks)
    if (hook.problem.empty())
      repairs.push_back({Repair::Kind::RemoveHook, hook.start, hook.end});
  std::sort(repairs.begin(), repairs.end(),
            [](const Repair& a, const Repair& b) { return a.start < b.start; });
  return repairs;
}

Result<TextEditPlan> editsOf(const Query& query, const Document& document, const Repair& repair) {
  const auto& found = query.findingsIn(document);
  if (repair.kind == Repair::Kind::Restore)
    return restoringEdits(document.text(), repair.start, Decoding::Utf8);
  if (repair.kind == Repair::Kind::RemoveHook) {
    for (const auto& hook : found.hooks)
      if (hook.start == repair.start)
        return unhookEdits(document.text(), hook.line, Decoding::Utf8);
    return TextEditPlan();
  }
  std::vector<PatchCall> meant;
  for (const auto& call : found.calls)
    if (call.start == repair.start)
      meant.push_back(call);
  return debugSafeEdits(document.text(), meant, query.presetsFor(document), Decoding::Utf8);
}

Result<TextEditPlan> allDebugSafeEdits(const Query& query, const Document& document) {
  std::vector<PatchCall> meant;
  for (const auto& call : query.findingsIn(document).calls)
    if (call.state == PatchState::Unsafe || call.state == PatchState::Risky)
      meant.push_back(call);
  return debugSafeEdits(document.text(), meant, query.presetsFor(document), Decoding::Utf8);
}

} // namespace stackdev::lsp
