#include <cstdlib>

#include <gtest/gtest.h>

#include "clone/task.h"
#include "support/git.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::content;
using Path = std::filesystem::path;

/// Lines for the shell, in `folder`. Returns what they print.
std::string shell(const Path& folder, const std::string& lines) {
  const auto output = folder / ".output";
  const auto command = "cd '" + folder.string() +
                       "' && export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null "
                       "GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b.c GIT_COMMITTER_NAME=a "
                       "GIT_COMMITTER_EMAIL=a@b.c && (set -e\n" +
                       lines + "\n) >'" + output.string() + "' 2>/dev/null";
  EXPECT_EQ(std::system(command.c_str()), 0) << lines; // NOLINT(concurrency-mt-unsafe): one thread
  auto text = content(output);
  std::filesystem::remove(output);
  return text.substr(0, text.find('\n'));
}

/// root/nova with the submodule `at` of the repository lib beside the root.
class SubmodulesTest : public testing::Test {
protected:
  SubmodulesTest() {
    useGit();
    folder.write("lib/file", "1\n");
    folder.folder("root/nova");
    commit_ =
        shell(folder / "lib", "git init -q --template= -b main .; git add .; git commit -qm 1; "
                              "git rev-parse HEAD");
    shell(folder / "root/nova", "git init -q --template= -b main .");
    root.folder = folder / "root";
    repository.name = "nova";
  }

  /// What comes of it: "" for done.
  std::string updated(const std::string& at, const std::string& url, bool isTrusted) {
    folder.write("root/nova/.gitmodules",
                 "[submodule \"lib\"]\n\tpath = " + at + "\n\turl = " + url + "\n");
    shell(folder / "root/nova", "git update-index --add --cacheinfo 160000," + commit_ +
                                    ",at; git add .gitmodules; git commit -qm 2 --allow-empty");
    CloneTask task{root, repository, options, isTrusted};
    task.watcher = {[](auto, auto, auto, auto) {}, nullptr};
    const auto done = updateSubmodules(task);
    return done ? "" : done.error().message;
  }

  test::TemporaryFolder folder;
  Root root;
  ManifestRepository repository;
  CloneOptions options;

private:
  std::string commit_;
};

TEST_F(SubmodulesTest, AreClonedWhereTheirUrlMayBeTaken) {
  const auto lib = (folder / "lib").string();
  const std::string refused = "is neither https nor ssh, and needs trust";
  for (const auto& url : {lib, "file://" + lib, std::string("git://example.org/lib"),
                          std::string("http://example.org/lib")})
    EXPECT_NE(updated("at", url, false).find(refused), std::string::npos) << url;
  for (const bool isTrusted : {false, true})
    EXPECT_NE(updated("at", "ext::sh -c touch% ran", isTrusted).find(refused), std::string::npos);
  EXPECT_EQ(content(folder / "root/nova/at/file"), "<none>");
  EXPECT_EQ(updated("at", lib, true), "");
  EXPECT_EQ(content(folder / "root/nova/at/file"), "1\n");
  EXPECT_EQ(updated("at", lib, true), "") << "again";
  std::filesystem::remove_all(folder / "root/nova/at");
  // git would bring it back from .git/modules; libgit2 1.5 can't, and says so.
  EXPECT_TRUE(updated("at", lib, true).starts_with("submodule lib: ")) << updated("at", lib, true);
}

TEST_F(SubmodulesTest, AreNotWrittenThroughLinks) {
  folder.folder("outside");
  std::filesystem::create_symlink("../../outside", folder / "root/nova/at");
  const auto said = updated("at", (folder / "lib").string(), true);
  EXPECT_NE(said, "");
  EXPECT_TRUE(std::filesystem::is_empty(folder / "outside")) << said;
}

TEST_F(SubmodulesTest, HaveNoPathsOutOfTheClone) {
  for (const char* path : {"../out", ".git/modules/x", "/tmp/stackdev-none", "a/../../out"})
    updated(path, (folder / "lib").string(), true); // refused, or none of git's at all
  EXPECT_FALSE(std::filesystem::exists(folder / "root/out"));
  EXPECT_FALSE(std::filesystem::exists("/tmp/stackdev-none"));
  EXPECT_EQ(content(folder / "root/nova/.git/modules/x/file"), "<none>");
}

TEST_F(SubmodulesTest, OfACloneThatIsNone) {
  std::filesystem::remove_all(folder / "root/nova/.git");
  CloneTask task{root, repository, options, true};
  task.watcher = {[](auto, auto, auto, auto) {}, nullptr};
  EXPECT_FALSE(updateSubmodules(task));
}

} // namespace
} // namespace stackdev
