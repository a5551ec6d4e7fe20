#include "positions.h"

#include <gtest/gtest.h>

#include "unicode.h"
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

TEST(CodePoints, AreReadOneAfterTheOther) {
  const std::vector<std::pair<std::string, std::pair<unsigned, std::size_t>>> rows = {
      {"a", {'a', 1}},
      {std::string("\0", 1), {0, 1}},
      {"\x7F", {0x7F, 1}},
      {"\xC2\x80", {0x80, 2}},
      {"\xDF\xBF", {0x7FF, 2}},
      {"\xE0\xA0\x80", {0x800, 3}},
      {"\xEF\xBF\xBF", {0xFFFF, 3}},
      {"\xF0\x90\x80\x80", {0x10000, 4}},
      {"\xF4\x8F\xBF\xBF", {0x10FFFF, 4}},
      // What is not well-formed is one byte, so that no reader leaves the text.
      {"\x80", {0xFFFD, 1}},
      {"\xC0\x80", {0xFFFD, 1}},
      {"\xC1\xBF", {0xFFFD, 1}},
      {"\xC3", {0xFFFD, 1}},
      {"\xC3x", {0xFFFD, 1}},
      {"\xE0\x9F\xBF", {0xFFFD, 1}},
      {"\xED\xA0\x80", {0xFFFD, 1}}, // half a pair
      {"\xED\xBF\xBF", {0xFFFD, 1}},
      {"\xE6\x97", {0xFFFD, 1}},
      {"\xF0\x8F\xBF\xBF", {0xFFFD, 1}},
      {"\xF0\x9F\x90", {0xFFFD, 1}},
      {"\xF4\x90\x80\x80", {0xFFFD, 1}},
      {"\xF5\x80\x80\x80", {0xFFFD, 1}},
      {"\xFF", {0xFFFD, 1}},
  };
  for (const auto& [text, expected] : rows) {
    const auto found = codePointAt(text, 0);
    EXPECT_EQ(std::pair(static_cast<unsigned>(found.value), found.length), expected)
        << testing::PrintToString(text);
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
