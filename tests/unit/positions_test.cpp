#include "positions.h"

#include <gtest/gtest.h>

#include "workspace_edit.h"

namespace stackdev::lsp {
namespace {

struct Row {
  const char* text;
  Position position;
  std::size_t utf8;
  std::size_t utf16;
};

TEST(Positions, AreOffsetsInEitherEncoding) {
  const std::vector<Row> rows = {
      {"", {0, 0}, 0, 0},
      {"", {5, 5}, 0, 0},
      {"abc", {0, 2}, 2, 2},
      {"abc", {0, 9}, 3, 3},
      {"a\nb", {1, 0}, 2, 2},
      {"a\nb", {1, 9}, 3, 3},
      {"a\nb", {0, 9}, 1, 1},
      {"a\nb", {2, 0}, 3, 3},
      {"a\r\nb\rc\n", {1, 1}, 4, 4},
      {"a\r\nb\rc\n", {2, 0}, 5, 5},
      {"a\r\nb\rc\n", {3, 0}, 7, 7},
      {"a\r\nb\rc\n", {0, 2}, 1, 1},
      {"\xC3\xA9x", {0, 1}, 0, 2}, // within the letter; behind it
      {"\xC3\xA9x", {0, 2}, 2, 3},
      {"\xF0\x9F\x90\x8Dx", {0, 1}, 0, 0}, // between surrogates
      {"\xF0\x9F\x90\x8Dx", {0, 2}, 0, 4},
      {"\xF0\x9F\x90\x8Dx", {0, 4}, 4, 5},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(offsetAt(row.text, row.position, PositionEncoding::Utf8), row.utf8) << row.text;
    EXPECT_EQ(offsetAt(row.text, row.position, PositionEncoding::Utf16), row.utf16) << row.text;
  }
}

TEST(Positions, ComeBackFromOffsets) {
  const std::string text = "one\r\ntw\xC3\xB6\r\xF0\x9F\x90\x8Dz\n\nend";
  for (const auto encoding : {PositionEncoding::Utf8, PositionEncoding::Utf16}) {
    Positions positions(text, encoding);
    for (const std::size_t offset : {0U, 3U, 5U, 7U, 9U, 10U, 14U, 15U, 16U, 17U, 20U, 5U, 0U})
      EXPECT_EQ(offsetAt(text, positions.at(offset), encoding), offset);
  }
}

struct EditRow {
  const char* before;
  const char* after;
  std::vector<RangeEdit> edits;
};

TEST(LineEdits, ReplaceWholeLines) {
  const std::vector<EditRow> rows = {
      {"a\nb\nc\n", "a\nb\nc\n", {}},
      {"a\nb\nc\n", "a\nB\nc\n", {{{{1, 0}, {2, 0}}, "B\n"}}},
      {"a\nb\nc\nd\n", "A\nb\nC\nD\n", {{{{0, 0}, {1, 0}}, "A\n"}, {{{2, 0}, {4, 0}}, "C\nD\n"}}},
      {"a\nb", "a\nB", {{{{1, 0}, {1, 1}}, "B"}}},
      {"a\nb\n", "a\nx\nb\n", {{{{1, 0}, {1, 0}}, "x\n"}}},
      {"a\nx\nb\n", "a\nb\n", {{{{1, 0}, {2, 0}}, ""}}},
      {"", "a\n", {{{{0, 0}, {0, 0}}, "a\n"}}},
      {"a", "a\nb", {{{{0, 0}, {0, 1}}, "a\nb"}}},
      {"a\r\nb\r\n", "a\r\nB\r\n", {{{{1, 0}, {2, 0}}, "B\r\n"}}},
  };
  for (const auto& row : rows)
    EXPECT_EQ(lineEdits(row.before, row.after, PositionEncoding::Utf16), row.edits)
        << row.before << " to " << row.after;
}

} // namespace
} // namespace stackdev::lsp
