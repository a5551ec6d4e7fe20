#include "workspace_edit.h"

#include <gtest/gtest.h>

namespace stackdev::lsp {
namespace {

/// What a client has after it applied `edits`, which all are about the text as it was.
std::string applied(const std::string& text, const std::vector<RangeEdit>& edits,
                    PositionEncoding encoding) {
  std::string after = text;
  for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
    const auto start = offsetAt(text, edit->range.start, encoding);
    after.replace(start, offsetAt(text, edit->range.end, encoding) - start, edit->newText);
  }
  return after;
}

TEST(LineEdits, MakeOneTextOfAnother) {
  const std::vector<std::string> texts = {
      "",
      "a",
      "a\n",
      "\n",
      "\n\n",
      "a\r\nb\r\n",
      "a\nb\n",
      "a\rb\r",
      "a\r\nb",
      "a\n\nb\nc",
      "a\nb\nc\nd\n",
      "b\nc\n",
      "x\nb\ny\nd\n",
      "\xC3\xB6\n\xF0\x9F\x90\x8D\n",
      "\xC3\xB6\n\xF0\x9F\x90\x8D x",
      "\xF0\x9F\x90\x8D",
      "\xFF\xC3\n",      // no UTF-8
      "a\x0B\x0C\x1C\n", // no line ends to LSP
      "a\r",
      "\r\n\r",
  };
  for (const auto& before : texts)
    for (const auto& after : texts)
      for (const auto encoding : {PositionEncoding::Utf8, PositionEncoding::Utf16}) {
        const auto edits = lineEdits(before, after, encoding);
        EXPECT_EQ(applied(before, edits, encoding), after)
            << json::serialize(json::string(before)) << " to "
            << json::serialize(json::string(after));
        EXPECT_EQ(edits.empty(), before == after);
        for (const auto& edit : edits)
          EXPECT_EQ(edit.range.start.character,
                    edit.range.start.character == 0
                        ? 0U
                        : Positions(before, encoding).at(before.size()).character)
              << "columns are of the end only";
      }
}

TEST(LineEdits, LeaveTheLinesBetweenAlone) {
  std::string before;
  for (int i = 0; i < 1000; ++i)
    before += std::to_string(i) + "\n";
  auto after = before;
  after.replace(after.find("\n10\n"), 4, "\nten\n");
  after.replace(after.find("\n990\n"), 5, "\n9-9-0\n");
  const auto edits = lineEdits(before, after, PositionEncoding::Utf16);
  ASSERT_EQ(edits.size(), 2U);
  EXPECT_EQ(edits[0], (RangeEdit{{{10, 0}, {11, 0}}, "ten\n"}));
  EXPECT_EQ(edits[1], (RangeEdit{{{990, 0}, {991, 0}}, "9-9-0\n"}));
}

TEST(WorkspaceEdit, IsWhatTheClientReads) {
  const Document document("file:///a%20b.py", DocumentKind::Python, 3,
                          std::make_shared<const std::string>("a\nb\n"));
  const std::vector<DocumentEdit> edits = {documentEdit(document, "a\nB\n", PositionEncoding::Utf8),
                                           {"untitled:x", -1, {}}};
  const std::string text =
      R"([{"range":{"start":{"line":1,"character":0},"end":{"line":2,"character":0}},)"
      R"("newText":"B\n"}])";
  ClientCapabilities can;
  EXPECT_EQ(json::serialize(workspaceEdit(edits, can)),
            R"({"changes":{"file:///a%20b.py":)" + text + R"(,"untitled:x":[]}})");
  can.hasDocumentChanges = true;
  EXPECT_EQ(
      json::serialize(workspaceEdit(edits, can)),
      R"({"documentChanges":[{"textDocument":{"uri":"file:///a%20b.py","version":3},"edits":)" +
          text + R"(},{"textDocument":{"uri":"untitled:x","version":-1},"edits":[]}]})");
  EXPECT_EQ(json::serialize(workspaceEdit({}, can)), R"({"documentChanges":[]})");
}

} // namespace
} // namespace stackdev::lsp
