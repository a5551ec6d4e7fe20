#include "server.h"

#include "features/code_action.h"
#include "features/code_lens.h"
#include "features/diagnostics.h"
#include "features/hover.h"
#include "features/life_cycle.h"
#include "features/synchronisation.h"

namespace stackdev::lsp {

void Server::forgetFindings() {
  stacks->forget();
  documents.forgetFindings();
  for (const auto& [key, document] : *documents.snapshot())
    analyse(key);
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
  return dispatcher;
}

} // namespace stackdev::lsp
