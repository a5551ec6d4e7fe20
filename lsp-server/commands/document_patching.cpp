#include "commands/document_patching.h"

#include <algorithm>

#include <stackdev/debug_safe.h>
#include <stackdev/json.h>
#include <stackdev/text_edit.h>

#include "commands/commands.h"

namespace stackdev::lsp {
namespace {

/// As the command line shows it: relative to the root where below it.
std::string shownPath(const CommandCall& call, const Document& document) {
  if (!document.isFile())
    return document.uri();
  const auto relative = document.path().lexically_relative(call.root.folder);
  const bool isBelow = !relative.empty() && *relative.begin() != "..";
  return isBelow ? relative.string() : document.path().string();
}

bool covers(std::size_t start, std::size_t end, const std::optional<std::size_t>& at) {
  return !at || (start <= *at && *at < end);
}

Outcome edited(const CommandCall& call, const Document& document, std::vector<TextEdit> edits,
               json::value result, std::string message) {
  Outcome outcome{std::move(result), std::move(message)};
  if (!edits.empty())
    outcome.edits.push_back(documentEdit(
        document, stackdev::edited(document.text(), std::move(edits)), call.query.can.encoding));
  return outcome;
}

/// Nothing was done to the one thing that was asked for: why.
Error nothingDone(const DocumentTarget& target, const std::vector<Refusal>& refused,
                  const char* what) {
  if (!refused.empty())
    return {ErrorCode::Conflict, refused.front().reason};
  return {ErrorCode::NotFound, target.document->uri() + ": there is no " + what + " at offset " +
                                   std::to_string(target.start.value_or(0))};
}

} // namespace

Result<Outcome> debugSafeIn(const CommandCall& call, const DocumentTarget& target,
                            const std::vector<Preset>& presets) {
  const auto& document = *target.document;
  const auto found =
      patchCallsIn(document.text(), document.path(), openDocuments(*call.query.documents), presets);
  if (!found)
    return found.error();
  std::vector<PatchCall> meant;
  for (auto one : *found)
    if (covers(one.start, one.end, target.start)) {
      one.path = shownPath(call, document);
      meant.push_back(std::move(one));
    }
  auto edits = debugSafeEdits(document.text(), meant, presets, Decoding::Utf8);
  if (!edits)
    return edits.error();
  if (target.start && edits->edits.empty())
    return nothingDone(target, edits->refused, "call to be made debug-safe");
  DebugSafePlan plan;
  plan.refused = std::move(edits->refused);
  for (const auto& one : meant)
    if (std::any_of(edits->edits.begin(), edits->edits.end(),
                    [&](const TextEdit& edit) { return edit.start == one.argumentsStart; }))
      plan.calls.push_back(one);
  return edited(call, document, std::move(edits->edits), madeDebugSafeJson(plan),
                "made " + counted(plan.calls.size(), "call") + " debug-safe");
}

Result<Outcome> restoreIn(const CommandCall& call, const DocumentTarget& target,
                          const std::string& preset) {
  const auto& document = *target.document;
  auto edits = restoringEdits(document.text(), target.start, Decoding::Utf8, preset);
  const auto found = debugSafeEditsIn(document.text(), Decoding::Utf8);
  if (!edits)
    return edits.error();
  if (!found)
    return found.error();
  if (target.start && edits->edits.empty())
    return nothingDone(target, edits->refused, "edited call");
  DebugSafePlan plan;
  plan.refused = std::move(edits->refused);
  for (auto one : *found)
    if (one.problem.empty() && covers(one.callStart, one.end, target.start) &&
        (preset.empty() || preset == one.preset)) {
      one.path = shownPath(call, document);
      plan.edits.push_back(std::move(one));
    }
  return edited(call, document, std::move(edits->edits), debugSafeEditsJson(plan),
                "restored " + counted(plan.edits.size(), "call"));
}

Result<Outcome> hookIn(const CommandCall& call, const DocumentTarget& target,
                       const DebugServer& server) {
  const auto& document = *target.document;
  if (document.kind() != DocumentKind::Python)
    return Error{ErrorCode::InvalidArgument, document.uri() + ": is no Python document"};
  auto edits = hookEdits(document.text(), target.line, server,
                         dataFolder() / "pydev-templates/bootstrap", Decoding::Utf8);
  if (!edits)
    return edits.error();
  const auto hooks = hooksIn(stackdev::edited(document.text(), *edits), Decoding::Utf8);
  if (!hooks)
    return hooks.error();
  HookPlan plan;
  for (auto hook : *hooks)
    if (std::any_of(edits->begin(), edits->end(),
                    [&](const TextEdit& edit) { return edit.start == hook.start; })) {
      hook.path = shownPath(call, document);
      plan.hooks.push_back(std::move(hook));
    }
  return edited(call, document, std::move(*edits), jsonOf(plan),
                plan.hooks.empty() ? "the hook is there already" : "inserted 1 hook");
}

Result<Outcome> unhookIn(const CommandCall& call, const DocumentTarget& target,
                         const HookFilter& only) {
  const auto& document = *target.document;
  const auto hooks = hooksIn(document.text(), Decoding::Utf8);
  if (!hooks)
    return hooks.error();
  auto line = target.line;
  for (const auto& hook : *hooks)
    if (target.start && covers(hook.start, hook.end, target.start))
      line = hook.line;
  if (target.start && !line)
    return nothingDone(target, {}, "hook");
  auto edits = unhookEdits(document.text(), line, Decoding::Utf8, only);
  if (!edits)
    return edits.error();
  HookPlan plan;
  plan.refused = std::move(edits->refused);
  for (auto hook : *hooks)
    if (hook.problem.empty() && (!line || hook.line == *line) && only.takes(hook)) {
      hook.path = shownPath(call, document);
      plan.hooks.push_back(std::move(hook));
    }
  return edited(call, document, std::move(edits->edits), jsonOf(plan),
                "removed " + counted(plan.hooks.size(), "hook"));
}

} // namespace stackdev::lsp
