#include "ide/java_data.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

using namespace std::string_view_literals;

TEST(JavaData, WritesUtfAsJavaDoes) {
  const std::vector<std::pair<std::string_view, std::string_view>> rows = {
      {"", "\0\0"sv},
      {"a", "\0\1a"sv},
      {"\0"sv, "\0\2\xC0\x80"sv},
      {"\xC3\xB6", "\0\2\xC3\xB6"sv},
      {"\xE6\x97\xA5", "\0\3\xE6\x97\xA5"sv},
      {"\xF0\x9F\x90\x8D", "\0\6\xED\xA0\xBD\xED\xB0\x8D"sv}, // each half of the pair by itself
  };
  for (const auto& [text, bytes] : rows) {
    JavaWriter out;
    out.utf(text);
    EXPECT_EQ(out.bytes(), bytes);
    JavaReader in(out.bytes());
    EXPECT_EQ(in.utf(), text);
    EXPECT_TRUE(in.atEnd());
    EXPECT_FALSE(in.failed());
  }
}

TEST(JavaData, WritesNumbersAsEclipseDoes) {
  const std::vector<std::pair<std::uint32_t, std::string_view>> rows = {
      {0, "\0"sv}, {254, "\xFE"sv}, {255, "\xFF\0\0\0\xFF"sv}, {70000, "\xFF\0\1\x11\x70"sv}};
  for (const auto& [number, bytes] : rows) {
    JavaWriter out;
    out.number(number);
    EXPECT_EQ(out.bytes(), bytes);
    EXPECT_EQ(JavaReader(out.bytes()).number(), number);
  }
}

TEST(JavaData, IntegersAreBigEndianAndSigned) {
  JavaWriter out;
  out.int32(-2);
  out.int64(0x0102030405060708);
  EXPECT_EQ(out.bytes(), "\xFF\xFF\xFF\xFE\1\2\3\4\5\6\7\x08"sv);
  JavaReader in(out.bytes());
  EXPECT_EQ(in.int32(), -2);
  EXPECT_EQ(in.int64(), 0x0102030405060708);
}

TEST(JavaData, ReadingPastTheEndFailsForGood) {
  for (const auto bytes : {""sv, "\0"sv, "\0\5ab"sv}) {
    JavaReader in(bytes);
    EXPECT_EQ(in.utf(), "");
    EXPECT_TRUE(in.failed());
    EXPECT_EQ(in.byte(), 0);
    EXPECT_EQ(in.int64(), 0);
  }
  JavaReader broken("\0\1\xED"sv); // a sequence that its length cuts short
  broken.utf();
  EXPECT_TRUE(broken.atEnd());
}

} // namespace
} // namespace stackdev
