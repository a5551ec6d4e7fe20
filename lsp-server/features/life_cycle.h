// initialize: what the client can do, what we can.
#pragma once

#include <stackdev/result.h>

#include "protocol/workspace.h"
#include "server.h"

namespace stackdev::lsp {

Result<json::object> initialize(Server& server, const InitializeParams& params);
Status initialized(Server& server, NoParams&& params);
Status didChangeConfiguration(Server& server, DidChangeConfigurationParams&& params);
Status didChangeWorkspaceFolders(Server& server, DidChangeWorkspaceFoldersParams&& params);
Status didChangeWatchedFiles(Server& server, DidChangeWatchedFilesParams&& params);

} // namespace stackdev::lsp
