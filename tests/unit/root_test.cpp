#include <stackdev/stack.h>

#include <cstdlib>

#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

/// With the folder `home` as the user's own.
class RootTest : public testing::Test {
protected:
  RootTest() {
    if (const char* home = std::getenv("HOME"))
      kept_ = home;
    folder.folder("home/os/nova/bin");
    ::setenv("HOME", (folder / "home").c_str(), 1);
  }
  ~RootTest() override { ::setenv("HOME", kept_.c_str(), 1); }

  /// The root of someone in `current`, relative to the temporary folder, or the error.
  std::string found(const std::string& current) const {
    const auto root = findRoot(std::nullopt, folder / current, std::nullopt);
    const auto real = std::filesystem::canonical(folder.path());
    return root ? root->folder.lexically_relative(real).string() : root.error().message;
  }

  test::TemporaryFolder folder;

private:
  std::string kept_;
};

TEST_F(RootTest, IsTheCurrentFolderWhereNothingElseSays) {
  EXPECT_EQ(found("home/os"), "home/os");
  EXPECT_EQ(found("home/os/nova/bin"), "home/os/nova/bin");
}

TEST_F(RootTest, IsTheCloneAroundAndBeforeThatTheManifestsFolder) {
  folder.folder("home/os/nova/.git");
  EXPECT_EQ(found("home/os/nova/bin"), "home/os/nova");
  folder.write("home/os/stackdev.toml", "version = 1\nstack = 's'\n");
  EXPECT_EQ(found("home/os/nova/bin"), "home/os");
}

TEST_F(RootTest, IsNeverTheHomeFolder) {
  EXPECT_NE(found("home").find("would be the root"), std::string::npos);
  folder.folder("home/.git");
  EXPECT_EQ(found("home/os/nova"), "home/os/nova");
  EXPECT_NE(found("home").find("would be the root"), std::string::npos);
  folder.write("home/stackdev.toml", "version = 1\nstack = 's'\n");
  EXPECT_NE(found("home/os/nova").find("would be the root"), std::string::npos);
  const auto named = findRoot(folder / "home", "/", std::nullopt);
  EXPECT_TRUE(named && named->manifest);
}

TEST_F(RootTest, IsNeitherEverythingNorNothing) {
  EXPECT_NE(findRoot(std::nullopt, "/", std::nullopt).error().message.find("would be the root"),
            std::string::npos);
  EXPECT_EQ(findRoot(folder / "none", "/", std::nullopt).error().code, ErrorCode::NotFound);
}

TEST_F(RootTest, IsFoundWithoutAManifestThatCannotBeReadWhereThatMustNotMatter) {
  folder.write("home/os/stackdev.toml", "version = \n");
  EXPECT_EQ(findRoot(folder / "home/os", "/", std::nullopt).error().code,
            ErrorCode::InvalidArgument);
  const auto root = findRoot(folder / "home/os", "/", std::nullopt, BadManifest::IsNone);
  ASSERT_TRUE(root);
  EXPECT_FALSE(root->manifest);
}

TEST_F(RootTest, RefusesEmptyNames) {
  EXPECT_EQ(findRoot("", "/", std::nullopt).error().message,
            "--root: expected a folder, got nothing");
  EXPECT_EQ(findRoot(folder / "home/os", "/", "").error().message,
            "--state: expected a folder, got nothing");
}

TEST_F(RootTest, HasItsStateBelowTheHomeFolderAlsoWhereNoVariableNamesThat) {
  ::unsetenv("HOME");
  ::unsetenv("XDG_STATE_HOME");
  const auto root = findRoot(folder / "home/os", "/", std::nullopt);
  ASSERT_TRUE(root);
  EXPECT_TRUE(root->state.is_absolute()) << root->state;
}

TEST_F(RootTest, PlacesInterpretersOfTheManifest) {
  folder.write(
      "home/os/stackdev.toml",
      "version = 1\nstack = 's'\ninterpreters = ['venv/bin/python', 'python3', '/opt/py']\n");
  const auto root = findRoot(folder / "home/os", "/", std::nullopt);
  ASSERT_TRUE(root);
  EXPECT_EQ(root->manifest->interpreters,
            (std::vector<std::string>{(root->folder / "venv/bin/python").string(), "python3",
                                      "/opt/py"}));
}

} // namespace
} // namespace stackdev
