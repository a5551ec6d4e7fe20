// What is wrong in a document, pushed to the client or pulled by it.
#pragma once

#include <vector>

#include <stackdev/result.h>

#include "document.h"
#include "protocol/features.h"
#include "server.h"

namespace stackdev::lsp {

/// A diagnostic, and the bytes that it is about.
struct Finding {
  Diagnostic diagnostic;
  std::size_t start;
  std::size_t end;
};

std::vector<Finding> findingsOf(const Query& query, const Document& document);

/// What a client is told once a document was looked at.
struct Report {
  std::vector<Diagnostic> diagnostics;
  std::string lenses; // equal if they are
};
Report reportOn(const Query& query, const Document& document);

void publish(Server& server, const Document& document, const Report& report);

/// The document is closed: nothing is said of it any more.
void withdraw(Server& server, const Document& document);

/// textDocument/diagnostic.
Result<FullDocumentDiagnosticReport> documentDiagnostic(const Query& query,
                                                        const DocumentDiagnosticParams& params);

} // namespace stackdev::lsp
