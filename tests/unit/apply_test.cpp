#include <stackdev/apply.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "support/git.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::content;
using test::TemporaryFolder;

class ApplyTest : public ::testing::Test {
protected:
  FileChange change(std::string_view name, std::optional<std::string> before,
                    std::optional<std::string> after, FileMode mode = FileMode::Regular) const {
    return {root / name, std::move(before), std::move(after), mode};
  }
  Status run(std::vector<FileChange> files) const {
    return apply({"test", {root.path()}, std::move(files)}, state / "s");
  }
  /// Every file below the root, and no temporary one.
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root.path()))
      found.push_back(entry.path().lexically_relative(root.path()).string());
    std::sort(found.begin(), found.end());
    return found;
  }

  TemporaryFolder root;
  TemporaryFolder state;
};

TEST_F(ApplyTest, CreatesReplacesAndDeletesAndUndoes) {
  root.write("old", "1");
  root.write("gone", "2");
  ASSERT_TRUE(run({change("a/b/new", std::nullopt, "new"), change("old", "1", "11"),
                   change("gone", "2", std::nullopt)}));
  EXPECT_EQ(content(root / "a/b/new"), "new");
  EXPECT_EQ(content(root / "old"), "11");
  EXPECT_EQ(content(root / "gone"), "<none>");
  EXPECT_EQ(appliedChanges(state / "s")->size(), 1U);

  const auto undone = undo(state / "s");
  ASSERT_TRUE(undone) << undone.error().message;
  EXPECT_EQ(undone->title, "test");
  EXPECT_EQ(names(), (std::vector<std::string>{"gone", "old"})) << "made folders go, too";
  EXPECT_EQ(content(root / "old"), "1");
  EXPECT_EQ(content(root / "gone"), "2");
  EXPECT_TRUE(appliedChanges(state / "s")->empty());
  EXPECT_EQ(undo(state / "s").error().code, ErrorCode::NotFound);
}

TEST_F(ApplyTest, ConflictTouchesNothing) {
  root.write("a", "1");
  root.write("b", "changed by the user");
  const auto done = run({change("a", "1", "2"), change("b", "as planned", "3")});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::Conflict);
  EXPECT_EQ(content(root / "a"), "1");
  EXPECT_EQ(names(), (std::vector<std::string>{"a", "b"}));
}

TEST_F(ApplyTest, UndoRefusesWhatWasChangedSince) {
  ASSERT_TRUE(run({change("a", std::nullopt, "1"), change("b", std::nullopt, "1")}));
  root.write("b", "mine");
  const auto undone = undo(state / "s");
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().code, ErrorCode::Conflict);
  EXPECT_NE(undone.error().message.find((root / "b").string()), std::string::npos);
  EXPECT_EQ(content(root / "a"), "1");
  EXPECT_EQ(content(root / "b"), "mine");
}

TEST_F(ApplyTest, KeepsWhatItRemembersToTheUser) {
  const mode_t mask = ::umask(0);
  ASSERT_TRUE(run({change("a", std::nullopt, "1")}));
  ::umask(mask);
  std::size_t files = 0;
  const auto modeOf = [](const std::filesystem::path& path) {
    struct stat info {};
    ::lstat(path.c_str(), &info);
    return info.st_mode & 07777U;
  };
  EXPECT_EQ(modeOf(state / "s"), 0700U);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(state / "s")) {
    EXPECT_EQ(modeOf(entry.path()), entry.is_directory() ? 0700U : 0600U) << entry.path();
    files += entry.is_regular_file() ? 1 : 0;
  }
  EXPECT_GE(files, 1U);
}

TEST_F(ApplyTest, KeepsModeAndExtendedAttributes) {
  const auto file = root.write("script", "1");
  ::chmod(file.c_str(), 0750);
  const bool attributes = ::setxattr(file.c_str(), "user.note", "x", 1, 0) == 0;
  ASSERT_TRUE(run({change("script", "1", "2")}));
  struct stat info {};
  ASSERT_EQ(::stat(file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0750U);
  char value[2] = {};
  if (attributes) {
    EXPECT_EQ(::getxattr(file.c_str(), "user.note", value, sizeof(value)), 1);
  }
}

TEST_F(ApplyTest, GivesNewFilesTheModeAsked) {
  const mode_t mask = ::umask(022);
  ASSERT_TRUE(run({change("r", std::nullopt, "1", FileMode::Regular),
                   change("x", std::nullopt, "1", FileMode::Executable),
                   change("p", std::nullopt, "1", FileMode::Private)}));
  ::umask(mask);
  const auto modeOf = [&](const char* name) {
    struct stat info {};
    ::stat((root / name).c_str(), &info);
    return info.st_mode & 07777U;
  };
  EXPECT_EQ(modeOf("r"), 0644U);
  EXPECT_EQ(modeOf("x"), 0755U);
  EXPECT_EQ(modeOf("p"), 0600U);
}

TEST_F(ApplyTest, RefusesLinksFifosAndPathsOutside) {
  const TemporaryFolder outside;
  outside.write("target", "1");
  std::filesystem::create_directory_symlink(outside.path(), root / "link");
  std::filesystem::create_symlink(outside / "target", root / "file-link");
  ASSERT_EQ(::mkfifo((root / "fifo").c_str(), 0600), 0);
  root.write("one", "1");
  std::filesystem::create_hard_link(root / "one", root / "two");
  for (const auto& [name, before] :
       std::vector<std::pair<const char*, const char*>>{{"link/target", "1"},
                                                        {"file-link", "1"},
                                                        {"fifo", ""},
                                                        {"one", "1"},
                                                        {"../outside", ""}}) {
    const auto done = run({change(name, before, "2")});
    ASSERT_FALSE(done) << name;
    EXPECT_EQ(done.error().code, ErrorCode::InvalidArgument) << done.error().message;
  }
  EXPECT_EQ(content(outside / "target"), "1");
  EXPECT_EQ(content(root / "one"), "1");
}

TEST_F(ApplyTest, WritesThroughARootThatIsALink) {
  std::filesystem::create_directory_symlink(root.path(), state / "link");
  ASSERT_TRUE(
      apply({"test", {state / "link"}, {{state / "link" / "a", std::nullopt, "1"}}}, state / "s"));
  EXPECT_EQ(content(root / "a"), "1");
}

TEST_F(ApplyTest, EmptyChangeSetLeavesNoTrace) {
  root.write("a", "1");
  ASSERT_TRUE(run({change("a", "1", "1")}));
  EXPECT_FALSE(std::filesystem::exists(state / "s"));
}

TEST_F(ApplyTest, FinishesWhatAKilledProcessCommitted) {
  // The state of the disk between the commit and the first rename: a journal and its temporaries.
  ASSERT_TRUE(run({change("a", std::nullopt, "1"), change("b", std::nullopt, "1")}));
  const auto applied = state / "s/applied/000001";
  const auto journal = content(applied);
  std::filesystem::rename(applied, state / "s/journal");
  const auto temporary = journal.substr(journal.find(".stackdev-"), 30);
  std::filesystem::rename(root / "a", root / temporary);
  const auto notes = recover(state / "s");
  ASSERT_TRUE(notes) << notes.error().message;
  EXPECT_EQ(notes->front(), "finished: test");
  EXPECT_EQ(names(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(appliedChanges(state / "s")->size(), 1U);
}

TEST(UnifiedDiff, ShowsNewChangedAndDeletedFiles) {
  const ChangeSet changes{"t",
                          {"/r"},
                          {{"/r/new", std::nullopt, "a\n"},
                           {"/r/old", "1\n2\n", "1\n3\n"},
                           {"/r/gone", "x\n", std::nullopt},
                           {"/w/binary", std::nullopt, std::string("\0\1", 2)}}};
  EXPECT_EQ(unifiedDiff(changes, "/r"),
            "diff --git a/new b/new\nnew file mode 100644\n--- /dev/null\n"
            "+++ b/new\n@@ -0,0 +1 @@\n+a\n"
            "diff --git a/old b/old\n--- a/old\n+++ b/old\n"
            "@@ -1,2 +1,2 @@\n 1\n-2\n+3\n"
            "diff --git a/gone b/gone\ndeleted file mode 100644\n--- a/gone\n"
            "+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
            "Binary file /w/binary: nothing becomes 2 bytes\n");
}

TEST(UnifiedDiff, NamesFilesAsGitDoes) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"a b", "diff --git a/a b b/a b\n--- a/a b\t\n+++ b/a b\t\n"},
      {"gr\xC3\xB6n",
       "diff --git a/gr\xC3\xB6n b/gr\xC3\xB6n\n--- a/gr\xC3\xB6n\n+++ b/gr\xC3\xB6n\n"},
      {"a\"b\\c", "diff --git \"a/a\\\"b\\\\c\" \"b/a\\\"b\\\\c\"\n"
                  "--- \"a/a\\\"b\\\\c\"\n+++ \"b/a\\\"b\\\\c\"\n"},
      {"a\nb\t\x7F", "diff --git \"a/a\\012b\\011\\177\" \"b/a\\012b\\011\\177\"\n"
                     "--- \"a/a\\012b\\011\\177\"\n+++ \"b/a\\012b\\011\\177\"\n"},
      {"@@ -1 +1 @@", "diff --git a/@@ -1 +1 @@ b/@@ -1 +1 @@\n"
                      "--- a/@@ -1 +1 @@\t\n+++ b/@@ -1 +1 @@\t\n"},
  };
  for (const auto& [name, header] : rows)
    EXPECT_EQ(unifiedDiff({"t", {}, {{"/r/" + name, "1\n", "2\n"}}}, "/r"),
              header + "@@ -1 +1 @@\n-1\n+2\n");
}

TEST(UnifiedDiff, ShowsLineEndsAsTheyAre) {
  const std::vector<std::tuple<std::string, std::string, std::string>> rows = {
      {"a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"},
      {"a\r\n", "a\n", "@@ -1 +1 @@\n-a\r\n+a\n"},
      {"", "a", "@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n"},
      {"\xE9\n", "\xC3\xA9\n", "@@ -1 +1 @@\n-\xE9\n+\xC3\xA9\n"},
      {"@@ -1 +1 @@\n", "x\n", "@@ -1 +1 @@\n-@@ -1 +1 @@\n+x\n"},
  };
  for (const auto& [before, after, hunk] : rows)
    EXPECT_EQ(unifiedDiff({"t", {}, {{"/r/f", before, after}}}, "/r"),
              "diff --git a/f b/f\n--- a/f\n+++ b/f\n" + hunk);
}

TEST(UnifiedDiff, SaysThatAFileWithoutContentComesOrGoes) {
  EXPECT_EQ(unifiedDiff({"t", {}, {{"/r/x", std::nullopt, "", FileMode::Executable}}}, "/r"),
            "diff --git a/x b/x\nnew file mode 100755\n");
  EXPECT_EQ(unifiedDiff({"t", {}, {{"/r/x", "", std::nullopt}}}, "/r"),
            "diff --git a/x b/x\ndeleted file mode 100644\n");
  EXPECT_EQ(unifiedDiff({"t", {}, {}}, "/r"), "");
}

TEST(UnifiedDiff, NamesWhatIsElsewhereInFull) {
  for (const auto& [path, shown] : std::vector<std::pair<std::string, std::string>>{
           {"/r/a/../b", "a/../b"}, {"/ra/b", "/ra/b"}, {"/b", "/b"}, {"/r/..a", "..a"}})
    EXPECT_EQ(unifiedDiff({"t", {}, {{path, std::nullopt, std::string("\0", 1)}}}, "/r"),
              "Binary file " + shown + ": nothing becomes 1 bytes\n");
}

TEST(BlobHash, IsGits) {
  EXPECT_EQ(blobHash(""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  EXPECT_EQ(blobHash("hello\n"), "ce013625030ba8dba906f756967f9e9ca394464a");
}

TEST(Inverse, TakesTheLastBackFirst) {
  const auto back = inverse({"t", {"/p"}, {{"/a", std::nullopt, "1"}, {"/b", "2", std::nullopt}}});
  ASSERT_EQ(back.files.size(), 2U);
  EXPECT_EQ(back.files[0].path, "/b");
  EXPECT_EQ(back.files[0].before, std::nullopt);
  EXPECT_EQ(back.files[0].after, "2");
  EXPECT_EQ(back.files[1].before, "1");
  EXPECT_EQ(back.files[1].after, std::nullopt);
}

TEST(Minimal, KeepsTheLastOfAPathAndDropsWhatStays) {
  const auto changes = minimal({"t", {}, {{"/a", "1", "2"}, {"/b", "1", "1"}, {"/a", "2", "3"}}});
  ASSERT_EQ(changes.files.size(), 1U);
  EXPECT_EQ(changes.files[0].before, "1");
  EXPECT_EQ(changes.files[0].after, "3");
}

} // namespace
} // namespace stackdev
