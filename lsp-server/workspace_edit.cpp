#include "workspace_edit.h"

#include <algorithm>

namespace stackdev::lsp {
namespace {

/// The lines of a text, each with its end; the last may have none.
std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t start = 0; start < text.size();) {
    const auto next = nextLine(text, start);
    lines.push_back(text.substr(start, next - start));
    start = next;
  }
  return lines;
}

/// Lines [first, last) are replaced by `text`. The end of a document without a final line break is
/// a position on its last line.
struct Hunk {
  std::size_t first;
  std::size_t last;
  std::string text;
};

void append(std::string& text, const std::vector<std::string_view>& lines, std::size_t first,
            std::size_t last) {
  for (auto i = first; i < last; ++i)
    text += lines[i];
}

/// Where no line was added or taken away each changed line is one; else everything between the
/// first and the last change.
std::vector<Hunk> hunksOf(const std::vector<std::string_view>& before,
                          const std::vector<std::string_view>& after) {
  std::vector<Hunk> hunks;
  if (before.size() == after.size()) {
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (before[i] == after[i])
        continue;
      if (hunks.empty() || hunks.back().last != i)
        hunks.push_back({i, i, ""});
      ++hunks.back().last;
      hunks.back().text += after[i];
    }
    return hunks;
  }
  const auto shorter = std::min(before.size(), after.size());
  std::size_t head = 0;
  while (head < shorter && before[head] == after[head])
    ++head;
  std::size_t tail = 0;
  while (tail < shorter - head &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
    ++tail;
  Hunk hunk{head, before.size() - tail, ""};
  append(hunk.text, after, head, after.size() - tail);
  return {std::move(hunk)};
}

} // namespace

std::vector<RangeEdit> lineEdits(std::string_view before, std::string_view after,
                                 PositionEncoding encoding) {
  const auto lines = linesOf(before);
  std::vector<RangeEdit> edits;
  const auto place = [&](std::size_t line) -> Position {
    const bool endsInLine =
        line == lines.size() && !lines.empty() && lineEnd(lines.back(), 0) == lines.back().size();
    if (endsInLine)
      return Positions(before, encoding).at(before.size());
    return {static_cast<std::uint32_t>(line), 0};
  };
  for (auto& hunk : hunksOf(lines, linesOf(after)))
    edits.push_back({{place(hunk.first), place(hunk.last)}, std::move(hunk.text)});
  return edits;
}

DocumentEdit documentEdit(const Document& document, std::string_view after,
                          PositionEncoding encoding) {
  return {document.uri(), document.version(), lineEdits(document.text(), after, encoding)};
}

json::object workspaceEdit(const std::vector<DocumentEdit>& edits, const ClientCapabilities& can) {
  if (!can.hasDocumentChanges) {
    json::object changes;
    for (const auto& edit : edits)
      changes[edit.uri] = toJson(edit.edits);
    return {{"changes", std::move(changes)}};
  }
  json::array changes;
  for (const auto& edit : edits) {
    const VersionedTextDocumentIdentifier document{edit.uri, edit.version};
    changes.push_back(
        json::object{{"textDocument", toJson(document)}, {"edits", toJson(edit.edits)}});
  }
  return {{"documentChanges", std::move(changes)}};
}

} // namespace stackdev::lsp
