#include <stackdev/project.h>

#include <gtest/gtest.h>

#include "project/facts.h"
#include "support/utf8.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::TemporaryFolder;

class ProjectsTest : public ::testing::Test {
protected:
  FoundProjects find() const {
    Root stack{root.path(), state.path(), manifest};
    auto found = findProjects(stack);
    EXPECT_TRUE(found) << found.error().message;
    return found ? std::move(*found) : FoundProjects();
  }
  /// "folder:name" of each; the name only where it differs.
  std::string projects() const {
    std::string text;
    for (const auto& project : find().projects)
      text += (text.empty() ? "" : " ") + project.folder +
              (project.name == project.folder ? "" : ":" + project.name);
    return text;
  }
  /// A folder with .git is a repository, whatever is in it.
  void repository(const std::string& folder, const std::string& package) const {
    root.folder(folder + "/.git");
    root.write(folder + "/" + package + "/__init__.py", "");
  }
  std::string references(const std::string& folder) const {
    std::string text;
    for (const auto& project : find().projects)
      if (project.folder == folder)
        for (const auto& name : project.references)
          text += (text.empty() ? "" : " ") + name;
    return text;
  }
  std::string warnings() const {
    std::string text;
    for (const auto& warning : find().warnings) {
      EXPECT_TRUE(isUtf8(warning)) << "JSON can carry nothing else";
      text += warning + "\n";
    }
    return text;
  }

  TemporaryFolder root;
  TemporaryFolder state;
  std::optional<Manifest> manifest;
};

TEST_F(ProjectsTest, AreClonesAndPythonFolders) {
  repository("nova", "nova");
  root.folder("noVNC/.git");
  root.write("noVNC/index.html", "");
  root.write("plain/x/__init__.py", "");
  root.write("data/file.txt", "");
  root.write("file.py", "");
  root.write(".hidden/x.py", "");
  root.write("venv/pyvenv.cfg", "");
  root.write("venv/lib/x.py", "");
  root.write("node_modules/x.py", "");
  root.write("workspace/.metadata/x.py", "");
  EXPECT_EQ(projects(), "noVNC nova plain");
  for (const auto& project : find().projects)
    EXPECT_EQ(project.isPython, project.folder != "noVNC") << project.folder;
}

TEST_F(ProjectsTest, AreFoundInsideOthersAndInFoldersOfClones) {
  repository("outer", "outer");
  repository("outer/third_party/library", "library");
  repository("outer/third_party/library/deep", "deep");
  repository("group/one", "one");
  repository("group/two", "two");
  EXPECT_EQ(projects(), "group/one:one group/two:two outer outer/third_party/library:library "
                        "outer/third_party/library/deep:deep");
  for (const auto& project : find().projects) {
    if (project.folder == "outer") {
      EXPECT_EQ(project.packages, std::vector<std::string>{"outer"});
    }
  }
}

TEST_F(ProjectsTest, IsTheRootItselfIfThatIsAClone) {
  root.folder(".git");
  root.write("x/__init__.py", "");
  const auto found = find().projects;
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].folder, "");
  EXPECT_EQ(found[0].location, root.path());
}

TEST_F(ProjectsTest, HaveNamesThatDoNotClash) {
  repository("a/lib", "x");
  repository("b/lib", "y");
  repository("b-lib", "z");
  EXPECT_EQ(projects(), "a/lib:lib b-lib b/lib:b-lib-2");
}

TEST_F(ProjectsTest, KeepTheNameOfTheirProjectFile) {
  repository("a", "x");
  root.write("a/.project", "<projectDescription><name>My: name </name></projectDescription>");
  repository("b", "y");
  root.write("b/.project", "<projectDescription><name>\xFF</name></projectDescription>");
  EXPECT_EQ(projects(), "a:My_ name b") << "what Eclipse refuses in names is replaced";
}

TEST_F(ProjectsTest, AreNotFollowedThroughLinks) {
  const TemporaryFolder outside;
  outside.write("x/__init__.py", "");
  std::filesystem::create_directory_symlink(outside.path(), root / "link");
  repository("a", "a");
  std::filesystem::create_directory_symlink(outside.path(), root / "a/link");
  std::filesystem::create_directory_symlink(root.path(), root / "a/loop");
  EXPECT_EQ(projects(), "a");
  EXPECT_EQ(warnings(), "link: left out: it is a symbolic link; import the folder that it points "
                        "to with --root\n");
}

TEST_F(ProjectsTest, AreRefusedByNameWhereEclipseCannotNameThem) {
  repository("caf\xE9", "x");
  repository("a", "a");
  repository("a/caf\xE9", "y");
  root.write("a/bin/caf\xE9", "#!/usr/bin/python\n");
  root.write("a/bin/good", "#!/usr/bin/python\n");
  root.write("a/caf\xE9-tests/tests/test_x.py", "");
  root.write("a/etc/caf\xE9.conf", "");
  root.write("a/odd.py", "import caf\xE9\n");
  EXPECT_EQ(projects(), "a");
  const auto said = warnings();
  EXPECT_NE(said.find("caf\xEF\xBF\xBD: left out: its name is not UTF-8"), std::string::npos)
      << said;
  EXPECT_NE(said.find("a/caf\xEF\xBF\xBD: its name is not UTF-8"), std::string::npos) << said;
  const auto found = find();
  ASSERT_EQ(found.projects.size(), 1U);
  ASSERT_EQ(found.projects[0].entryPoints.size(), 1U);
  EXPECT_EQ(found.projects[0].entryPoints[0].name, "good");
  EXPECT_TRUE(found.projects[0].testSuites.empty());
  EXPECT_TRUE(isUtf8(found.factsFile));
}

TEST_F(ProjectsTest, ReferToWhatTheyNeed) {
  repository("lib", "lib");
  root.write("lib/setup.py", "setup(name='The_Lib')");
  repository("keystone", "keystone");
  repository("other", "other");
  const std::vector<std::tuple<std::string, std::string, std::string>> rows = {
      {"requirements.txt", "the.lib>=1\n", "lib"},
      {"tools/pip-requires", "The-Lib\n", "lib"},
      {"setup.cfg", "[options]\ninstall_requires = the-lib\n", "lib"},
      {"pyproject.toml", "[project]\ndependencies=['the-lib']\n", "lib"},
      {"setup.py", "setup(install_requires=['the-lib'])", "lib"},
      {"user/a.py", "from lib import x\nimport user, os\n", "lib"},
      {"bin/run", "#!/usr/bin/python\nimport lib\n", "lib"},
      {"etc/api-paste.ini",
       "[filter:a]\npaste.filter_factory = keystone.middleware.auth_token:filter_factory\n",
       "keystone"},
      {"etc/x-paste.ini", "[app:a]\nuse = call:other.x:make\n", "other"},
      {"etc/paste.ini", "[app:a]\nuse = egg:other\n", ""},
      {"user/b.py", "# import lib\n'''\nimport lib\n'''\n", ""},
  };
  for (const auto& [file, text, expected] : rows) {
    repository("user", "user");
    root.write("user/" + file, text);
    EXPECT_EQ(references("user"), expected) << file;
    std::filesystem::remove_all(root / "user");
  }
}

TEST_F(ProjectsTest, ReferToNobodyWhereTwoClaimAName) {
  repository("one", "shared");
  repository("two", "shared");
  repository("user", "user");
  root.write("user/user/a.py", "import shared\n");
  EXPECT_EQ(references("user"), "");
}

TEST_F(ProjectsTest, ReferToTheCloneBesideItsFurtherTrees) {
  repository("user", "user");
  root.write("user/user/a.py", "import shared\n");
  root.write("worktree/.git", "gitdir: ../one/.git/worktrees/worktree\n");
  root.write("worktree/shared/__init__.py", "");
  EXPECT_EQ(references("user"), "worktree");
  repository("one", "shared");
  EXPECT_EQ(references("user"), "one");
}

TEST_F(ProjectsTest, ReferToWhatTheManifestDeclares) {
  repository("nova", "nova");
  repository("glance", "glance");
  manifest.emplace();
  manifest->repositories = {{"nova", {}, {}, {"glance"}}, {"swift", {}, {}, {}}};
  EXPECT_EQ(references("nova"), "glance");
  EXPECT_EQ(warnings(), "not cloned yet: swift\n");
}

TEST(KnownFacts, AreReadAsWritten) {
  const TemporaryFolder folder;
  folder.write("x/__init__.py", "import os\nprint 'x'\n");
  folder.write("bin/run", "#!/usr/bin/python\n");
  folder.write("etc/x.conf", "");
  folder.write("setup.py", "setup(name='n', entry_points={'wsgi_scripts': ['a = b:c']})");
  folder.folder("nested/.git");
  const auto found = repositoryFacts(folder.path(), nullptr);
  ASSERT_TRUE(found);
  KnownFacts known;
  known.repositories["x"] = {found->fingerprint, found->facts};
  const auto bytes = encodedFacts(known);
  const auto read = decodedFacts(bytes);
  ASSERT_EQ(read.repositories.size(), 1U);
  EXPECT_EQ(read.repositories.at("x").fingerprint, found->fingerprint);
  EXPECT_EQ(encodedFacts(read), bytes);
  for (const char* broken : {"", "[]", "{\"version\":1}", "{\"version\":9,\"repositories\":{}}"})
    EXPECT_TRUE(decodedFacts(broken).repositories.empty()) << broken;
}

TEST(RepositoryFacts, AreReusedUntilAFileChanges) {
  const TemporaryFolder folder;
  folder.write("x/__init__.py", "import os\n");
  const auto reused = [&](const KnownFacts::Entry& entry) {
    const auto found = repositoryFacts(folder.path(), &entry);
    return found && found->reused;
  };
  const auto known = [&] {
    const auto found = repositoryFacts(folder.path(), nullptr);
    return KnownFacts::Entry{found->fingerprint, found->facts};
  };
  auto entry = known();
  EXPECT_TRUE(reused(entry));
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"x/new.py", ""},          {"x/new.py", "import sys\n"}, {"bin/run", "#!/usr/bin/python\n"},
      {"requirements.txt", "a"}, {"etc/x.conf", ""},           {"x/venv/pyvenv.cfg", ""},
      {"setup.cfg", "[x]"},      {"nested/.git/HEAD", ""}};
  for (const auto& [file, text] : changes) {
    folder.write(file, text);
    if (file != "x/venv/pyvenv.cfg") { // nothing was in it
      EXPECT_FALSE(reused(entry)) << file;
    }
    entry = known();
    EXPECT_TRUE(reused(entry)) << file;
  }
  std::filesystem::remove(folder / "x/new.py");
  EXPECT_FALSE(reused(entry));
}

} // namespace
} // namespace stackdev
