#include "oversized_scanner.h"

#include <gtest/gtest.h>

namespace stackdev::lsp {
namespace {

/// The id that is found, whole and in pieces of any size; "?" for none.
std::string idIn(std::string_view text) {
  std::vector<std::string> found;
  for (const std::size_t size : {text.size(), std::size_t{1}, std::size_t{3}, std::size_t{1000}}) {
    OversizedScanner scanner;
    for (std::size_t at = 0; at < text.size(); at += size)
      scanner.scan(text.substr(at, size));
    found.push_back(scanner.id() ? shown(*scanner.id()) : "?");
  }
  for (const auto& one : found)
    EXPECT_EQ(one, found.front()) << text.substr(0, 100);
  return found.front();
}

TEST(OversizedScanner, FindsTheIdOfTheOutermostObject) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"({"jsonrpc":"2.0","id":7,"params":)", "7"},
      {R"({"id":-9223372036854775808,)", "-9223372036854775808"},
      {R"({"id":9223372036854775808,)", "?"}, // more than an id holds
      {R"({"id":"seven")", "seven"},
      {R"({"id":"","params":)", ""},
      {R"({"i\u0064":"a\"b\u00e9\ud83d\udc0d")", "a\"b\xC3\xA9\xF0\x9F\x90\x8D"},
      {R"({"params":{"id":1,"x":[{"id":2}]},"id":3,)", "3"},
      {R"({"params":{"id":1},"ids":2,"i":3,"idx":4,"":5,)", "?"},
      {R"({"text":"id","method":"id","id":8,)", "8"},
      {R"({"id":7,"id":8,)", "7"},
      {R"({"id":null,"x":5,)", "?"},
      {R"({"id":true,"x":5,)", "?"},
      {R"({"id":[5],"x":5,)", "?"},
      {R"({"id":{"id":5},"x":5,)", "?"},
      {R"([{"id":7}])", "?"},
      {R"({"id":12)", "?"}, // it may go on
      {R"({"x":tru,"id":7,)", "?"},
      {R"({"x":1}{"id":7,)", "?"},
      {"", "?"},
  };
  for (const auto& [text, id] : rows)
    EXPECT_EQ(idIn(text), id) << text;
}

TEST(OversizedScanner, TakesNoPartForTheWhole) {
  const std::string a(1500, 'a');
  EXPECT_EQ(idIn(R"({"id":")" + std::string(1000, 'a') + R"(",)"), std::string(1000, 'a'));
  EXPECT_EQ(idIn(R"({"id":")" + a + R"(","x":1,)"), "?") << "no id is that long";
  EXPECT_EQ(idIn(R"({"id)" + a + R"(":7,)"), "?");
  EXPECT_EQ(idIn(R"({")" + a + R"(id":7,)"), "?");
  EXPECT_EQ(idIn(R"({")" + a + R"(":1,"id":7,)"), "7");
}

TEST(OversizedScanner, OutlivesEndlessNesting) {
  EXPECT_EQ(idIn(R"({"x":)" + std::string(100'000, '[')), "?");
  EXPECT_EQ(idIn(R"({"id":7,"x":)" + std::string(100'000, '[')), "7");
}

} // namespace
} // namespace stackdev::lsp
