// The one JSON object that a command of workspace/executeCommand is given.
#include "commands/command.h"

#include <gtest/gtest.h>

#include "json_text.h"

namespace stackdev::lsp {
namespace {

Arguments arguments(const std::string& text) {
  return Arguments(parsedJson(text).value().as_object());
}

/// What each reader makes of the member "x".
template <class T>
std::string shown(const Result<T>& read) {
  if (!read)
    return read.error().message;
  return json::serialize(json::value_from(*read));
}

struct Row {
  std::string object;
  std::string text;
  std::string texts;
  std::string number;
  std::string flag;
};

TEST(CommandArguments, AreOfTheirTypeOrNamed) {
  const std::string noText = "x: expected a string";
  const std::string noTexts = "x: expected an array of strings";
  const std::string noNumber = "x: expected an unsigned integer";
  const std::string noFlag = "x: expected a boolean";
  const std::vector<Row> rows = {
      {"{}", "null", "[]", "null", "false"},
      {R"({"x":null})", "null", "[]", "null", "false"},
      {R"({"X":1})", "null", "[]", "null", "false"},
      {R"({"x":"a\u0000\ud83d\udc0d"})", "\"a\\u0000\xF0\x9F\x90\x8D\"", noTexts, noNumber, noFlag},
      {R"({"x":""})", "\"\"", noTexts, noNumber, noFlag},
      {R"({"x":["a",""]})", noText, R"(["a",""])", noNumber, noFlag},
      {R"({"x":["a",null]})", noText, noTexts, noNumber, noFlag},
      {R"({"x":[["a"]]})", noText, noTexts, noNumber, noFlag},
      {R"({"x":0})", noText, noTexts, "0", noFlag},
      {R"({"x":9223372036854775807})", noText, noTexts, "9223372036854775807", noFlag},
      {R"({"x":9223372036854775808})", noText, noTexts, noNumber, noFlag},
      {R"({"x":-1})", noText, noTexts, noNumber, noFlag},
      {R"({"x":5.0})", noText, noTexts, "5", noFlag}, // as Vim and Lua write an integer
      {R"({"x":5.5})", noText, noTexts, noNumber, noFlag},
      {R"({"x":1e300})", noText, noTexts, noNumber, noFlag},
      {R"({"x":true})", noText, noTexts, noNumber, "true"},
      {R"({"x":false})", noText, noTexts, noNumber, "false"},
      {R"({"x":{"x":true}})", noText, noTexts, noNumber, noFlag},
  };
  for (const auto& row : rows) {
    const auto given = arguments(row.object);
    EXPECT_EQ(shown(given.text("x")), row.text) << row.object;
    EXPECT_EQ(shown(given.texts("x")), row.texts) << row.object;
    EXPECT_EQ(shown(given.number("x")), row.number) << row.object;
    EXPECT_EQ(shown(given.flag("x")), row.flag) << row.object;
  }
}

TEST(CommandArguments, AreADryRunOnlyWhereTheySaySo) {
  EXPECT_TRUE(arguments(R"({"dryRun":true})").isDryRun());
  for (const char* text : {"{}", R"({"dryRun":false})", R"({"dryRun":null})", R"({"dryrun":true})"})
    EXPECT_FALSE(arguments(text).isDryRun()) << text;
}

} // namespace
} // namespace stackdev::lsp
