#include "features/code_lens.h"

#include "features/repair.h"
#include "features/runnables.h"

namespace stackdev::lsp {

Result<std::vector<CodeLens>> codeLens(const Query& query, const DocumentParams& params) {
  const auto document = query.document(params.textDocument.uri);
  if (!document)
    return document.error();
  Positions positions((*document)->text(), query.can.encoding);
  std::vector<CodeLens> lenses;
  for (const auto& runnable : runnablesIn(query, **document)) {
    const auto range =
        positions.range(runnable.start, lineEnd((*document)->text(), runnable.start));
    const json::object what{{"root", runnable.root.string()}, {"name", runnable.name}};
    lenses.push_back({range, {"Run", "stackdev.run", {what}}});
    lenses.push_back({range, {"Debug", "stackdev.debug", {what}}});
  }
  for (const auto& repair : repairsIn(query, **document))
    lenses.push_back({positions.range(repair.start, repair.end),
                      {std::string(titleOf(repair.kind)),
                       std::string(commandOf(repair.kind)),
                       {json::object{{"uri", (*document)->uri()}, {"start", repair.start}}}}});
  return lenses;
}

} // namespace stackdev::lsp
