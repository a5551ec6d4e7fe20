#include "support/utf8.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

using namespace std::string_view_literals;

TEST(IsUtf8, RefusesWhatIsNotWellFormed) {
  for (const auto text : {""sv, "a"sv, "\0"sv, "\xC3\xB6"sv, "\xE6\x97\xA5"sv, "\xF0\x9F\x90\x8D"sv,
                          "\xF4\x8F\xBF\xBF"sv, "\xEF\xBF\xBF"sv})
    EXPECT_TRUE(isUtf8(text)) << ::testing::PrintToString(text);
  for (const auto text : {"\x80"sv, "\xFF"sv, "\xC3"sv, "\xC0\x80"sv, "\xC1\xBF"sv,
                          "\xE0\x80\x80"sv, "\xED\xA0\x80"sv, "\xF0\x80\x80\x80"sv,
                          "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv, "\xE6\x97"sv, "a\xC3z"sv})
    EXPECT_FALSE(isUtf8(text)) << ::testing::PrintToString(text);
}

TEST(Utf16, CountsAsJavaDoes) {
  EXPECT_EQ(utf16("a\xC3\xB6\xF0\x9F\x90\x8D"), u"a\u00F6\U0001F40D");
  EXPECT_EQ(utf16("\xFFz\xC3"), u"\uFFFDz\uFFFD");
  EXPECT_EQ(utf16("\0a"sv), u"\0a"sv);
}

TEST(Utf8, IsUtf16sInverse) {
  for (const auto text : {"a"sv, "\0"sv, "\xC3\xB6"sv, "\xE6\x97\xA5"sv, "\xF0\x9F\x90\x8D!"sv})
    EXPECT_EQ(utf8(utf16(text)), text);
  EXPECT_EQ(utf8(std::u16string{0xD83D}), "\xED\xA0\xBD") << "half of a pair as it stands";
  EXPECT_EQ(utf8(std::u16string{0xD83D, u'a'}), "\xED\xA0\xBD"
                                                "a");
}

} // namespace
} // namespace stackdev
