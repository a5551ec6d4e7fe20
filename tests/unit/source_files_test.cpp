#include "repository/source_files.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include <unistd.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

/// A clone in root/nova, with these lines run in it.
void makeClone(const test::TemporaryFolder& folder, const std::string& lines) {
  const auto command = "cd '" + folder.folder("root/nova").string() +
                       "' && export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null && "
                       "git init -q --template= . && (set -e\n" +
                       lines + "\n) >/dev/null 2>&1";
  ASSERT_EQ(std::system(command.c_str()), 0) << lines; // NOLINT(concurrency-mt-unsafe): one thread
}

/// What is visited below the folders, sorted, relative to the first; warnings behind it.
std::vector<std::string> visited(const std::vector<Path>& folders, const SourceCache& before = {},
                                 SourceCache* after = nullptr) {
  std::vector<std::string> found[kSourceThreads];
  SourceVisitor visitor;
  visitor.file = [&](std::size_t thread, const FoundSource& source) {
    found[thread].push_back(Path(source.path).lexically_relative(folders.front()).string() +
                            (source.hasExtension ? "" : "?") +
                            (source.cached != nullptr ? " known" : ""));
    return CachedFile{"", stampOf(source.path), true};
  };
  visitor.warning = [&](std::size_t thread, const std::string& text) {
    found[thread].push_back("warning: " + text);
  };
  auto now = visitSources(folders, visitor, nullptr, before);
  auto all = std::move(found[0]);
  all.insert(all.end(), found[1].begin(), found[1].end());
  std::sort(all.begin(), all.end());
  if (after != nullptr)
    *after = std::move(now);
  return all;
}

using Texts = std::vector<std::string>;

TEST(VisitSources, FindsWhatMayBePython) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(visited({folder.path()}), Texts());
  for (const char* file :
       {"a.py", "b/c.pyw", "bin/run", "x.txt", "x.pyc", ".hidden/d.py", "b/.e.py", ".git-not/f.py",
        ".tox/g.py", "b/__pycache__/h.py", "site-packages/i.py", "\xC3\xA9 \n/j.py"})
    folder.write(file, "");
  folder.write("env/pyvenv.cfg", ""); // a virtual environment, whatever it is called
  folder.write("env/lib/k.py", "");
  folder.write("conda/conda-meta/x.json", "");
  folder.write("conda/l.py", "");
  for (const char* file :
       {"old/bin/activate", "old/bin/python", "old/lib/m.py", "tree/bin/python", "tree/lib/n.py"})
    folder.write(file, "");
  std::filesystem::create_symlink("a.py", folder / "link.py");
  std::filesystem::create_symlink("b", folder / "linked");
  EXPECT_EQ(visited({folder.path()}),
            (Texts{".git-not/f.py", ".hidden/d.py", "a.py", "b/.e.py", "b/c.pyw", "bin/run?",
                   "tree/bin/python?", "tree/lib/n.py", "\xC3\xA9 \n/j.py"}));
  EXPECT_EQ(visited({folder / "none"}), Texts());
}

TEST(VisitSources, LeavesOutWhatGitIgnoresUnlessItIsTracked) {
  const test::TemporaryFolder folder;
  for (const char* file :
       {"a.py", "build/b.py", "build/tracked/c.py", "gen/d.py", "gen/e/f.py", "new/g.py",
        "inner/.gitignore", "inner/h.py", "inner/i.py", "private/j.py"})
    folder.write(std::string("root/nova/") + file, "");
  folder.write("root/nova/.gitignore", "/build/\ngen\n!gen/e\n");
  folder.write("root/nova/inner/.gitignore", "i.py\nsub/\n");
  folder.write("root/nova/inner/sub/k.py", "");
  folder.write("root/beside/build/l.py", ""); // no clone: nothing is ignored
  makeClone(folder, "mkdir -p .git/info; echo private/ >.git/info/exclude; "
                    "git add -f a.py build/tracked/c.py inner/i.py");
  // Files in a folder that is taken are not asked for one by one: who reads them does that.
  EXPECT_EQ(visited({folder / "root"}),
            (Texts{"beside/build/l.py", "nova/a.py", "nova/build/b.py", "nova/build/tracked/c.py",
                   "nova/inner/h.py", "nova/inner/i.py", "nova/new/g.py"}));
  const auto clone = Clone::around(folder / "root/nova/inner/h.py");
  ASSERT_NE(clone, nullptr);
  EXPECT_EQ(clone->folder(), (folder / "root/nova/").string());
  const std::pair<const char*, bool> rows[] = {
      {"a.py", true},          {"build/b.py", false}, {"build/tracked/c.py", true},
      {"build/", true},        {"gen/", false},       {"gen/e/f.py", false},
      {"inner/h.py", true},    {"inner/i.py", true},  {"inner/sub/", false},
      {"private/j.py", false}, {"none.py", true}};
  for (const auto& [path, isTaken] : rows)
    EXPECT_EQ(clone->takes(clone->folder() + path), isTaken) << path;
  EXPECT_TRUE(clone->isTracked(clone->folder() + "build/"));
  EXPECT_FALSE(clone->isTracked(clone->folder() + "new/g.py"));
  // Who names a folder that is ignored wants to see it.
  EXPECT_EQ(visited({folder / "root/nova/gen"}), (Texts{"d.py", "e/f.py"}));
  EXPECT_EQ(Clone::around(folder / "root/beside/build"), nullptr);
}

TEST(VisitSources, TakesWhatADamagedCloneHas) {
  const test::TemporaryFolder folder;
  folder.write("root/nova/a.py", "");
  folder.write("root/nova/b/c.py", "");
  for (const char* git : {"", "gitdir: /none\n", "gitdir: .git\n"}) {
    folder.write("root/nova/.git", git);
    EXPECT_EQ(visited({folder / "root"}), (Texts{"nova/a.py", "nova/b/c.py"})) << git;
  }
  std::filesystem::remove(folder / "root/nova/.git");
  folder.write("root/nova/.git/HEAD", "x");
  folder.write("root/nova/.git/index", "DIRC\xFF");
  EXPECT_EQ(visited({folder / "root"}), (Texts{"nova/a.py", "nova/b/c.py"}));
}

TEST(VisitSources, SaysWhatItCannotRead) {
  const test::TemporaryFolder folder;
  folder.write("a.py", "");
  folder.write("closed/b.py", "");
  if (::geteuid() == 0)
    return; // who reads everything
  std::filesystem::permissions(folder / "closed", std::filesystem::perms::none);
  EXPECT_EQ(visited({folder.path()}), (Texts{"a.py", "warning: " + (folder / "closed").string() +
                                                         ": cannot be read: Permission denied"}));
  std::filesystem::permissions(folder / "closed", std::filesystem::perms::owner_all);
}

TEST(VisitSources, KnowsFilesOfAnEarlierWalk) {
  const test::TemporaryFolder folder;
  folder.write("a.py", "1");
  folder.write("b/c.py", "");
  SourceCache before;
  EXPECT_EQ(visited({folder.path()}, {}, &before), (Texts{"a.py", "b/c.py"}));
  before.time += 3'600'000'000'000; // as if it had been an hour later
  EXPECT_EQ(visited({folder.path()}, before), (Texts{"a.py known", "b/c.py known"}));
  folder.write("b/d.py", "");
  EXPECT_EQ(visited({folder.path()}, before), (Texts{"a.py known", "b/c.py known", "b/d.py"}));
  std::filesystem::remove_all(folder / "b");
  EXPECT_EQ(visited({folder.path()}, before), Texts{"a.py known"});
}

TEST(SourceCache, TrustsNoChangeThatIsJustMade) {
  SourceCache cache;
  cache.time = 10'000'000'000;
  const std::pair<FileStamp, bool> rows[] = {
      {{1, 1, 1, 1'000'000'000, 1'000'000'000}, true},
      {{1, 1, 1, 7'999'999'999, 0}, true},
      {{1, 1, 1, 8'000'000'000, 0}, false},
      {{1, 1, 1, 0, 8'000'000'000}, false},  // its name or mode
      {{1, 1, 1, 99'000'000'000, 0}, false}, // of the future
      {{}, true}};
  for (const auto& [stamp, isOld] : rows)
    EXPECT_EQ(cache.isOldEnough(stamp), isOld) << stamp.modified << " " << stamp.changed;
  EXPECT_EQ(stampOf("/none/x"), FileStamp());
  const test::TemporaryFolder folder;
  const auto file = folder.write("a", "123");
  const auto stamp = stampOf(file.string());
  EXPECT_EQ(stamp.size, 3U);
  EXPECT_GT(stamp.modified, 0);
  EXPECT_LE(stamp.modified, fileTime() + 1'000'000'000);
}

TEST(SourceCache, TakesOverWhatWasReused) {
  SourceCache before;
  before.texts = {"/a/", "/b/", "x.py"};
  before.folders["/a/"] = {"/a/", {}, {}, {{"x.py", {}, true}}};
  before.folders["/b/"] = {"/b/", {}, {}, {}};
  before.folders["/a/"].isReused = true;
  SourceCache now;
  now.takeReused(before);
  EXPECT_EQ(now.folders.size(), 1U);
  ASSERT_TRUE(now.folders.contains("/a/"));
  EXPECT_TRUE(before.folders.empty());
  const auto& folder = now.folders["/a/"];
  EXPECT_NE(folder.find("x.py"), nullptr);
  for (const char* none : {"", "x", "x.pyw", "a.py", "y.py"})
    EXPECT_EQ(folder.find(none), nullptr) << none;
}

} // namespace
} // namespace stackdev
