#include "python/source_text.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

/// What SourceText::code() is of it, or why it is refused.
std::string codeOf(const std::string& bytes, Decoding decoding = Decoding::AsPythonDoes) {
  const auto text = SourceText::of(bytes, decoding);
  return text ? std::string(text->code()) : "refused: " + text.error().message;
}

TEST(SourceText, IsReadInTheEncodingThatItNames) {
  const std::string eAcute = "\xE9";
  const std::vector<std::pair<std::string, std::string>> rows = {
      // The cookie, and what is in the place of the byte.
      {"# -*- coding: latin-1 -*-", "x"},
      {"# coding=iso8859_15", "x"},
      {"# vim: set fileencoding=cp1252 :", "x"},
      {"# -*- coding: latin-1-unix -*-", "x"}, // as Emacs writes it
      {"# -*- coding: iso-latin-1-dos -*-", "x"},
      {"# -*- coding: iso-8859-1-unix -*-", "x"},
      {"# -*- coding: Latin_1 -*-", "x"},
      {"# -*- encoding: KOI8-R -*-", "x"},
      {"\f \t# coding:\t latin1", "x"},
      {"# encoding coding : x coding:latin1", "x"},
      {"#\n# coding: latin-1", "x"},
      {"#!/usr/bin/python\r\n# coding: latin-1", "x"},
      {"\n# coding: latin-1", "x"},
      {"\r# coding: latin-1", "x"},
  };
  for (const auto& [head, letter] : rows) {
    const auto code = codeOf(head + "\na = '" + eAcute + "'\n");
    EXPECT_EQ(code.substr(std::min(head.size(), code.size())), "\na = '" + letter + "'\n") << head;
  }
  const std::string noUtf8 = "refused: is not valid UTF-8 and has no coding cookie";
  for (const char* head : {
           "a = 1 # coding: latin-1",  // behind code
           "a = 1\n# coding: latin-1", // code before it
           "#\n#\n# coding: latin-1",  // the third line
           "'# coding: latin-1'",
           "# coding latin-1",
           "# coding:",
           "# coding: \xE9",
           "",
       })
    EXPECT_EQ(codeOf(std::string(head) + "\n# " + eAcute), noUtf8) << head;
}

TEST(SourceText, RefusesWhatPythonCouldNotRead) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {std::string("a\0b", 3), "holds a NUL byte, which Python refuses"},
      {"# coding: utf-8\n\xE9", "is not valid UTF-8, which its coding cookie promises"},
      {"# coding: utf-8-sig\n\xE9", "is not valid UTF-8, which its coding cookie promises"},
      {"\xED\xA0\x80", "is not valid UTF-8 and has no coding cookie"}, // half a surrogate pair
      {"\xC0\xAF", "is not valid UTF-8 and has no coding cookie"},
      {"\xF4\x90\x80\x80", "is not valid UTF-8 and has no coding cookie"},
      {"# coding: ascii\n\xE9", "is not valid ascii, which its coding cookie promises"},
      {"# coding: euc-jp\n\xA4", "is not valid euc-jp, which its coding cookie promises"},
      {"# coding: no-such\n", "has the coding cookie no-such, which stackdev cannot read"},
      {"# coding: utf-16\n", "has the coding cookie utf-16, which stackdev cannot read"},
      {"# coding: utf-7\n", "has the coding cookie utf-7, which stackdev cannot read"},
      {"# coding: iso2022_jp\n", "has the coding cookie iso2022_jp, which stackdev cannot read"},
      {"# coding: cp037\n", "has the coding cookie cp037, which stackdev cannot read"},
      {"# coding: ...\n", "has the coding cookie ..., which stackdev cannot read"},
      {"\xEF\xBB\xBF# coding: latin-1\n",
       "has UTF-8's byte order mark and the coding cookie latin-1"},
  };
  for (const auto& [bytes, why] : rows)
    EXPECT_EQ(codeOf(bytes), "refused: " + why);
  EXPECT_EQ(codeOf("\xEF\xBB\xBF# coding: UTF_8\n\xC3\xA9"),
            "\xEF\xBB\xBF# coding: UTF_8\n\xC3\xA9");
}

TEST(SourceText, OfAnEditorIsUtf8WhateverItsCookieSays) {
  const std::string text = "# coding: latin-1\n\xC3\xA9";
  EXPECT_EQ(codeOf(text), "# coding: latin-1\nxx");
  EXPECT_EQ(codeOf(text, Decoding::Utf8), text);
  EXPECT_EQ(codeOf("# coding: latin-1\n\xE9", Decoding::Utf8),
            "refused: is not valid UTF-8 and has no coding cookie");
}

TEST(SourceText, HidesLettersOfManyBytesFromTheParser) {
  // In Shift JIS the second byte of this letter is a backslash, in Big5 of that one, too.
  const std::vector<std::tuple<std::string, std::string, std::string>> rows = {
      {"shift_jis", "'\x95\x5C'", "'xx'"}, {"cp932", "'\x83\x5C\xB1'", "'xxx'"},
      {"big5", "'\xA5\x5C'", "'xx'"},      {"gb18030", "'\x81\x30\x81\x30'", "'xxxx'"},
      {"euc_kr", "'\xB0\xA1'", "'xx'"},    {"koi8_r", "'\xC1\\\xC1'", "'x\\x'"},
  };
  for (const auto& [encoding, bytes, code] : rows) {
    const auto head = "# coding: " + encoding + "\n";
    EXPECT_EQ(codeOf(head + bytes), head + code) << encoding;
  }
}

TEST(SourceText, ShowsItsPartsAsUtf8) {
  const std::string bytes = "# coding: cp1252\n'\x80\xE9'\n";
  const auto text = SourceText::of(bytes);
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(text->utf8(text->bytes().substr(17, 4)), "'\xE2\x82\xAC\xC3\xA9'");
  EXPECT_EQ(text->utf8(""), "");
  const std::string japanese = "# coding: shift_jis\n'\x95\x5C'";
  const auto shift = SourceText::of(japanese);
  ASSERT_TRUE(shift) << shift.error().message;
  EXPECT_EQ(shift->utf8(shift->bytes().substr(20)), "'\xE8\xA1\xA8'");
  EXPECT_EQ(shift->utf8("\x95"), "\xEF\xBF\xBD") << "cut within a letter";
}

/// Every line as "line:start-end terminator".
std::string linesOf(const std::string& bytes) {
  const auto text = SourceText::of(bytes);
  if (!text)
    return text.error().message;
  std::string shown;
  for (std::size_t at = text->lineStart(0);;) {
    const auto end = text->lineEnd(at);
    const auto terminator = text->terminatorAt(end);
    EXPECT_EQ(text->lineStart(end), text->lineStart(at)) << bytes;
    shown += std::to_string(text->position(at).line) + ":" + std::to_string(at) + "-" +
             std::to_string(end) +
             (terminator == "\r\n" ? "rn "
              : terminator == "\n" ? "n "
              : terminator == "\r" ? "r "
                                   : " ");
    if (terminator.empty())
      return shown;
    at = end + terminator.size();
  }
}

TEST(SourceText, KnowsEveryKindOfLineEnd) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", "1:0-0 "},
      {"a", "1:0-1 "},
      {"a\n", "1:0-1n 2:2-2 "},
      {"a\r\nb", "1:0-1rn 2:3-4 "},
      {"a\rb\r", "1:0-1r 2:2-3r 3:4-4 "},
      {"\r\r\n\n\n\r", "1:0-0r 2:1-1rn 3:3-3n 4:4-4n 5:5-5r 6:6-6 "},
      {"a\fb\x1C\xC2\x85\xE2\x80\xA8z\n", "1:0-10n 2:11-11 "}, // none of Unicode's others
      {"# coding: latin-1\r\xE9\r", "1:0-17r 2:18-19r 3:20-20 "},
  };
  for (const auto& [bytes, lines] : rows)
    EXPECT_EQ(linesOf(bytes), lines) << bytes;
}

TEST(SourceText, CountsColumnsInBytesBehindTheMark) {
  struct Row {
    std::string bytes;
    std::size_t offset;
    std::size_t line;
    std::size_t column;
  };
  const std::vector<Row> rows = {
      {"ab", 1, 1, 2},
      {"ab", 2, 1, 3},
      {"\xC3\xA9x", 2, 1, 3},
      {"\xEF\xBB\xBFx", 3, 1, 1},
      {"\xEF\xBB\xBFx\ny", 5, 2, 1},
      {"a\r\nb", 2, 1, 3}, // between both
      {"a\r\nb", 3, 2, 1},
      {"a\rb", 2, 2, 1},
  };
  for (const auto& row : rows) {
    const auto text = SourceText::of(row.bytes);
    ASSERT_TRUE(text);
    const auto found = text->position(row.offset);
    EXPECT_EQ(std::pair(found.line, found.column), std::pair(row.line, row.column))
        << row.bytes << " at " << row.offset;
  }
}

TEST(SourceText, WritesNewLinesAsTheFirstOne) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", "\n"},           {"a", "\n"},      {"a\nb\r\n", "\n"},
      {"a\r\nb\n", "\r\n"}, {"a\rb\n", "\r"}, {"\r\n", "\r\n"},
  };
  for (const auto& [bytes, newline] : rows)
    EXPECT_EQ(SourceText::of(bytes)->newline(), newline) << bytes;
}

} // namespace
} // namespace stackdev
