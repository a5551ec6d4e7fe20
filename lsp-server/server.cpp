#include "server.h"

#include "features/code_action.h"
#include "features/code_lens.h"
#include "features/diagnostics.h"
#include "features/hover.h"
#include "features/life_cycle.h"
#include "features/manifest.h"
#include "features/runnables.h"
#include "features/scan.h"
#include "features/synchronisation.h"

namespace stackdev::lsp {

void Server::forgetFindings() {
  stacks->forget();
  documents.forgetFindings();
  for (const auto& [key, document] : *documents.snapshot())
    analyse(key);
  if (can.refreshesCodeLenses) // those of launch configurations
    client.request("workspace/codeLens/refresh", std::nullopt, [](const Response&) {});
  if (can.refreshesDiagnostics)
    client.request("workspace/diagnostic/refresh", std::nullopt, [](const Response&) {});
}

std::vector<std::filesystem::path> Server::foldersThere() const {
  auto there = folders;
  std::erase_if(there, [](const auto& folder) {
    std::error_code ignored;
    return !std::filesystem::exists(folder, ignored);
  });
  return there;
}

Dispatcher methods() {
  Dispatcher dispatcher; // shutdown, exit, $/cancelRequest, executeCommand: session.cpp
  dispatcher.onRequest("initialize", &initialize);
  dispatcher.onNotification("initialized", &initialized);
  dispatcher.onNotification("textDocument/didOpen", &didOpen);
  dispatcher.onNotification("textDocument/didChange", &didChange);
  dispatcher.onNotification("textDocument/didSave", &didSave);
  dispatcher.onNotification("textDocument/didClose", &didClose);
  dispatcher.onNotification("workspace/didChangeConfiguration", &didChangeConfiguration);
  dispatcher.onNotification("workspace/didChangeWorkspaceFolders", &didChangeWorkspaceFolders);
  dispatcher.onNotification("workspace/didChangeWatchedFiles", &didChangeWatchedFiles);
  dispatcher.onQuery("textDocument/diagnostic", &documentDiagnostic);
  dispatcher.onQuery("textDocument/codeAction", &codeAction);
  dispatcher.onQuery("textDocument/codeLens", &codeLens);
  dispatcher.onQuery("textDocument/hover", &hover);
  dispatcher.onQuery("textDocument/completion", &completion);
  dispatcher.onQuery("textDocument/documentSymbol", &documentSymbol);
  dispatcher.onQuery("stackdev/scan", &scanDocuments);
  dispatcher.onQuery("stackdev/runnables", &runnables);
  dispatcher.onQuery("stackdev/debugTarget", &debugTarget);
  return dispatcher;
}

} // namespace stackdev::lsp
