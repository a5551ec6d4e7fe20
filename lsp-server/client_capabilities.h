// What a client said it can do; absent, null or of a wrong type means that it cannot.
#pragma once

#include "positions.h"
#include "protocol/structure.h"

namespace stackdev::lsp {

struct ClientCapabilities {
  bool canApplyEdits = false;
  bool hasDocumentChanges = false; // of WorkspaceEdit
  bool pullsDiagnostics = false;
  bool refreshesDiagnostics = false;
  bool refreshesCodeLenses = false;
  bool showsProgress = false;
  bool hasConfiguration = false;
  bool registersConfiguration = false;
  bool registersWatchedFiles = false;
  bool hoversMarkdown = false;
  bool hasVersionsOfDiagnostics = false;
  PositionEncoding encoding = PositionEncoding::Utf16;
};

ClientCapabilities clientCapabilities(const json::object& capabilities);

} // namespace stackdev::lsp
