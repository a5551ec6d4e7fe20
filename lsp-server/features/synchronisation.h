// The documents that the client has open.
#pragma once

#include <stackdev/result.h>

#include "protocol/text.h"
#include "server.h"

namespace stackdev::lsp {

Status didOpen(Server& server, DidOpenTextDocumentParams&& params);
Status didChange(Server& server, DidChangeTextDocumentParams&& params);
Status didSave(Server& server, DocumentParams&& params);
Status didClose(Server& server, DocumentParams&& params);

} // namespace stackdev::lsp
