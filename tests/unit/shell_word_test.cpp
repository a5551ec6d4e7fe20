#include <stackdev/shell_word.h>

#include <gtest/gtest.h>

namespace stackdev {
namespace {

TEST(ShellWord, IsQuotedWhereAShellWouldReadMore) {
  const struct {
    const char* text;
    const char* word;
  } kRows[] = {
      {"", "''"},
      {"/srv/os-1/nova_api", "/srv/os-1/nova_api"},
      {"--config-file=a,b:c@d%e+f", "--config-file=a,b:c@d%e+f"},
      {"/srv/my stack", "'/srv/my stack'"},
      {"it's", "'it'\\''s'"},
      {"$HOME", "'$HOME'"},
      {"a\nb", "'a\nb'"},
      {"~", "'~'"},
      {"\xC3\xA4", "'\xC3\xA4'"},
  };
  for (const auto& row : kRows)
    EXPECT_EQ(shellWord(row.text), row.word) << row.text;
  EXPECT_EQ(quotedShellWord("plain"), "'plain'");
}

} // namespace
} // namespace stackdev
