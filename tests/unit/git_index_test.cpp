#include "repository/git_index.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::content;
using test::TemporaryFolder;

/// Runs the real git in `folder`.
void git(const std::filesystem::path& folder, const std::string& arguments) {
  const auto command = "git -C '" + folder.string() +
                       "' -c user.name=a -c user.email=a@b.c -c init.defaultBranch=main " +
                       arguments + " >/dev/null 2>&1";
  ASSERT_EQ(std::system(command.c_str()), 0) << command; // NOLINT(concurrency-mt-unsafe)
}

/// A clone with all of `files` in its index.
void makeClone(const TemporaryFolder& folder, const std::vector<std::string>& files) {
  for (const auto& file : files)
    folder.write(file, "x\n");
  git(folder.path(), "init -q .");
  git(folder.path(), "add -A");
  git(folder.path(), "commit -q -m all");
}

const std::vector<std::string> kFiles = {"a",
                                         "nova-2",
                                         "nova/__init__.py",
                                         "nova/api/openstack/compute/contrib/quotas.py",
                                         "nova/api/wsgi.py",
                                         "nova/" + std::string(200, 'l') + "/" +
                                             std::string(200, 'l') + ".py",
                                         "z/\xC3\xA9 \"%.py"};

TEST(TrackedPaths, ReadsWhatGitWrites) {
  for (const auto* version : {"2", "3", "4"}) {
    const TemporaryFolder folder;
    makeClone(folder, kFiles);
    folder.write("untracked.py", "");
    git(folder.path(), std::string("update-index --index-version ") + version);
    if (std::string_view(version) == "3") { // only for what has to be in it
      folder.write("later.py", "");
      git(folder.path(), "add -N later.py");
    }
    const auto tracked = TrackedPaths::of(folder.path());
    ASSERT_TRUE(tracked) << version;
    EXPECT_EQ(tracked->size(), kFiles.size() + (std::string_view(version) == "3" ? 1U : 0U));
    for (const auto& file : kFiles)
      EXPECT_TRUE(tracked->hasFile(file)) << version << ' ' << file;
    for (const auto* other : {"untracked.py", "nova", "nova/api", "", "b", "zz"})
      EXPECT_FALSE(tracked->hasFile(other)) << version << ' ' << other;
    EXPECT_TRUE(tracked->hasBelow("nova/api/"));
    EXPECT_FALSE(tracked->hasBelow("nova/ap/"));
    EXPECT_FALSE(tracked->hasBelow("nova-2/"));
  }
}

TEST(TrackedPaths, LeavesFormsThatItDoesNotKnowToLibgit2) {
  for (const auto* form :
       {"update-index --split-index", "sparse-checkout set --cone --sparse-index nova"}) {
    const TemporaryFolder folder;
    makeClone(folder, {"a", "b/c", "nova/d"});
    git(folder.path(), form);
    EXPECT_FALSE(TrackedPaths::of(folder.path())) << form;
  }
}

TEST(TrackedPaths, TakesNoIndexForAnEmptyOneAndNoDamagedOneAtAll) {
  const TemporaryFolder folder;
  const auto none = TrackedPaths::of(folder.path());
  ASSERT_TRUE(none);
  EXPECT_EQ(none->size(), 0U);
  for (const auto* version : {"2", "4"}) {
    const TemporaryFolder clone;
    makeClone(clone, {"a", "b/c", "b/d/some-longer-name.py"});
    git(clone.path(), std::string("update-index --index-version ") + version);
    const auto whole = content(clone / ".git/index");
    for (std::size_t size = 0; size < whole.size(); ++size) { // as a full disk leaves it
      clone.write(".git/index", whole.substr(0, size));
      const auto tracked = TrackedPaths::of(clone.path());
      EXPECT_TRUE(!tracked || tracked->size() == 3U) << size << ": a part of what is tracked";
    }
    auto absurd = whole;
    absurd.replace(8, 4, "\x7F\xFF\xFF\xFF", 4);
    clone.write(".git/index", absurd);
    EXPECT_FALSE(TrackedPaths::of(clone.path())) << "two thousand million entries";
    clone.write(".git/index", "DIRX" + whole.substr(4));
    EXPECT_FALSE(TrackedPaths::of(clone.path()));
  }
}

TEST(GitFolder, FollowsTheFileOfAWorktree) {
  const TemporaryFolder folder;
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"gitdir: ../main/.git/worktrees/w\n", "../main/.git/worktrees/w"},
           {"gitdir:\t/elsewhere/.git/modules/m\r\n", "/elsewhere/.git/modules/m"},
           {"gitdir: \n", ".git"},
           {"not one\n", ".git"}}) {
    folder.write(".git", text);
    EXPECT_EQ(gitFolder(folder.path()), folder.path() / expected) << text;
  }
  const TemporaryFolder main;
  makeClone(main, {"a", "b.py"});
  git(main.path(), "worktree add -q '" + (folder / "w").string() + "'");
  const auto tracked = TrackedPaths::of(folder / "w");
  ASSERT_TRUE(tracked);
  EXPECT_TRUE(tracked->hasFile("b.py"));
}

} // namespace
} // namespace stackdev
