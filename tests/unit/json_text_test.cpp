#include "support/json_text.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

namespace json = boost::json;

json::value read(const std::string& text) {
  const auto whole = parsedJsonText(text, "f");
  EXPECT_TRUE(whole) << text << ": " << (whole ? "" : whole.error().message);
  return whole ? valueOf(*whole) : json::value();
}

TEST(JsonText, ReadsJsonWithCommentsAndTrailingCommas) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"{}", "{}"},
      {" [1, -2.5e3, true, null, \"a\"] ", "[1,-2.5E3,true,null,\"a\"]"},
      {"\xEF\xBB\xBF{\"a\": 1}", "{\"a\":1}"},
      {"// first\r\n{ /* x */ \"a\" /* y */ : // z\n 1 /**/, }\n// last", "{\"a\":1}"},
      {"[1,]", "[1]"},
      {"{\"a\": {\"b\": [/* none */]}}", "{\"a\":{\"b\":[]}}"},
      {"{\"a // no comment\": \"/* none */\"}", "{\"a // no comment\":\"/* none */\"}"},
      {"\"\\\"\\\\\\u00e9\"", "\"\\\"\\\\\xC3\xA9\""},
      {"{\"a\": 1, \"a\": 2}", "{\"a\":2}"},
      {"[1/* c */]", "[1]"},
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(json::serialize(read(text)), json::serialize(json::parse(expected))) << text;
}

TEST(JsonText, SaysWhereItIsNoJson) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", "f:1:1: expected a value"},
      {"{\n  \"a\" 1}", "f:2:7: expected ':'"},
      {"{\"a\": 1 \"b\": 2}", "f:1:9: expected ',' or '}'"},
      {"[1 2]", "f:1:4: expected ',' or ']'"},
      {"[,]", "f:1:2: expected a value"},
      {"{a: 1}", "f:1:2: expected a key in double quotes"},
      {"{\"a\": nul}", "f:1:7: expected a value"},
      {"{\"a\": \"\\x\"}", "f:1:7: expected a value"},
      {"\"open", "f:1:1: expected a value"},
      {"\"open\\", "f:1:1: expected a value"},
      {"{} {}", "f:1:4: expected nothing more"},
      {"{ /* open", "f:1:3: expected */ at the end of this comment"},
      {"[1", "f:1:3: expected ',' or ']'"},
      {std::string(300, '['), "f:1:102: expected no more than 100 levels"},
      {"\"\xFF\"", "f: not JSON: it is no UTF-8"},
  };
  for (const auto& [text, expected] : rows) {
    const auto whole = parsedJsonText(text, "f");
    ASSERT_FALSE(whole) << text;
    EXPECT_EQ(whole.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(whole.error().message, expected);
  }
}

TEST(JsonText, KnowsWhereAllStands) {
  const std::string text = "{ \"a\" : [1, 2 ,] , \"b\": {} /* c */ }";
  const auto whole = parsedJsonText(text, "f");
  ASSERT_TRUE(whole);
  const auto& a = *whole->member("a");
  const auto bytes = [&](std::size_t from, std::size_t to) { return text.substr(from, to - from); };
  EXPECT_EQ(bytes(a.start, a.end), "\"a\" : [1, 2 ,]");
  EXPECT_EQ(bytes(a.valueStart, a.end), "[1, 2 ,]");
  EXPECT_EQ(text[a.comma.value_or(0)], ',');
  EXPECT_EQ(bytes(a.children[1].start, *a.children[1].comma + 1), "2 ,");
  EXPECT_FALSE(a.hasComment);
  EXPECT_TRUE(whole->hasComment);
  EXPECT_FALSE(whole->member("b")->comma);
  EXPECT_EQ(whole->member("c"), nullptr);
  EXPECT_EQ(a.member("a"), nullptr);
}

TEST(JsonText, IsLaidOutAsTheTextAround) {
  const auto layout = [](const std::string& text) {
    const auto made = layoutOf(text, *parsedJsonText(text, "f"));
    return made.unit + "|" + made.lineEnd;
  };
  EXPECT_EQ(layout("{}"), "\t|\n");
  EXPECT_EQ(layout("{\"a\": 1}"), "\t|\n");
  EXPECT_EQ(layout("{\n  \"a\": 1\n}"), "  |\n");
  EXPECT_EQ(layout("{\r\n    // c\r\n    \"a\": 1\r\n}"), "    |\r\n");
}

TEST(JsonText, PutsShortListsOnOneLine) {
  const auto value = json::parse(R"({"a":["x",1],"b":[{"c":{}}],"d":[]})");
  EXPECT_EQ(jsonText(value, {"  ", "\n"}, ">"),
            "{\n>  \"a\": [\"x\", 1],\n>  \"b\": [\n>    {\n"
            ">      \"c\": {}\n>    }\n>  ],\n>  \"d\": []\n>}");
  const json::array longer{std::string(60, 'x'), std::string(60, 'y')};
  const auto text = jsonText(longer, {"\t", "\r\n"});
  EXPECT_EQ(text,
            "[\r\n\t\"" + std::string(60, 'x') + "\",\r\n\t\"" + std::string(60, 'y') + "\"\r\n]");
  EXPECT_EQ(read(text), longer);
}

TEST(JsonText, FindsTheEndOfALinesComments) {
  const auto rest = [](const std::string& text) { return text.substr(endOfLineComments(text, 0)); };
  EXPECT_EQ(rest("  // a\n b"), "\n b");
  EXPECT_EQ(rest(" /* a */ /* b */ c"), " c");
  EXPECT_EQ(rest("  \n"), "  \n");
  EXPECT_EQ(rest(" /* a\n */"), " /* a\n */");
  EXPECT_EQ(rest("/* open"), "/* open");
}

} // namespace
} // namespace stackdev
