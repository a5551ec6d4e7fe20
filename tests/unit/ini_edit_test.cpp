#include "configuration/ini_edit.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

struct Row {
  const char* why;
  const char* mine;
  const char* before;
  const char* after;
  const char* expected;
};

TEST(IniEditTest, KeepsWhatTheUserWrote) {
  const Row rows[] = {
      {"nothing new: his stays, byte for byte", "# mine\n[a]\nx=1   \n\n", "[a]\nx = 1\n",
       "[a]\nx = 1\n", "# mine\n[a]\nx=1   \n\n"},
      {"a value that he left is set, with his comments about it", "[a]\n# why\nx=1\ny=5\n",
       "[a]\nx = 1\n", "[a]\nx = 2\n", "[a]\n# why\nx = 2\ny=5\n"},
      {"a value that he changed stays", "[a]\nx = 9\n", "[a]\nx = 1\n", "[a]\nx = 2\n",
       "[a]\nx = 9\n"},
      {"a new key goes to the end of its section", "[a]\nx = 1\n\n[b]\nz = 1\n",
       "[a]\nx = 1\n[b]\nz = 1\n", "[a]\nx = 1\ny = 2\n[b]\nz = 1\n",
       "[a]\nx = 1\ny = 2\n\n[b]\nz = 1\n"},
      {"a new section goes to the end", "[a]\nx = 1\n", "[a]\nx = 1\n", "[a]\nx = 1\n[b]\ny = 2\n",
       "[a]\nx = 1\n\n[b]\ny = 2\n"},
      {"a key that is wanted no more goes", "[a]\nx = 1\ny = 2\n", "[a]\nx = 1\ny = 2\n",
       "[a]\ny = 2\n", "[a]\ny = 2\n"},
      {"unless he changed it", "[a]\nx = 7\n", "[a]\nx = 1\n", "[a]\n", "[a]\nx = 7\n"},
      {"one that he removed is not set again", "[a]\n", "[a]\nx = 1\n", "[a]\nx = 2\n", "[a]\n"},
      {"a key of several values is one", "[a]\nf = 1\nf = 2\ng = 0\n", "[a]\nf = 1\nf = 2\ng = 0\n",
       "[a]\nf = 1\nf = 3\ng = 0\n", "[a]\nf = 1\nf = 3\ng = 0\n"},
      {"lines that go on belong to their key", "[a]\nx = 1,\n  2\ny = 0\n",
       "[a]\nx = 1,\n  2\ny = 0\n", "[a]\nx = 3\ny = 0\n", "[a]\nx = 3\ny = 0\n"},
      {"the same key of another section is another", "[a]\nx = 1\n[b]\nx = 1\n",
       "[a]\nx = 1\n[b]\nx = 1\n", "[a]\nx = 1\n[b]\nx = 2\n", "[a]\nx = 1\n[b]\nx = 2\n"},
      {"a file of his own gets what it has not", "[a]\nx = 5\n", "", "[a]\nx = 1\ny = 2\n",
       "[a]\nx = 5\ny = 2\n"},
      {"keys before any section", "# flags\nx = 1\n", "x = 1\n", "x = 2\n", "# flags\nx = 2\n"},
      {"a colon divides, too", "[a]\nx: 1\n", "[a]\nx = 1\n", "[a]\nx = http://h:1/\n",
       "[a]\nx = http://h:1/\n"},
      {"commented keys are comments", "[a]\n#x = 1\n;x = 2\n", "", "[a]\nx = 3\n",
       "[a]\nx = 3\n#x = 1\n;x = 2\n"},
      {"a file without a last newline", "[a]\nx = 1", "[a]\nx = 1\n", "[a]\nx = 1\ny = 2\n",
       "[a]\nx = 1\ny = 2\n"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(merged(row.mine, row.before, row.after), row.expected) << row.why;
}

TEST(IniEditTest, SettingsChangeTheirKeysAlone) {
  EXPECT_EQ(withSettings("# why\n[a]\nx = 1\n#y = 2\n[b]\nx = 1\n",
                         "[b]\nx = 5\n[a]\ny = 3\n[c]\nz = 1\n"),
            "# why\n[a]\nx = 1\ny = 3\n#y = 2\n[b]\nx = 5\n\n[c]\nz = 1\n");
  EXPECT_EQ(withSettings("[a]\nx=1", ""), "[a]\nx=1\n");
}

} // namespace
} // namespace stackdev
