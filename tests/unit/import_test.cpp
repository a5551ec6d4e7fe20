#include <stackdev/import.h>

#include <algorithm>

#include <gtest/gtest.h>

#include "change/generated_files.h"
#include "ide/eclipse_workspace.h"
#include "support/process.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::content;
using test::TemporaryFolder;

class ImportTest : public ::testing::Test {
protected:
  ImportTest() {
    root.folder("nova/.git/info");
    root.write("nova/nova/__init__.py", "import lib\n");
    root.write("nova/bin/nova-api", "#!/usr/bin/python3\n");
    root.write("lib/lib/__init__.py", "");
    request.interpreters = {"/usr/bin/python3"};
  }
  Root stack() const { return {root.path(), state / "s", manifest}; }
  Import run() const {
    auto done = importProjects(stack(), request);
    EXPECT_TRUE(done) << done.error().message;
    return done ? std::move(*done) : Import();
  }
  Import plan() const {
    auto planned = importPlan(stack(), request);
    EXPECT_TRUE(planned) << planned.error().message;
    return planned ? std::move(*planned) : Import();
  }
  static std::string warnings(const Import& import) {
    std::string text;
    for (const auto& warning : import.warnings)
      text += warning + "\n";
    return text;
  }
  std::vector<std::string> files() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root.path()))
      if (entry.is_regular_file() && entry.path().filename() != ".lock")
        found.push_back(entry.path().lexically_relative(root.path()).string());
    std::sort(found.begin(), found.end());
    return found;
  }
  std::string launch(const std::string& name) const {
    return "workspace/.metadata/.plugins/org.eclipse.debug.core/.launches/" + name + ".launch";
  }

  TemporaryFolder root;
  TemporaryFolder state;
  std::optional<Manifest> manifest;
  ImportRequest request;
};

TEST_F(ImportTest, TellsWhatPydevsDebugServerOpens) {
  EXPECT_EQ(plan().exposure, "") << "nothing here debugs workers";
  request.debugServer = true;
  root.write(
      "workspace/.metadata/.plugins/org.eclipse.core.runtime/.settings/org.python.pydev.prefs",
      "PYDEV_REMOTE_DEBUGGER_PORT=5679\n");
  root.write("nova/nova/service.py", "import eventlet\n");
  const auto import = run();
  EXPECT_NE(import.exposure.find("iptables -I INPUT -p tcp --dport 5679 ! -i lo -j DROP"),
            std::string::npos);
  EXPECT_EQ(warnings(import), import.exposure + "\n");
  EXPECT_NE(content(root / launch("nova-api (debug workers)")).find("127.0.0.1:5679"),
            std::string::npos);
  request.debugServer = false;
  EXPECT_EQ(warnings(run()), "");
}

TEST_F(ImportTest, WarnsOfPython2Once) {
  root.write("nova/nova/x.py", "print 'x'\n");
  root.write("lib/lib/x.py", "try:\n  pass\nexcept E, e:\n  pass\n");
  const std::string code = "Python 2 code: lib, nova";
  const std::string pydev = ". PyDev 9.3 is the last that edits and debugs it";
  const std::string python = ". Give it a Python 2.7: --interpreter PATH";
  EXPECT_EQ(warnings(plan()), code + pydev + python + "\n");
  request.ides = {Ide::VsCode, Ide::PyCharm};
  EXPECT_EQ(warnings(plan()), code + python + "\n");

  root.write("venv/bin/python", "");
  root.write("venv/pyvenv.cfg", "home = /none\nversion = 2.7.18\n");
  root.folder("venv/lib/python2.7/site-packages");
  std::filesystem::permissions(root / "venv/bin/python", std::filesystem::perms::owner_all);
  request.interpreters = {(root / "venv/bin/python").string()};
  EXPECT_EQ(warnings(plan()), "");
  request.ides = {Ide::Eclipse};
  EXPECT_EQ(warnings(plan()), code + pydev + "\n");
}

TEST_F(ImportTest, LetsLsp4eStartTheServerOnlyIfAsked) {
  const auto launchFile = root / launch("stackdev-lsp");
  const auto preferences =
      "workspace/.metadata/.plugins/org.eclipse.core.runtime/.settings/org.eclipse.lsp4e.prefs";
  const std::string entry = "org.python.pydev.pythonfile:org.eclipse.ui.externaltools."
                            "ProgramLaunchConfigurationType/stackdev-lsp/run";
  run();
  EXPECT_FALSE(std::filesystem::exists(launchFile));
  root.write(preferences, "a=b\ncontentTypeToLSPLauch=text\\:type/other/run\n");
  request.languageServer = true;
  const auto import = run();
  EXPECT_EQ(content(root / preferences),
            "a=b\ncontentTypeToLSPLauch=text:type/other/run," + entry + "\n");
  EXPECT_NE(content(launchFile).find(programBeside("stackdev-lsp")->string()), std::string::npos);
  for (const auto& configuration : import.launchConfigurations)
    EXPECT_NE(configuration.name, "stackdev-lsp") << "it is no program of the stack's";
  EXPECT_TRUE(plan().changes.empty());
  root.write(preferences, "a=b\n"); // the user does not want it any more
  request.languageServer = false;
  EXPECT_TRUE(plan().changes.empty());
  EXPECT_TRUE(std::filesystem::exists(launchFile));
}

TEST_F(ImportTest, PlanWritesNothing) {
  const auto before = files();
  EXPECT_FALSE(plan().changes.empty());
  EXPECT_EQ(files(), before);
  EXPECT_FALSE(std::filesystem::exists(state / "s"));
  EXPECT_FALSE(std::filesystem::exists(root / "workspace"));
}

TEST_F(ImportTest, MakesProjectsAndRegistersThem) {
  const auto import = run();
  ASSERT_EQ(import.projects.size(), 2U);
  EXPECT_EQ(import.projects[1].name, "nova");
  EXPECT_EQ(import.projects[1].references, std::vector<std::string>{"lib"});
  EXPECT_EQ(import.projects[1].sourcePaths, std::vector<std::string>{"/${PROJECT_DIR_NAME}"});
  EXPECT_EQ(import.projects[1].grammar, "python interpreter");
  EXPECT_EQ(import.projects[1].interpreter, "/usr/bin/python3");
  EXPECT_EQ(warnings(import), "");
  EXPECT_NE(content(root / "nova/.project").find("<project>lib</project>"), std::string::npos);
  EXPECT_NE(content(root / launch("nova-api")).find("${workspace_loc:nova/bin/nova-api}"),
            std::string::npos);
  const auto workspace = readWorkspace(root / "workspace");
  ASSERT_TRUE(workspace);
  ASSERT_EQ(workspace->projects.size(), 2U);
  EXPECT_EQ(workspace->projects.at("nova").location, root / "nova");
}

TEST_F(ImportTest, IsEmptyTheSecondTime) {
  run();
  const auto before = files();
  EXPECT_TRUE(plan().changes.empty());
  EXPECT_TRUE(run().changes.empty());
  EXPECT_EQ(files(), before);
  EXPECT_EQ(appliedChanges(state / "s")->size(), 1U);
}

TEST_F(ImportTest, KeepsAChangedLaunchFileAndSaysSo) {
  run();
  root.write(launch("nova-api"), "mine");
  root.write("nova/bin/nova-api2", "#!/usr/bin/python3\n"); // something to do besides
  const auto again = run();
  EXPECT_EQ(warnings(again), (root / launch("nova-api")).string() +
                                 ": changed by you, so left as it is; delete it "
                                 "and import again for the generated one\n");
  EXPECT_EQ(content(root / launch("nova-api")), "mine");
}

TEST_F(ImportTest, KeepsALaunchFileThatWasThereBefore) {
  root.write(launch("nova-api"), "mine");
  EXPECT_EQ(warnings(run()), (root / launch("nova-api")).string() +
                                 ": is there already and not stackdev's, so left as it is\n");
  EXPECT_EQ(content(root / launch("nova-api")), "mine");
}

TEST_F(ImportTest, LeavesADeletedLaunchFileDeleted) {
  const auto all = run().launchConfigurations.size();
  std::filesystem::remove(root / launch("nova-api"));
  const auto again = run();
  EXPECT_TRUE(again.changes.empty());
  EXPECT_EQ(again.launchConfigurations.size(), all - 1) << "it is not there to be opened";
  EXPECT_EQ(content(root / launch("nova-api")), "<none>");
}

TEST_F(ImportTest, ReplacesALaunchFileThatNobodyTouched) {
  run();
  root.write("nova/etc/nova-api.conf", "");
  run();
  EXPECT_NE(content(root / launch("nova-api")).find("--config-file"), std::string::npos);
}

TEST_F(ImportTest, RemovesTheLaunchFileOfAScriptThatIsGone) {
  run();
  std::filesystem::remove(root / "nova/bin/nova-api");
  run();
  EXPECT_EQ(content(root / launch("nova-api")), "<none>");
}

TEST_F(ImportTest, SharesLaunchFilesAndSwitchesBothWays) {
  run();
  const std::string kShared = "nova/.stackdev/launch/nova-api.launch";
  request.launchFiles = ImportRequest::LaunchFiles::InProjects;
  run();
  EXPECT_NE(content(root / kShared), "<none>");
  EXPECT_EQ(content(root / launch("nova-api")), "<none>") << "not twice";
  EXPECT_TRUE(run().changes.empty());
  request.launchFiles = ImportRequest::LaunchFiles::InWorkspace;
  run();
  EXPECT_EQ(content(root / kShared), "<none>");
  EXPECT_NE(content(root / launch("nova-api")), "<none>");
}

TEST_F(ImportTest, IsTakenBackWhole) {
  const auto before = files();
  run();
  const auto undone = undoLast(stack());
  ASSERT_TRUE(undone) << undone.error().message;
  EXPECT_EQ(undone->title, "import 2 projects");
  EXPECT_EQ(files(), before);
  run();
  const auto workspace = readWorkspace(root / "workspace");
  EXPECT_EQ(workspace->projects.size(), 2U) << "and can be made again";
}

TEST_F(ImportTest, UnregistersARepositoryThatIsGone) {
  run();
  std::filesystem::remove_all(root / "nova");
  run();
  const auto workspace = readWorkspace(root / "workspace");
  ASSERT_TRUE(workspace);
  EXPECT_FALSE(workspace->projects.contains("nova"));
  EXPECT_EQ(content(root / launch("nova-api")), "<none>");
  EXPECT_TRUE(run().changes.empty());
}

TEST_F(ImportTest, TakesTheProjectsNamedOnly) {
  request.names = {"lib"};
  EXPECT_EQ(run().projects.size(), 1U);
  EXPECT_EQ(content(root / "nova/.project"), "<none>");
  request.names = {"none"};
  const auto failed = importProjects(stack(), request);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(failed.error().message, "no project is called none; there are: lib, nova");
}

TEST_F(ImportTest, LeavesOutANameThatAnotherFolderHas) {
  const TemporaryFolder other;
  other.write("nova/x.py", "");
  request.workspace = root / "workspace";
  const Root second{other.path(), state / "other", std::nullopt};
  ASSERT_TRUE(importProjects(second, request));
  const auto import = run();
  EXPECT_EQ(import.projects.size(), 1U);
  EXPECT_NE(warnings(import).find("left out: the workspace has another project nova"),
            std::string::npos);
}

TEST_F(ImportTest, KeepsGeneratedFilesOutOfGit) {
  run();
  EXPECT_EQ(content(root / "nova/.git/info/exclude"), "<none>") << "an empty .git is no clone's";
}

TEST_F(ImportTest, RefusesWhatIsNoXmlByName) {
  root.write("nova/.project", "torn <");
  const auto failed = importProjects(stack(), request);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(failed.error().message.find((root / "nova/.project").string()), 0U);
}

TEST_F(ImportTest, RefusesAWorkspaceThatEclipseCannotName) {
  request.workspace = root / "caf\xE9";
  const auto failed = importPlan(stack(), request);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::InvalidArgument);
}

} // namespace
} // namespace stackdev
