#include "repository/working_tree.h"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include "repository/source_files.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::TemporaryFolder;

/// All files and unreadable folders below the root, sorted; folders called "left" are left out.
std::vector<std::string> walked(const std::filesystem::path& root) {
  std::vector<std::string> found;
  TreeVisitor visitor;
  visitor.enter = [](std::string_view, std::string_view name) { return name != "left"; };
  visitor.file = [&](const FoundFile& file) {
    EXPECT_TRUE(file.path.ends_with(file.name)) << file.path;
    std::string text;
    EXPECT_TRUE(readFound(file, text)) << file.path;
    found.push_back(std::string(file.path) + "=" + text);
  };
  visitor.unreadable = [&](std::string_view path, const std::string& reason) {
    found.push_back(std::string(path) + ": " + reason);
  };
  const auto done = walkTree(root, visitor);
  EXPECT_TRUE(done) << root;
  std::sort(found.begin(), found.end());
  return found;
}

using Texts = std::vector<std::string>;

TEST(WalkTree, FindsRegularFilesWhateverTheirNames) {
  const TemporaryFolder folder;
  EXPECT_EQ(walked(folder.path()), Texts());
  folder.write("a", "1");
  folder.write("b/c/d", "");
  folder.write("new\nline/\xFF \xC3\xA9", "2");
  folder.write("left/x", "");
  folder.write("b/left/x", "");
  folder.write("left-not/x", "3");
  folder.folder("empty");
  EXPECT_EQ(walked(folder.path()),
            (Texts{"a=1", "b/c/d=", "left-not/x=3", "new\nline/\xFF \xC3\xA9=2"}));
}

TEST(WalkTree, GoesThroughNoLinkAndOpensNothingElse) {
  const TemporaryFolder folder;
  folder.write("tree/a", "1");
  folder.write("outside/secret", "");
  std::filesystem::create_symlink("../outside", folder / "tree/folder");
  std::filesystem::create_symlink("../outside/secret", folder / "tree/file");
  std::filesystem::create_symlink("loop", folder / "tree/loop");
  std::filesystem::create_symlink(".", folder / "tree/here");
  ASSERT_EQ(::mkfifo((folder / "tree/pipe").c_str(), 0600), 0);
  EXPECT_EQ(walked(folder / "tree"), Texts{"a=1"});
  std::filesystem::create_symlink("tree", folder / "link"); // the root itself may be one
  EXPECT_EQ(walked(folder / "link"), Texts{"a=1"});
}

TEST(WalkTree, SaysWhatItCannotRead) {
  const TemporaryFolder folder;
  folder.write("file", "");
  for (const char* none : {"none", "file"}) {
    const auto done = walkTree(folder / none, {});
    ASSERT_FALSE(done) << none;
    EXPECT_NE(done.error().message.find((folder / none).string()), std::string::npos);
  }
  if (::geteuid() == 0)
    return; // who reads everything
  std::filesystem::permissions(folder.folder("closed"), std::filesystem::perms::none);
  EXPECT_EQ(walked(folder.path()), (Texts{"closed: Permission denied", "file="}));
  std::filesystem::permissions(folder / "closed", std::filesystem::perms::owner_all);
}

TEST(WalkTree, AsksOfAFolderWhenItsNamesAreKnown) {
  const TemporaryFolder folder;
  folder.write("a/setup.py", "");
  folder.write("a/b/c", "");
  folder.write("d/setup.pyc", "");
  folder.write("d/my-setup.py", "");
  std::string asked;
  TreeVisitor visitor;
  visitor.enter = [](auto, auto) { return true; };
  visitor.file = [&](const FoundFile& file) { asked += std::string(file.path) + " "; };
  visitor.opened = [&](std::string_view path, const FolderNames& names) {
    EXPECT_EQ(names.contains("setup.py"), path == "a") << path;
    EXPECT_EQ(names.contains("b"), path == "a") << path;
    EXPECT_FALSE(names.contains("etup.py")) << path;
    EXPECT_FALSE(names.contains(".")) << path;
    return path != "a";
  };
  ASSERT_TRUE(walkTree(folder.path(), visitor));
  EXPECT_EQ(asked.find("a/"), std::string::npos) << asked;
  EXPECT_NE(asked.find("d/setup.pyc "), std::string::npos) << asked;
}

TEST(WalkTree, ReadsAFileAsItIsThen) {
  const TemporaryFolder folder;
  folder.write("file", "12345");
  std::string text = "before";
  TreeVisitor visitor;
  visitor.enter = [](auto, auto) { return true; };
  visitor.file = [&](const FoundFile& file) {
    EXPECT_TRUE(readFound(file, text, 5));
    EXPECT_EQ(text, "12345");
    EXPECT_FALSE(readFound(file, text, 4)) << "larger than that";
    folder.write("file", "");
    EXPECT_TRUE(readFound(file, text));
    EXPECT_EQ(text, "");
    std::filesystem::remove(folder / "file");
    EXPECT_FALSE(readFound(file, text)) << "gone";
    std::filesystem::create_symlink("/etc/passwd", folder / "file");
    EXPECT_FALSE(readFound(file, text)) << "now a link";
    std::filesystem::remove(folder / "file");
    ASSERT_EQ(::mkfifo((folder / "file").c_str(), 0600), 0);
    EXPECT_FALSE(readFound(file, text)) << "now a pipe: nobody waits for it";
  };
  ASSERT_TRUE(walkTree(folder.path(), visitor));
}

TEST(ToolFolders, AreKnownByTheirWholeName) {
  for (const char* name : {".git", ".tox", "__pycache__", "node_modules", "site-packages"})
    EXPECT_TRUE(isToolFolder(name)) << name;
  for (const char* name : {"", "git", ".git2", ".GIT", "tools", "dist-packages", ".github", "."})
    EXPECT_FALSE(isToolFolder(name)) << name;
}

TEST(PythonFiles, AreToldByTheirExtension) {
  for (const char* name : {"a.py", "a.pyw", ".py", "a.b.py", "\xC3\xA9.py"})
    EXPECT_TRUE(hasPythonExtension(name)) << name;
  for (const char* name : {"", "py", "a.pyc", "a.py~", "a.pyi", "a.PY", "a.py.in"})
    EXPECT_FALSE(hasPythonExtension(name)) << name;
}

TEST(PythonFiles, AreToldByTheirFirstLine) {
  for (const char* text :
       {"#!/usr/bin/python", "#!/usr/bin/env python2.7\n", "#! /usr/bin/python3 -u\r\nx",
        "#!\t/usr/bin/env\tpython", "#!/usr/bin/env -S python3 -I\n", "#!/opt/bin/../pypy3",
        "#!/usr/bin/env -S A=b python3", "#!python", "\xEF\xBB\xBF#!/usr/bin/python\n",
        "#!/home/u/.pyenv/versions/2.7.18/bin/python2.7"})
    EXPECT_TRUE(hasPythonShebang(text)) << text;
  for (const char* text :
       {"", "#", "#!", "#!\npython", "#!   \n", "# !/usr/bin/python", " #!/usr/bin/python",
        "#!/bin/sh\n# python", "#!/bin/sh python", "#!/usr/bin/env bash\npython", "#!/usr/bin/env",
        "#!/usr/bin/perl python", "#!/usr/bin/env ruby python", "#!/python/bin/sh",
        "#!/usr/bin/env PYTHONPATH=/x/python ruby"})
    EXPECT_FALSE(hasPythonShebang(text)) << text;
}

} // namespace
} // namespace stackdev
