#include "python/ini.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

/// "[section] key=value;" with line ends in values as '|'.
std::string read(std::string_view text) {
  std::string result;
  for (const auto& section : iniSections(text)) {
    result += "[" + section.name + "]";
    for (auto [key, value] : section.values) {
      for (char& c : value)
        c = c == '\n' ? '|' : c;
      result += " " + key + "=" + value + ";";
    }
  }
  return result;
}

TEST(Ini, ReadsAsConfigparserDoes) {
  const std::vector<std::pair<std::string_view, std::string_view>> rows = {
      {"[a]\nx = 1\ny: 2\n", "[a] x=1; y=2;"},
      {"[a]\nx =\n  1\n  2\ny=3\n", "[a] x=|1|2; y=3;"},
      {"[a]\nX-Y = Z\n", "[a] x_y=Z;"},
      {"[a]\r\nx = 1\r\n", "[a] x=1;"},
      {"[a]\n# no\n; no\nx = 1 # part of it\n", "[a] x=1 # part of it;"},
      {"[a]\nx = 1\n\n  2\n", "[a] x=1|2;"},
      {"[ a b ]\n[c]\n", "[a b][c]"},
      {"x = 1\n[a]\nnothing\n", "[a]"},
      {"[a]\n  x = 1\n", "[a] x=1;"},
      {"[a]\nx = 1\n  # not part\n  2\n", "[a] x=1|2;"},
      {"[a\nx = 1\n", ""},
      {"", ""},
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(read(text), expected) << text;
}

TEST(IniLines, LeavesOutBlanksAndComments) {
  EXPECT_EQ(iniLines("\n  a \n\n# b\nc"), (std::vector<std::string>{"a", "c"}));
  EXPECT_TRUE(iniLines("").empty());
}

} // namespace
} // namespace stackdev
