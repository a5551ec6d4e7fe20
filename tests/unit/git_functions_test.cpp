#include "support/git_functions.h"

#include <fstream>
#include <regex>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include <stackdev/stack.h>

namespace stackdev {
namespace {

TEST(GitFunctions, EachLineIsOneFunctionOfTheLibrary) {
  std::ifstream file(dataFolder() / "libstackdev/src/support/git_functions.h");
  const std::regex row(R"~(inline const GitFunction<decltype\(::(\w+)\)> (\w+)\{"(\w+)"\};)~");
  int rows = 0;
  std::string before;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("inline"))
      continue;
    std::smatch found;
    ASSERT_TRUE(std::regex_match(line, found, row)) << line;
    EXPECT_EQ(found[1], found[2]);
    EXPECT_EQ(found[1], found[3]);
    EXPECT_LT(before, found[1].str()) << "not in order";
    before = found[1];
    EXPECT_NE(gitSymbol(before.c_str()), nullptr) << line;
    ++rows;
  }
  EXPECT_GT(rows, 70);
}

TEST(GitFunctions, WhatIsMissingIsNamed) {
  try {
    gitSymbol("git_of_no_release");
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("git_of_no_release"), std::string::npos);
  }
}

} // namespace
} // namespace stackdev
