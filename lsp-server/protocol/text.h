// Positions, edits and documents of LSP 3.17. Only what this server uses, named as on the wire.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/structure.h"

namespace stackdev::lsp {

/// Zero-based; `character` in the units that were agreed on.
struct Position {
  std::uint32_t line;
  std::uint32_t character;

  auto operator<=>(const Position&) const = default;
  static constexpr auto fields() {
    return std::tuple(field("line", &Position::line), field("character", &Position::character));
  }
};

struct Range {
  Position start;
  Position end;

  bool operator==(const Range&) const = default;
  static constexpr auto fields() {
    return std::tuple(field("start", &Range::start), field("end", &Range::end));
  }
};

/// The protocol's TextEdit; the library's own counts bytes.
struct RangeEdit {
  Range range;
  std::string newText;

  bool operator==(const RangeEdit&) const = default;
  static constexpr auto fields() {
    return std::tuple(field("range", &RangeEdit::range), field("newText", &RangeEdit::newText));
  }
};

struct TextDocumentIdentifier {
  std::string uri;

  static constexpr auto fields() { return std::tuple(field("uri", &TextDocumentIdentifier::uri)); }
};

struct VersionedTextDocumentIdentifier {
  std::string uri;
  std::int32_t version;

  static constexpr auto fields() {
    return std::tuple(field("uri", &VersionedTextDocumentIdentifier::uri),
                      field("version", &VersionedTextDocumentIdentifier::version));
  }
};

struct TextDocumentItem {
  std::string uri;
  std::string languageId;
  std::int32_t version;
  std::string text;

  static constexpr auto fields() {
    return std::tuple(
        field("uri", &TextDocumentItem::uri), field("languageId", &TextDocumentItem::languageId),
        field("version", &TextDocumentItem::version), field("text", &TextDocumentItem::text));
  }
};

struct DidOpenTextDocumentParams {
  TextDocumentItem textDocument;

  static constexpr auto fields() {
    return std::tuple(field("textDocument", &DidOpenTextDocumentParams::textDocument));
  }
};

/// Without a range it is the whole text.
struct TextDocumentContentChangeEvent {
  std::optional<Range> range;
  std::string text;

  static constexpr auto fields() {
    return std::tuple(field("range", &TextDocumentContentChangeEvent::range),
                      field("text", &TextDocumentContentChangeEvent::text));
  }
};

struct DidChangeTextDocumentParams {
  VersionedTextDocumentIdentifier textDocument;
  std::vector<TextDocumentContentChangeEvent> contentChanges;

  static constexpr auto fields() {
    return std::tuple(field("textDocument", &DidChangeTextDocumentParams::textDocument),
                      field("contentChanges", &DidChangeTextDocumentParams::contentChanges));
  }
};

/// Of didSave, didClose, and of the requests that ask about a whole document.
struct DocumentParams {
  TextDocumentIdentifier textDocument;

  static constexpr auto fields() {
    return std::tuple(field("textDocument", &DocumentParams::textDocument));
  }
};

/// Of hover and completion.
struct DocumentPositionParams {
  TextDocumentIdentifier textDocument;
  Position position;

  static constexpr auto fields() {
    return std::tuple(field("textDocument", &DocumentPositionParams::textDocument),
                      field("position", &DocumentPositionParams::position));
  }
};

struct Command {
  std::string title;
  std::string command;
  std::vector<json::value> arguments;

  static constexpr auto fields() {
    return std::tuple(field("title", &Command::title), field("command", &Command::command),
                      field("arguments", &Command::arguments));
  }
};

} // namespace stackdev::lsp
