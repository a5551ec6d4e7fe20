#include "ide/java_properties.h"

#include <random>

#include <gtest/gtest.h>

namespace stackdev {
namespace {

using Values = std::map<std::string, std::string>;
using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(Properties, ReadsAsJavaDoes) {
  const std::vector<std::pair<std::string_view, Values>> rows = {
      {"a=b\n", {{"a", "b"}}},
      {"a = b \n", {{"a", "b "}}},
      {"a:b\nc d\n\te\n", {{"a", "b"}, {"c", "d"}, {"e", ""}}},
      {"# c\n! c\n\n  \n", {}},
      {"a\\=b\\:c\\ d=e\n", {{"a=b:c d", "e"}}},
      {"a=1\\\n  2\\\r\n  3\n", {{"a", "123"}}},
      {"# c \\\na=b\n", {{"a", "b"}}}, // comments do not go on
      {"a=\\u00f6\\u65e5\\ud83d\\udc0d\\t\\n\\r\\f\\\\x\\q\n",
       {{"a", "\xC3\xB6\xE6\x97\xA5\xF0\x9F\x90\x8D\t\n\r\f\\xq"}}},
      {"a=\xF6\n", {{"a", "\xC3\xB6"}}}, // a byte is ISO-8859-1
      {"a=1\na=2\n", {{"a", "2"}}},
      {"a=1\rb=2\r\nc=3", {{"a", "1"}, {"b", "2"}, {"c", "3"}}},
      {"encoding/<project>=UTF-8\n", {{"encoding/<project>", "UTF-8"}}},
      {"a=b\\", {{"a", "b"}}}, // Java drops a joint with nothing behind it
      {"a=b\\\n", {{"a", "b"}}},
      {"a=b\\\\\n", {{"a", "b\\"}}},
  };
  for (const auto& [text, values] : rows)
    EXPECT_EQ(properties(text), values) << text;
}

TEST(WithProperties, ChangesOnlyTheKeysGiven) {
  const std::vector<std::tuple<std::string, Pairs, std::string>> rows = {
      {"", {{"a", "b"}}, "eclipse.preferences.version=1\na=b\n"},
      {"x=1\n", {{"a", "b"}}, "x=1\na=b\n"},
      {"x=1", {{"a", "b"}}, "x=1\na=b\n"},
      {"# c\n\n a : 1\nx  =  \\\n 2\n", {{"a", "b"}}, "# c\n\na=b\nx  =  \\\n 2\n"},
      {" a : b\n", {{"a", "b"}}, " a : b\n"}, // says it already
      {"a=1\nx=1\na=2\n", {{"a", "b"}}, "a=b\nx=1\n"},
      {"a=1\\\n2\nx=1\n", {{"a", "b"}}, "a=b\nx=1\n"},
      {"x=1\r\n", {{"b", "2"}, {"a", "1"}}, "x=1\r\nb=2\na=1\n"},
      {"x=\xF6\n", {{"a", "1"}}, "x=\xF6\na=1\n"},
      {"x=1\n", {{"a", "\xC3\xB6 \xF0\x9F\x90\x8D"}}, "x=1\na=\\u00f6 \\ud83d\\udc0d\n"},
      {"x=1\n", {{"a:b =c", " #x: =\\\n\t"}}, "x=1\na\\:b\\ \\=c=\\ \\#x: =\\\\\\n\\t\n"},
      {"x=1\\", {{"a", "b"}}, "x=1\\\n\na=b\n"}, // the joint must not take in what is appended
      {"x=1\\\n", {{"a", "b"}}, "x=1\\\n\na=b\n"},
  };
  for (const auto& [text, values, expected] : rows)
    EXPECT_EQ(withProperties(text, values), expected) << text;
}

/// Whatever a file looks like: what was set is read, the rest is read as before.
TEST(WithProperties, SetsAndKeepsInAnyFile) {
  const std::vector<std::string> pieces = {"a", "b", "=", ":",     " ",  "\t",   "\\", "\n",  "\r",
                                           "#", "!", "u", "\\u00", "f6", "\xF6", "x",  "\\\n"};
  std::mt19937 random(1);
  for (int i = 0; i < 10'000; ++i) {
    std::string file;
    std::string value;
    for (auto count = random() % 14; count > 0; --count)
      file += pieces[random() % pieces.size()];
    for (auto count = random() % 5; count > 0; --count)
      if (const auto& piece = pieces[random() % pieces.size()]; piece != "\xF6")
        value += piece;
    auto expected = properties(file);
    const auto edited = withProperties(file, {{"a", value}, {"new", value}});
    expected["a"] = value;
    expected["new"] = value;
    if (file.empty())
      expected["eclipse.preferences.version"] = "1";
    ASSERT_EQ(properties(edited), expected) << ::testing::PrintToString(file);
    ASSERT_EQ(withProperties(edited, {{"a", value}, {"new", value}}), edited);
  }
}

} // namespace
} // namespace stackdev
