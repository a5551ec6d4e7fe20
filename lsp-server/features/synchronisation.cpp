#include "features/synchronisation.h"

#include "features/diagnostics.h"

namespace stackdev::lsp {

Status didOpen(Server& server, DidOpenTextDocumentParams&& params) {
  const auto key = documentKey(params.textDocument.uri);
  if (auto opened = server.documents.open(std::move(params.textDocument)); !opened)
    return opened;
  server.watch();
  server.analyse(key);
  return {};
}

Status didChange(Server& server, DidChangeTextDocumentParams&& params) {
  if (auto changed = server.documents.change(params, server.can.encoding); !changed)
    return changed;
  server.analyse(documentKey(params.textDocument.uri));
  return {};
}

Status didSave(Server& server, DocumentParams&& /*params*/) {
  server.forgetFindings(); // other documents may import what was saved
  return {};
}

Status didClose(Server& server, DocumentParams&& params) {
  const auto document = server.documents.find(params.textDocument.uri);
  if (auto closed = server.documents.close(params.textDocument.uri); !closed)
    return closed;
  server.watch();
  withdraw(server, *document);
  return {};
}

} // namespace stackdev::lsp
