// What the features ask and answer. Only what this server uses, named as on the wire.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/text.h"

namespace stackdev::lsp {

enum class DiagnosticSeverity : std::int32_t { Error = 1, Warning = 2, Information = 3, Hint = 4 };

struct Diagnostic {
  Range range;
  DiagnosticSeverity severity;
  std::string code;
  std::string source;
  std::string message;

  bool operator==(const Diagnostic&) const = default;
  static constexpr auto fields() {
    return std::tuple(field("range", &Diagnostic::range), field("severity", &Diagnostic::severity),
                      field("code", &Diagnostic::code), field("source", &Diagnostic::source),
                      field("message", &Diagnostic::message));
  }
};

struct PublishDiagnosticsParams {
  std::string uri;
  std::optional<std::int32_t> version;
  std::vector<Diagnostic> diagnostics;

  static constexpr auto fields() {
    return std::tuple(field("uri", &PublishDiagnosticsParams::uri),
                      field("version", &PublishDiagnosticsParams::version),
                      field("diagnostics", &PublishDiagnosticsParams::diagnostics));
  }
};

struct DocumentDiagnosticParams {
  TextDocumentIdentifier textDocument;
  std::optional<std::string> previousResultId;

  static constexpr auto fields() {
    return std::tuple(field("textDocument", &DocumentDiagnosticParams::textDocument),
                      field("previousResultId", &DocumentDiagnosticParams::previousResultId));
  }
};

struct FullDocumentDiagnosticReport {
  std::string kind = "full";
  std::vector<Diagnostic> items;

  static constexpr auto fields() {
    return std::tuple(field("kind", &FullDocumentDiagnosticReport::kind),
                      field("items", &FullDocumentDiagnosticReport::items));
  }
};

struct CodeActionContext {
  std::optional<std::vector<std::string>> only;

  static constexpr auto fields() { return std::tuple(field("only", &CodeActionContext::only)); }
};

struct CodeActionParams {
  TextDocumentIdentifier textDocument;
  Range range;
  CodeActionContext context;

  static constexpr auto fields() {
    return std::tuple(field("textDocument", &CodeActionParams::textDocument),
                      field("range", &CodeActionParams::range),
                      field("context", &CodeActionParams::context));
  }
};

/// `edit` is a WorkspaceEdit: workspace_edit.h makes them, in the form that the client reads.
struct CodeAction {
  std::string title;
  std::string kind;
  std::optional<std::vector<Diagnostic>> diagnostics;
  std::optional<bool> isPreferred;
  json::object edit;

  static constexpr auto fields() {
    return std::tuple(field("title", &CodeAction::title), field("kind", &CodeAction::kind),
                      field("diagnostics", &CodeAction::diagnostics),
                      field("isPreferred", &CodeAction::isPreferred),
                      field("edit", &CodeAction::edit));
  }
};

struct CodeLens {
  Range range;
  Command command;

  static constexpr auto fields() {
    return std::tuple(field("range", &CodeLens::range), field("command", &CodeLens::command));
  }
};

struct MarkupContent {
  std::string kind; // "plaintext" or "markdown"
  std::string value;

  static constexpr auto fields() {
    return std::tuple(field("kind", &MarkupContent::kind), field("value", &MarkupContent::value));
  }
};

struct Hover {
  MarkupContent contents;
  Range range;

  static constexpr auto fields() {
    return std::tuple(field("contents", &Hover::contents), field("range", &Hover::range));
  }
};

enum class CompletionItemKind : std::int32_t {
  Module = 9,
  Property = 10,
  Value = 12,
  Reference = 18,
  Folder = 19
};

struct CompletionItem {
  std::string label;
  CompletionItemKind kind;
  std::optional<std::string> detail;
  std::optional<std::string> documentation;
  RangeEdit textEdit;

  static constexpr auto fields() {
    return std::tuple(field("label", &CompletionItem::label), field("kind", &CompletionItem::kind),
                      field("detail", &CompletionItem::detail),
                      field("documentation", &CompletionItem::documentation),
                      field("textEdit", &CompletionItem::textEdit));
  }
};

enum class SymbolKind : std::int32_t {
  Namespace = 3,
  Property = 7,
  Object = 19,
  Key = 20,
  Event = 24
};

struct DocumentSymbol {
  std::string name;
  std::optional<std::string> detail;
  SymbolKind kind;
  Range range;
  Range selectionRange;
  std::vector<DocumentSymbol> children;

  static constexpr auto fields() {
    return std::tuple(field("name", &DocumentSymbol::name),
                      field("detail", &DocumentSymbol::detail),
                      field("kind", &DocumentSymbol::kind), field("range", &DocumentSymbol::range),
                      field("selectionRange", &DocumentSymbol::selectionRange),
                      field("children", &DocumentSymbol::children));
  }
};

} // namespace stackdev::lsp
