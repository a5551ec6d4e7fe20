#include "json_text.h"

#include <gtest/gtest.h>

#include "uri.h"

namespace stackdev::lsp {
namespace {

TEST(WireJson, IsAsciiAndComesBack) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"abc", R"("abc")"},
      {"\xC3\xA9", R"("\u00e9")"},
      {"\xF0\x9F\x90\x8D", R"("\ud83d\udc0d")"},
      {"a\xFF\xC3", R"("a\ufffd\ufffd")"},
      {"\xED\xA0\x80", R"("\ufffd\ufffd\ufffd")"},
      {"\n\x01", R"("\n\u0001")"},
      {"\x7F", "\"\x7F\""},
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(asciiJson(boost::json::string(text)), expected);
}

TEST(WireJson, ReplacesSurrogatesThatAreAlone) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"("\ud83d\udc0d")", "\xF0\x9F\x90\x8D"},
      {R"("\ud83d")", "\xEF\xBF\xBD"},
      {R"("\udc0d\ud83dx")", "\xEF\xBF\xBD\xEF\xBF\xBDx"},
      {R"("\ud83d\ud83d\udc0d")", "\xEF\xBF\xBD\xF0\x9F\x90\x8D"},
      {R"("\ud83d\u0041")", "\xEF\xBF\xBD"
                            "A"},
      {R"("\\ud83d\ud83d")", "\\ud83d\xEF\xBF\xBD"},
  };
  for (const auto& [text, expected] : rows) {
    const auto value = parsedJson(text);
    ASSERT_TRUE(value) << text;
    EXPECT_EQ(value->as_string(), expected) << text;
  }
}

TEST(WireJson, HasNoNumberThatIsNoJson) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"1e400", "1.7976931348623157E308"},
      {R"({"a":[-1e400,1]})", R"({"a":[-1.7976931348623157E308,1]})"},
      {"1e-400", "0E0"},
      {"0e401", "0E0"},
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(asciiJson(parsedJson(text).value()), expected) << text;
}

TEST(WireJson, IsRefusedBehindItsLimits) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parsedJson(nested(kMaxDepth)));
  EXPECT_FALSE(parsedJson(nested(kMaxDepth + 1)));
  for (const auto* text :
       {"", "{", "NaN", "{}{}", "\"\xFF\"", "'a'", "\"\\ud83d", "\"\\ud83d\\uZ\""})
    EXPECT_FALSE(parsedJson(text)) << text;
}

TEST(Uri, LeadsToAPathOrNowhere) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"file:///a/b.py", "/a/b.py"},
      {"file:///a%20b.py", "/a b.py"},
      {"file://localhost/a", "/a"},
      {"file:///a/../b", "/b"},
      {"file:///a?query#part", "/a"},
      {"file:///%C3%A9", "/\xC3\xA9"},
      {"file:///C:/a", "/C:/a"},
      {"file://server/a", ""},
      {"file:////server/a", ""},
      {"file:///a%00b", ""},
      {"file:///a%2", ""},
      {"file:///a%zz", ""},
      {"file:a", ""},
      {"http:///a", ""},
      {"", ""},
      {"file:///" + std::string(5000, 'a'), ""},
  };
  for (const auto& [uri, path] : rows)
    EXPECT_EQ(pathOf(uri).value_or("").string(), path) << uri;
  for (const auto* path : {"/a b", "/\xC3\xA9%", "/a#?"})
    EXPECT_EQ(pathOf(uriOf(path)), path);
}

} // namespace
} // namespace stackdev::lsp
