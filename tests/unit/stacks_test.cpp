// The stacks that ship with stackdev, and the trust that is given to a root.
#include <stackdev/stack.h>

#include <cstdlib>

#include <gtest/gtest.h>

#include <stackdev/apply.h>

#include "clone/revision.h"
#include "support/git.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::content;
using Path = std::filesystem::path;

TEST(BuiltInStacks, SayWhatTheyAre) {
  std::string names;
  for (const auto& stack : builtInStacks()) {
    names += stack.name + " ";
    EXPECT_NE(stack.summary, "") << stack.name;
    EXPECT_TRUE(content(stack.manifest).starts_with("# " + stack.summary + "\n")) << stack.name;
  }
  EXPECT_EQ(names, "openstack openstack-essex sample ");
}

/// With $STACKDEV_DATA on a folder of the test's own.
class StacksTest : public testing::Test {
protected:
  StacksTest() : root{folder.folder("root"), folder / "state", std::nullopt} {
    if (const char* value =
            std::getenv("STACKDEV_DATA")) // NOLINT(concurrency-mt-unsafe): one thread
      kept_ = value;
    ::setenv("STACKDEV_DATA", folder.folder("data").c_str(), 1);
  }
  ~StacksTest() override {
    if (kept_)
      ::setenv("STACKDEV_DATA", kept_->c_str(), 1);
    else
      ::unsetenv("STACKDEV_DATA");
  }

  Path stack(const std::string& file, const std::string& text) const {
    return folder.write("data/pydev-templates/stacks/" + file, text);
  }

  /// What `init NAME` makes of the root's manifest, or why not.
  std::string planned(const std::string& name) const {
    const auto plan = initPlan(root, name);
    if (!plan)
      return plan.error().message;
    EXPECT_EQ(plan->files.size(), 1U);
    EXPECT_EQ(plan->files[0].path, root.folder / "stackdev.toml");
    EXPECT_EQ(plan->places, std::vector<Path>{root.folder});
    return plan->files[0].after.value_or("<none>");
  }

  test::TemporaryFolder folder;
  Root root;

private:
  std::optional<std::string> kept_;
};

TEST_F(StacksTest, AreTheManifestsInTheDataFolder) {
  EXPECT_TRUE(builtInStacks().empty());
  EXPECT_NE(planned("a").find("stackdev is not installed whole"), std::string::npos);
  stack("b.toml", "# the second\r\nversion = 1\n");
  stack("a.toml", "version = 1\n# no summary\n");
  stack("c.toml", "");
  stack("\xC3\xA9.toml", "# \xC3\xA9");
  stack("a.toml.orig", "# no");
  stack("README", "# no");
  folder.folder("data/pydev-templates/stacks/folder.toml");
  std::string text;
  for (const auto& one : builtInStacks())
    text += one.name + "=" + one.summary + " ";
  EXPECT_EQ(text, "a= b=the second\r c= folder= \xC3\xA9=\xC3\xA9 ");
  EXPECT_EQ(planned("b"), "# the second\r\nversion = 1\n");
  EXPECT_EQ(planned("c"), "");
  for (const char* none : {"", "B", "a.toml", "../stacks/a", "a/"})
    EXPECT_EQ(planned(none),
              std::string("no stack is called ") + none + "; there are: a, b, c, folder, \xC3\xA9");
}

TEST_F(StacksTest, AreWrittenOverNoManifestOfTheUsers) {
  stack("a.toml", "version = 1\n");
  const auto file = folder.write("root/stackdev.toml", "version = 1\n");
  EXPECT_EQ(planned("a"), "version = 1\n"); // again: nothing changes
  folder.write("root/stackdev.toml", "version = 1 # mine\n");
  EXPECT_EQ(planned("a"), file.string() + " is there already; move it away first");
  folder.write("root/stackdev.toml", "");
  EXPECT_EQ(planned("a"), file.string() + " is there already; move it away first");
  std::filesystem::remove(file);
  folder.folder("root/stackdev.toml");
  EXPECT_NE(planned("a").find("not a file"), std::string::npos) << planned("a");
}

TEST_F(StacksTest, BringTheirOwnRepositories) {
  stack("sample.toml", "# s\n");
  stack("sample/lib/lib/__init__.py", "x = 1\n");
  stack("sample/lib/lib/__pycache__/x.pyc", "no");
  stack("sample/lib/.gitignore", "*.pyc\n");
  std::filesystem::permissions(stack("sample/lib/bin/run me", "#!/bin/sh\n"),
                               std::filesystem::perms::owner_all);
  stack("sample/taken/a", "");
  stack("sample/dangling/a", "");
  stack("sample/loop/a", "");
  stack("sample/file.txt", "");
  folder.write("root/taken", "mine");
  std::filesystem::create_symlink("nowhere", folder / "root/dangling");
  std::filesystem::create_symlink("loop", folder / "root/loop");
  folder.write("root/.lib.stackdev-clone/half", "of a process that was killed");
  const auto made = makeSampleRepositories(root, "sample");
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(*made, std::vector<Path>{folder / "root/lib"});
  EXPECT_EQ(content(folder / "root/lib/lib/__init__.py"), "x = 1\n");
  EXPECT_FALSE(std::filesystem::exists(folder / "root/lib/lib/__pycache__"));
  EXPECT_FALSE(std::filesystem::exists(folder / "root/.lib.stackdev-clone"));
  EXPECT_EQ(content(folder / "root/taken"), "mine");
  const auto permissions = std::filesystem::status(folder / "root/lib/bin/run me").permissions();
  EXPECT_NE(permissions & std::filesystem::perms::owner_exec, std::filesystem::perms::none);
  const auto commit = [&] {
    git_repository* raw = nullptr;
    EXPECT_EQ(git_repository_open_ext(&raw, (folder / "root/lib").c_str(),
                                      GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr),
              0);
    const GitRepository repository(raw);
    git_status_list* rawList = nullptr;
    git_status_options options = GIT_STATUS_OPTIONS_INIT;
    EXPECT_EQ(git_status_list_new(&rawList, raw, &options), 0);
    const GitStatusList list(rawList);
    EXPECT_EQ(git_status_list_entrycount(rawList), 0U) << "nothing is left uncommitted";
    return headCommit(raw);
  };
  const auto first = commit();
  EXPECT_EQ(first.size(), 40U);
  EXPECT_TRUE(makeSampleRepositories(root, "sample")->empty());
  std::filesystem::remove_all(folder / "root/lib");
  EXPECT_EQ(makeSampleRepositories(root, "sample")->size(), 1U);
  EXPECT_EQ(commit(), first); // the same everywhere
  EXPECT_TRUE(makeSampleRepositories(root, "none")->empty());
}

class TrustTest : public testing::Test {
protected:
  TrustTest() : root{folder.folder("root"), folder.folder("state"), std::nullopt} {}

  void trust() const {
    const auto plan = trustPlan(root);
    ASSERT_TRUE(plan) << plan.error().message;
    ASSERT_EQ(plan->files.size(), 1U);
    EXPECT_EQ(plan->files[0].mode, FileMode::Private);
    ASSERT_TRUE(apply(*plan, root.state, Remember::No));
  }

  test::TemporaryFolder folder;
  Root root;
};

TEST_F(TrustTest, IsGivenToThisVeryManifest) {
  folder.write("root/stackdev.toml", "version = 1\n");
  EXPECT_FALSE(isTrusted(root));
  trust();
  EXPECT_TRUE(isTrusted(root));
  trust(); // twice is once
  EXPECT_TRUE(isTrusted(root));
  for (const char* other : {"version = 1", "version = 1\r\n", "", "version = 1\n\n"}) {
    folder.write("root/stackdev.toml", other);
    EXPECT_FALSE(isTrusted(root)) << other;
  }
  folder.write("root/stackdev.toml", "version = 1\n");
  EXPECT_TRUE(isTrusted(root));
  std::filesystem::remove(folder / "root/stackdev.toml");
  EXPECT_FALSE(isTrusted(root));
}

TEST_F(TrustTest, OfARootWithoutAManifestEndsWithOne) {
  trust();
  EXPECT_TRUE(isTrusted(root));
  folder.write("root/stackdev.toml", "version = 1\n");
  EXPECT_FALSE(isTrusted(root));
}

TEST_F(TrustTest, IsNotAnotherRoots) {
  trust();
  Root other = root;
  other.folder = folder.folder("other");
  EXPECT_FALSE(isTrusted(other)); // with the same state folder
  other.folder = folder / "none";
  EXPECT_FALSE(isTrusted(other));
  EXPECT_FALSE(trustPlan(other));
}

TEST_F(TrustTest, IsWrittenWholeOrNotAtAll) {
  trust();
  const auto given = content(folder / "state/trust");
  for (const auto& text : {std::string(), given.substr(0, given.size() - 1), given + "\n",
                           given + given, "\n" + given}) {
    folder.write("state/trust", text);
    EXPECT_FALSE(isTrusted(root)) << text;
  }
  std::filesystem::remove(folder / "state/trust");
  EXPECT_FALSE(isTrusted(root));
  folder.folder("state/trust"); // where a file should be
  EXPECT_FALSE(isTrusted(root));
}

TEST_F(TrustTest, IsNotGivenToWhatCannotBeRead) {
  folder.folder("root/stackdev.toml");
  EXPECT_FALSE(isTrusted(root));
  EXPECT_FALSE(trustPlan(root));
}

} // namespace
} // namespace stackdev
