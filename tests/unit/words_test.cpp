#include "python/words.h"

#include <gtest/gtest.h>

#include "python/paths.h"
#include "support/find_bytes.h"

namespace stackdev {
namespace {

TEST(FindBytes, FindsWhatFindFinds) {
  // Every place around the sixteen bytes that are read at once, with what is nearly a match before.
  for (const std::string part :
       {"a", "ab", "aba", "import", "sixteen bytes ab", "seventeen bytes a"})
    for (std::size_t before = 0; before < 40; ++before)
      for (std::size_t after = 0; after < 20; after += 3) {
        std::string text(before, part.front());
        text += part + std::string(after, part.back());
        for (std::size_t from : {std::size_t{0}, before, before + 1, text.size(), text.size() + 1})
          EXPECT_EQ(findBytes(text, part, from), text.find(part, from))
              << text << ": " << part << " from " << from;
      }
  const std::string text = "x\xFF\x80\0y\xFF\x80"
                           "0123456789abcdef\xFF\x81";
  EXPECT_EQ(findBytes(text, "\xFF\x81"), text.find("\xFF\x81"));
  EXPECT_EQ(findBytes("", "ab"), std::string_view::npos);
  EXPECT_EQ(findBytes("ab", "abc"), std::string_view::npos);
  EXPECT_EQ(findBytes("abc", ""), 0U);
  EXPECT_EQ(findBytes("", ""), 0U);
}

TEST(FindBytes, LeavesTheTextAlone) {
  // Behind the view there is more of the same, which must not count.
  const std::string text = std::string(50, ' ') + "import";
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_EQ(findBytes(std::string_view(text).substr(0, size), "import"), std::string_view::npos)
        << size;
}

TEST(Words, OccurAsWholeWordsOnly) {
  const Words words({"monkey_patch", "patch_all", "spawn", "spawn"});
  const std::vector<std::pair<std::string, bool>> rows = {
      {"monkey_patch", true},
      {"eventlet.monkey_patch()", true},
      {"(patch_all)", true},
      {"x=spawn", true},
      {"# monkey_patch", true}, // in code or not
      {"monkey_patched", false},
      {"_monkey_patch", false},
      {"monkey_patch2 patch monkey", false},
      {"patch patch_all2 unpatch_all monkey_patch", true},
      {"respawn spawned", false},
      {"spawn\xC3\xA9", false}, // letters of Python 3
      {"\xC3\xA9spawn", false},
      {"monkey-patch monkey patch", false},
      {"Monkey_Patch", false},
      {"", false},
  };
  for (const auto& [text, occurs] : rows)
    EXPECT_EQ(words.occurIn(text), occurs) << text;
  EXPECT_EQ(words.all(), (std::vector<std::string>{"monkey_patch", "patch_all", "spawn"}));
}

TEST(Words, ContainEachAndNoOther) {
  const Words words({"b", "abc"});
  for (const char* word : {"b", "abc"})
    EXPECT_TRUE(words.contains(word)) << word;
  for (const char* word : {"", "a", "ab", "abcd", "B", "c"})
    EXPECT_FALSE(words.contains(word)) << word;
  const Words none({});
  EXPECT_FALSE(none.contains(""));
  EXPECT_FALSE(none.occurIn("anything"));
}

TEST(Paths, AreFewAndShort) {
  Paths paths = {"b"};
  addPaths(paths, {"c", "a", "b"});
  EXPECT_EQ(paths, (Paths{"a", "b", "c"}));
  for (int i = 0; i < 100; ++i)
    addPaths(paths, {"x" + std::to_string(i)});
  EXPECT_EQ(paths.size(), 8U) << "no source makes it slow";
  EXPECT_EQ(memberPaths({"a", "b.c"}, "d"), (Paths{"a.d", "b.c.d"}));
  EXPECT_EQ(memberPaths({}, "d"), Paths{});
  EXPECT_EQ(memberPaths({"a", std::string(511, 'x')}, "d"), Paths{"a.d"});
}

} // namespace
} // namespace stackdev
