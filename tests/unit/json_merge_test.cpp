#include "ide/json_merge.h"

#include <array>

#include <gtest/gtest.h>

namespace stackdev {
namespace {

namespace json = boost::json;

constexpr std::array<JsonList, 2> kLists = {{{"list", "name"}, {"words", ""}}};

json::value parsed(const std::string& text) {
  return text.empty() ? json::value() : json::parse(text);
}

std::string merged(const std::string& current, const std::string& generated,
                   const std::string& wanted, bool partial = false) {
  const auto done =
      mergedJson(current, {"f", kLists, parsed(generated), parsed(wanted),
                           partial ? JsonMerge::Unwanted::Keep : JsonMerge::Unwanted::Remove});
  return done ? done->text : done.error().message;
}

struct Row {
  const char* what;
  std::string current;
  std::string generated;
  std::string wanted;
  std::string expected;
};

void check(const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    const auto text = merged(row.current, row.generated, row.wanted);
    EXPECT_EQ(text, row.expected) << row.what;
    EXPECT_EQ(merged(text, row.wanted, row.wanted), text) << row.what << ", a second time";
  }
}

TEST(MergedJson, TellsTheUsersChangesFromOurs) {
  check({
      {"nothing to do", "{ \"a\":1 }", "{\"a\":1}", "{\"a\":1}", "{ \"a\":1 }"},
      {"our value changes", "{ \"a\":1 }", "{\"a\":1}", "{\"a\":2}", "{ \"a\":2 }"},
      {"his value stays", "{ \"a\":7 }", "{\"a\":1}", "{\"a\":2}", "{ \"a\":7 }"},
      {"his key from before stays", "{ \"a\":7 }", "", "{\"a\":2}", "{ \"a\":7 }"},
      {"what he removed stays removed", "{\"b\":1}", "{\"a\":1,\"b\":1}", "{\"a\":1,\"b\":1}",
       "{\"b\":1}"},
      {"what is not ours any more goes", "{\"a\":1, \"b\":2}", "{\"a\":1,\"b\":2}", "{\"b\":2}",
       "{\"b\":2}"},
      {"what he changed does not go", "{\"a\":5, \"b\":2}", "{\"a\":1,\"b\":2}", "{\"b\":2}",
       "{\"a\":5, \"b\":2}"},
      {"what he commented does not go", "{\"a\":/*!*/1, \"b\":2}", "{\"a\":1,\"b\":2}", "{\"b\":2}",
       "{\"a\":/*!*/1, \"b\":2}"},
      {"objects are merged inside", "{\"o\": {\"mine\":1, \"a\":1}}", R"({"o":{"a":1}})",
       R"({"o":{"a":2,"b":3}})", "{\"o\": {\"mine\":1, \"a\":2, \"b\": 3}}"},
      {"other lists are values", "{\"args\": [1, 2]}", R"({"args":[1]})", R"({"args":[3]})",
       "{\"args\": [1, 2]}"},
      {"other lists are replaced whole", "{\"args\": [1]}", R"({"args":[1]})", R"({"args":[3]})",
       "{\"args\": [3]}"},
      {"another kind of value is his", "{\"o\": 1}", "", R"({"o":{"a":1}})", "{\"o\": 1}"},
      {"the last of two keys counts", "{\"a\":1, \"a\":2}", "{\"a\":2}", "{\"a\":3}",
       "{\"a\":1, \"a\":3}"},
  });
}

TEST(MergedJson, TellsTheItemsOfAListApart) {
  check({
      {"our item changes inside", R"({"list": [{"name":"a", "x":1}, {"name":"mine"}]})",
       R"({"list":[{"name":"a","x":1}]})", R"({"list":[{"name":"a","x":2}]})",
       R"({"list": [{"name":"a", "x":2}, {"name":"mine"}]})"},
      {"his item of our name is his", R"({"list": [{"name":"a", "x":9}]})", "",
       R"({"list":[{"name":"a","x":2,"y":3}]})", R"({"list": [{"name":"a", "x":9}]})"},
      {"his key in our item stays", R"({"list": [{"name":"a", "x":1, "mine":0}]})",
       R"({"list":[{"name":"a","x":1}]})", R"({"list":[{"name":"a","x":2}]})",
       R"({"list": [{"name":"a", "x":2, "mine":0}]})"},
      {"an item that he removed", R"({"list": []})", R"({"list":[{"name":"a"}]})",
       R"({"list":[{"name":"a"}]})", R"({"list": []})"},
      {"an item that is wanted no more", R"({"list": [{"name":"a"}, {"name":"b"}]})",
       R"({"list":[{"name":"a"},{"name":"b"}]})", R"({"list":[{"name":"a"}]})",
       R"({"list": [{"name":"a"}]})"},
      {"plain values", R"({"words": ["mine", "a", "b"]})", R"({"words":["a","b"]})",
       R"({"words":["b","c"]})", R"({"words": ["mine", "b", "c"]})"},
      {"an item of no name is his", R"({"list": [1, {}]})", "", R"({"list":[{"name":"a"}]})",
       "{\"list\": [1, {}, {\n\t\"name\": \"a\"\n}]}"},
  });
}

TEST(MergedJson, WritesAsTheUserDoes) {
  check({
      {"behind his comment", "{\n  // top\n  \"a\": 1 // one\n  // end\n}\n", R"({"a":1})",
       R"({"a":1,"b":[1,2]})", "{\n  // top\n  \"a\": 1, // one\n  \"b\": [1, 2]\n  // end\n}\n"},
      {"behind his trailing comma", "{\n  \"a\": 1, /* one */\n}", R"({"a":1})",
       R"({"a":1,"b":{"c":1}})", "{\n  \"a\": 1, /* one */\n  \"b\": {\n    \"c\": 1\n  }\n}"},
      {"into nothing", "{}", "", R"({"a":1,"b":2})", "{\n\t\"a\": 1,\n\t\"b\": 2\n}"},
      {"into nothing with a comment", "{ // c\n}", "", R"({"a":1})", "{ // c\n\t\"a\": 1\n}"},
      {"with his line ends", "{\r\n\t\"a\": 1\r\n}", R"({"a":1})", R"({"a":1,"b":2})",
       "{\r\n\t\"a\": 1,\r\n\t\"b\": 2\r\n}"},
      {"the last goes", "{\n  \"a\": 1,\n  \"b\": 2\n}", R"({"a":1,"b":2})", R"({"a":1})",
       "{\n  \"a\": 1\n}"},
      {"the last goes, his comment stays", "{\n  \"a\": 1,\n  \"b\": 2 // two\n}",
       R"({"a":1,"b":2})", R"({"a":1})", "{\n  \"a\": 1\n   // two\n}"},
      {"a comment of many lines stays", "{ // c\n  \"a\": 1, /* x\n y */\n  \"b\": 2\n}",
       R"({"a":1,"b":2})", R"({"b":2})", "{ // c\n   /* x\n y */\n  \"b\": 2\n}"},
      {"the first goes", "{\r\n  \"a\": 1,\r\n  \"b\": 2\r\n}", R"({"a":1,"b":2})", R"({"b":2})",
       "{\r\n  \"b\": 2\r\n}"},
      {"all go, one comes", "{\n  \"a\": 1,\n  \"b\": 2,\n}", R"({"a":1,"b":2})", R"({"c":3})",
       "{\n  \"c\": 3\n}"},
      {"one goes, one comes", "{\n  \"a\": 1,\n  \"b\": 2\n}", R"({"a":1,"b":2})",
       R"({"a":1,"c":3})", "{\n  \"a\": 1,\n  \"c\": 3\n}"},
      {"deeper", "{\n  \"list\": [\n    {\"name\": \"x\"}\n  ]\n}", R"({"list":[]})",
       R"({"list":[{"name":"y","o":{"p":1}}]})",
       "{\n  \"list\": [\n    {\"name\": \"x\"},\n    {\n      \"name\": \"y\",\n      \"o\": {\n"
       "        \"p\": 1\n      }\n    }\n  ]\n}"},
  });
}

TEST(MergedJson, KeepsAllWhereOnlyAPartIsSpokenOf) {
  EXPECT_EQ(
      merged(R"({"words": ["a"], "k": 1})", R"({"words":["a"],"k":1})", R"({"words":["b"]})", true),
      R"({"words": ["a", "b"], "k": 1})");
}

TEST(MergedJson, NamesWhatItKeepsThoughItIsWantedNoMore) {
  const auto done = mergedJson(
      R"({"list": [{"name":"a","x":2}]})",
      {"f", kLists, parsed(R"({"list":[{"name":"a","x":1}]})"), parsed(R"({"list":[]})")});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->kept, std::vector<std::string>{"\"a\""});
}

TEST(MergedJson, RefusesWhatItCannotUnderstand) {
  EXPECT_EQ(merged("{", "", "{}"), "f:1:2: expected a key in double quotes");
  EXPECT_EQ(merged("[]", "", "{}"), "f: expected an object, { ... }; mend it or move it away");
}

} // namespace
} // namespace stackdev
