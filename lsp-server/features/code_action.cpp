#include "features/code_action.h"

#include <algorithm>

#include <stackdev/text_edit.h>

#include "features/diagnostics.h"
#include "features/repair.h"
#include "workspace_edit.h"

namespace stackdev::lsp {
namespace {

constexpr std::string_view kQuickFix = "quickfix";
constexpr std::string_view kFixAll = "source.fixAll.stackdev";

/// Kinds are hierarchical: "source.fixAll" asks for "source.fixAll.stackdev", too.
bool isWanted(std::string_view kind, const CodeActionContext& context) {
  if (!context.only || context.only->empty())
    return kind == kQuickFix;
  return std::any_of(context.only->begin(), context.only->end(), [&](const std::string& only) {
    return only.empty() || kind == only || kind.starts_with(only + ".");
  });
}

/// A cursor anywhere on the lines of a finding is on it.
bool touchesLines(const Range& range, const Range& asked) {
  return range.start.line <= asked.end.line && asked.start.line <= range.end.line;
}

json::object editOf(const Query& query, const Document& document,
                    const std::vector<TextEdit>& edits) {
  return workspaceEdit({documentEdit(document, edited(document.text(), edits), query.can.encoding)},
                       query.can);
}

void addQuickFixes(const Query& query, const Document& document, const Range& asked,
                   std::vector<CodeAction>& actions) {
  Positions positions(document.text(), query.can.encoding);
  std::vector<Finding> findings;
  for (const auto& repair : repairsIn(query, document)) {
    if (!touchesLines(positions.range(repair.start, repair.end), asked))
      continue;
    const auto plan = editsOf(query, document, repair);
    if (!plan || plan->edits.empty())
      continue;
    if (findings.empty())
      findings = findingsOf(query, document);
    std::vector<Diagnostic> mended;
    for (const auto& finding : findings)
      if (finding.start == repair.start)
        mended.push_back(finding.diagnostic);
    actions.push_back({std::string(titleOf(repair.kind)), std::string(kQuickFix), std::move(mended),
                       true, editOf(query, document, plan->edits)});
  }
}

/// What mends traps of a configuration file, as `doctor --fix` does.
void addMendings(const Query& query, const Document& document, const Range& asked,
                 std::vector<CodeAction>& actions) {
  const auto& traps = query.findingsIn(document).traps;
  if (traps.empty())
    return;
  Positions positions(document.text(), query.can.encoding);
  const auto findings = findingsOf(query, document);
  for (const auto& trap : traps) {
    if (!trap.mending || !touchesLines(positions.range(trap.start, trap.end), asked))
      continue;
    std::vector<Diagnostic> mended;
    for (const auto& finding : findings)
      if (finding.start == trap.start && finding.diagnostic.code == trap.id)
        mended.push_back(finding.diagnostic);
    actions.push_back({trap.mending->title, std::string(kQuickFix), std::move(mended), true,
                       editOf(query, document, {trap.mending->edit})});
  }
}

} // namespace

Result<std::vector<CodeAction>> codeAction(const Query& query, const CodeActionParams& params) {
  const auto document = query.document(params.textDocument.uri);
  if (!document)
    return document.error();
  std::vector<CodeAction> actions;
  if (isWanted(kQuickFix, params.context)) {
    addQuickFixes(query, **document, params.range, actions);
    addMendings(query, **document, params.range, actions);
  }
  if (isWanted(kFixAll, params.context)) {
    const auto plan = allDebugSafeEdits(query, **document);
    if (plan && !plan->edits.empty())
      actions.push_back({"Make every monkey patch call debug-safe", std::string(kFixAll),
                         std::nullopt, std::nullopt, editOf(query, **document, plan->edits)});
  }
  return actions;
}

} // namespace stackdev::lsp
