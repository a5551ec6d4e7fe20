// Imports for VS Code and PyCharm, and for several IDEs: what is written, merged and removed.
#include <stackdev/import.h>

#include <algorithm>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "support/json_text.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::content;
using test::TemporaryFolder;

class ImportIdes : public ::testing::Test {
protected:
  ImportIdes() {
    root.write("nova/nova/__init__.py", "import eventlet\nimport lib\n");
    root.write("nova/bin/nova-api", "#!/usr/bin/python3\n");
    root.write("lib/src/lib/__init__.py", "");
    root.write("lib/setup.cfg", "[options]\npackage_dir =\n  = src\n");
    request.interpreters = {"/usr/bin/python3"};
  }
  Root stack() const { return {root.path(), state / "s", std::nullopt}; }
  Import run(const std::string& ides) {
    request.ides = *idesNamed(ides);
    auto done = importProjects(stack(), request);
    EXPECT_TRUE(done) << done.error().message;
    return done ? std::move(*done) : Import();
  }
  bool isUpToDate(const std::string& ides) { return run(ides).changes.empty(); }
  std::vector<std::string> files() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root.path()))
      if (entry.is_regular_file() && entry.path().filename() != ".lock")
        found.push_back(entry.path().lexically_relative(root.path()).string());
    std::sort(found.begin(), found.end());
    return found;
  }
  std::string workspaceName() const { return root.path().filename().string() + ".code-workspace"; }
  std::string workspace() const { return content(root / workspaceName()); }
  /// A change that the user makes.
  void edit(const std::string& file, const std::string& from, const std::string& to) const {
    auto text = content(root / file);
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    root.write(file, text.replace(at, from.size(), to));
  }
  static std::string warnings(const Import& import) {
    std::string text;
    for (const auto& warning : import.warnings)
      text += warning + "\n";
    return text;
  }

  TemporaryFolder root;
  TemporaryFolder state;
  ImportRequest request;
};

TEST_F(ImportIdes, AreNamedByAList) {
  const auto named = [](const std::string& list) {
    const auto ides = idesNamed(list);
    std::string text = ides ? "" : ides.error().message;
    if (ides)
      for (const auto ide : *ides)
        text += std::string(nameOf(ide)) + ";";
    return text;
  };
  const std::string expected =
      ": expected eclipse, vscode or pycharm, or several of them with commas between";
  EXPECT_EQ(named("eclipse"), "eclipse;");
  EXPECT_EQ(named("vscode,eclipse,vscode"), "vscode;eclipse;");
  EXPECT_EQ(named("pycharm,vscode,eclipse"), "pycharm;vscode;eclipse;");
  EXPECT_EQ(named("emacs"), "--ide emacs" + expected);
  EXPECT_EQ(named(""), "--ide " + expected);
  EXPECT_EQ(named("vscode,"), "--ide " + expected);
}

TEST_F(ImportIdes, WriteTheirOwnFilesOnly) {
  const auto before = files();
  const auto written = [&](const std::string& ides) {
    run(ides);
    std::vector<std::string> added;
    const auto after = files();
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                        std::back_inserter(added));
    EXPECT_TRUE(isUpToDate(ides));
    EXPECT_TRUE(undoLast(stack()));
    EXPECT_EQ(files(), before);
    return added;
  };
  EXPECT_EQ(written("vscode"), std::vector<std::string>{workspaceName()});
  const auto name = root.path().filename().string();
  std::vector<std::string> expected = {
      ".idea/lib.iml",         ".idea/modules.xml",
      ".idea/nova.iml",        ".idea/" + name + ".iml",
      ".idea/vcs.xml",         ".run/nova-api (debug workers).run.xml",
      ".run/nova-api.run.xml", ".run/stackdev debug server.run.xml"};
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(written("pycharm"), expected);
}

TEST_F(ImportIdes, TellWhatTheyOpenAndLaunch) {
  const auto import = run("vscode,eclipse,pycharm");
  EXPECT_EQ(import.workspace, root / workspaceName());
  ASSERT_EQ(import.opened.size(), 3U);
  EXPECT_EQ(import.opened[1].second, root / "workspace");
  EXPECT_EQ(import.opened[2].second, root.path());
  const auto typesOf = [&](Ide ide) {
    std::vector<std::string> types;
    for (const auto& launch : import.launchConfigurations)
      if (launch.ide == ide) {
        types.push_back(launch.name + ": " + launch.type);
        EXPECT_EQ(launch.project, launch.type == "PyRemoteDebugConfigurationType" ? "" : "nova");
        EXPECT_TRUE(std::filesystem::exists(launch.file));
      }
    return types;
  };
  EXPECT_EQ(
      typesOf(Ide::VsCode),
      (std::vector<std::string>{"nova-api: debugpy", "nova-api (debug workers): adapter: debugpy",
                                "nova-api (debug workers): program: debugpy",
                                "nova-api (debug workers): compound"}));
  EXPECT_EQ(typesOf(Ide::PyCharm),
            (std::vector<std::string>{"nova-api: PythonConfigurationType",
                                      "nova-api (debug workers): PythonConfigurationType",
                                      "stackdev debug server: PyRemoteDebugConfigurationType"}));
}

TEST_F(ImportIdes, LeaveEachOthersFilesAlone) {
  run("eclipse,vscode,pycharm");
  const auto all = files();
  std::filesystem::remove(root / "nova/bin/nova-api"); // what would be stale is the others' affair
  const auto withoutScript = [&] {
    auto some = all;
    std::erase(some, "nova/bin/nova-api");
    return some;
  }();
  run("vscode");
  EXPECT_EQ(files(), withoutScript);
  run("eclipse,pycharm");
  EXPECT_EQ(content(root / ".run/nova-api.run.xml"), "<none>");
  EXPECT_TRUE(isUpToDate("eclipse,vscode,pycharm"));
}

TEST_F(ImportIdes, KeepWhatTheUserHasInVsCodesFile) {
  run("vscode");
  edit(workspaceName(), "\"settings\": {",
       "// mine\n\t\"settings\": {\n\t\t\"editor.rulers\": [79],");
  edit(workspaceName(), "\"configurations\": [\n",
       "\"configurations\": [\n\t\t\t{\"name\": \"my own\", \"type\": \"x\"}, // keep\n");
  edit(workspaceName(), "\"justMyCode\": false", "\"justMyCode\": true");
  const auto his = workspace();
  EXPECT_TRUE(isUpToDate("vscode"));
  EXPECT_EQ(workspace(), his);
  root.write("glance/glance/__init__.py", "");
  root.write("glance/bin/glance-api", "#!/usr/bin/python3\n");
  run("vscode");
  EXPECT_NE(workspace().find("// keep"), std::string::npos);
  EXPECT_NE(workspace().find("\"name\": \"glance-api\""), std::string::npos);
  std::filesystem::remove_all(root / "glance");
  run("vscode");
  EXPECT_EQ(workspace(), his) << "all that came with it is gone, and nothing else";
}

TEST_F(ImportIdes, CallAFolderAsTheUserDoesInVsCodesFile) {
  run("vscode");
  const auto has = [this](const char* text) { return workspace().find(text) != std::string::npos; };
  edit(workspaceName(), "\"name\": \"nova\",", "\"name\": \"compute\",");
  run("vscode");
  EXPECT_TRUE(has("\"${workspaceFolder:compute}/bin/nova-api\""));
  EXPECT_FALSE(has("${workspaceFolder:nova}"));
  EXPECT_TRUE(isUpToDate("vscode"));
  edit(workspaceName(), "\"name\": \"compute\",", "");
  run("vscode");
  EXPECT_TRUE(has("\"${workspaceFolder:nova}/bin/nova-api\"")) << "VS Code calls it so then";
  edit(workspaceName(), "\"path\": \"nova\"", "\"path\": \"another\"");
  run("vscode");
  EXPECT_TRUE(has(("\"" + (root / "nova/bin/nova-api").string() + "\"").c_str()));
  EXPECT_FALSE(has("${workspaceFolder:nova}")) << "it was taken out";
  EXPECT_TRUE(isUpToDate("vscode"));
}

TEST_F(ImportIdes, NameAnEntryThatTheUserChangedAndNothingWants) {
  run("vscode");
  edit(workspaceName(), "\"name\": \"nova-api\",",
       "\"name\": \"nova-api\", \"stopOnEntry\": true,");
  std::filesystem::remove(root / "nova/bin/nova-api");
  EXPECT_EQ(warnings(run("vscode")), (root / workspaceName()).string() +
                                         ": \"nova-api\" is changed by you, so it stays, though "
                                         "nothing is made of it now\n");
}

TEST_F(ImportIdes, RefuseAFileOfVsCodesThatIsNoJson) {
  root.write(workspaceName(), "{ \"folders\": [ }");
  request.ides = {Ide::VsCode};
  const auto failed = importProjects(stack(), request);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(failed.error().message, (root / workspaceName()).string() + ":1:16: expected a value");
  root.write(workspaceName(), " \n"); // VS Code takes an empty one for {}
  run("vscode");
  EXPECT_TRUE(parsedJsonText(workspace(), ""));
}

TEST_F(ImportIdes, LeaveTheRestAloneWhenAProjectIsNamed) {
  run("vscode,pycharm");
  const auto before = workspace();
  const auto modules = content(root / ".idea/modules.xml");
  request.names = {"lib"};
  EXPECT_TRUE(isUpToDate("vscode,pycharm"));
  EXPECT_EQ(workspace(), before);
  EXPECT_EQ(content(root / ".idea/modules.xml"), modules);
  request.names = {};
  EXPECT_TRUE(isUpToDate("vscode,pycharm"));
}

TEST_F(ImportIdes, MakeModulesWithSourcesAndDependencies) {
  run("pycharm");
  pugi::xml_document module;
  ASSERT_TRUE(module.load_file((root / ".idea/nova.iml").c_str()));
  const auto component = module.child("module").child("component");
  EXPECT_STREQ(component.child("content").attribute("url").value(), "file://$MODULE_DIR$/nova");
  EXPECT_STREQ(component.find_child_by_attribute("orderEntry", "module-name", "lib")
                   .attribute("type")
                   .value(),
               "module");
  ASSERT_TRUE(module.load_file((root / ".idea/lib.iml").c_str()));
  EXPECT_STREQ(module.child("module")
                   .child("component")
                   .child("content")
                   .child("sourceFolder")
                   .attribute("url")
                   .value(),
               "file://$MODULE_DIR$/lib/src");
}

TEST_F(ImportIdes, MergeIntoPyCharmsFiles) {
  run("pycharm");
  edit(".idea/nova.iml", "<orderEntry type=\"inheritedJdk\" />",
       "<orderEntry type=\"jdk\" jdkName=\"Python 3.11\" jdkType=\"Python SDK\" />");
  edit(".idea/nova.iml", "</content>",
       "<excludeFolder url=\"file://$MODULE_DIR$/nova/doc\" /></content>");
  const auto his = content(root / ".idea/nova.iml");
  EXPECT_TRUE(isUpToDate("pycharm"));
  root.write("client/client/__init__.py", "");
  root.write("nova/nova/api.py", "import client\n");
  run("pycharm");
  const auto merged = content(root / ".idea/nova.iml");
  for (const char* part : {"jdkName=\"Python 3.11\"", "nova/doc", "module-name=\"client\""})
    EXPECT_NE(merged.find(part), std::string::npos) << part;
  EXPECT_EQ(merged.find("inheritedJdk"), std::string::npos);
  EXPECT_NE(content(root / ".idea/modules.xml").find("client.iml"), std::string::npos);
  std::filesystem::remove_all(root / "client");
  run("pycharm");
  EXPECT_EQ(content(root / ".idea/client.iml"), "<none>");
  EXPECT_EQ(content(root / ".idea/modules.xml").find("client.iml"), std::string::npos);
  EXPECT_EQ(content(root / ".idea/nova.iml").find("client"), std::string::npos);
}

TEST_F(ImportIdes, TakeAFolderThatPyCharmHasOpenedBefore) {
  root.folder("nova/.git");
  root.write("nova/.idea/nova.iml", R"(<?xml version="1.0" encoding="UTF-8"?>
<module type="PYTHON_MODULE" version="4">
  <component name="NewModuleRootManager">
    <content url="file://$MODULE_DIR$">
      <sourceFolder url="file://$MODULE_DIR$" isTestSource="true" />
      <excludeFolder url="file://$MODULE_DIR$/.venv" />
    </content>
    <orderEntry type="jdk" jdkName="Python 3.11" jdkType="Python SDK" />
    <orderEntry type="sourceFolder" forTests="false" />
  </component>
  <component name="PyDocumentationSettings">
    <option name="format" value="GOOGLE" />
  </component>
</module>)");
  root.write("nova/.idea/vcs.xml", R"(<?xml version="1.0" encoding="UTF-8"?>
<project version="4">
  <component name="VcsDirectoryMappings">
    <mapping directory="$PROJECT_DIR$" vcs="" />
  </component>
</project>)");
  root.write("nova/.idea/modules.xml", R"(<?xml version="1.0" encoding="UTF-8"?>
<project version="4">
  <component name="ProjectModuleManager">
    <modules>
      <module fileurl="file://$PROJECT_DIR$/.idea/nova.iml" filepath="$PROJECT_DIR$/.idea/nova.iml" />
    </modules>
  </component>
</project>)");
  std::vector<std::string> before;
  for (const char* file : {"nova.iml", "vcs.xml", "modules.xml"})
    before.push_back(content(root / "nova/.idea" / file));
  request.ides = {Ide::PyCharm};
  const Root one{root / "nova", state / "one", std::nullopt};
  const auto done = importProjects(one, request);
  ASSERT_TRUE(done) << done.error().message;
  for (const char* file : {"nova.iml", "vcs.xml", "modules.xml"}) {
    EXPECT_EQ(content(root / "nova/.idea" / file), before.front()) << "all is there already";
    before.erase(before.begin());
  }
}

TEST_F(ImportIdes, RefuseFilesOfPyCharmsThatTheyDoNotKnow) {
  request.ides = {Ide::PyCharm};
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"<project version=\"4\"><component", ": not XML: "},
      {"", ": not XML: "},
      {"<module/>", ": has no <project>; move it away"},
      {"<project>\x01</project>", ": not XML: "},
  };
  for (const auto& [text, why] : rows) {
    root.write(".idea/modules.xml", text);
    const auto done = importProjects(stack(), request);
    ASSERT_FALSE(done) << text;
    EXPECT_EQ(done.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(done.error().message.find((root / ".idea/modules.xml").string() + why), 0U)
        << done.error().message;
    EXPECT_FALSE(std::filesystem::exists(root / ".idea/nova.iml")) << "all or nothing";
  }
}

TEST_F(ImportIdes, HideFilesOfOddNames) {
  root.write("o[a]*\n!b/.git/HEAD", "ref: refs/heads/master\n");
  root.folder("o[a]*\n!b/.git/objects");
  root.folder("o[a]*\n!b/.git/refs");
  root.write("o[a]*\n!b/a.py", "");
  request.ides = {Ide::VsCode};
  const Root one{root / "o[a]*\n!b", state / "one", std::nullopt};
  ASSERT_TRUE(importProjects(one, request));
  EXPECT_EQ(content(one.folder / ".git/info/exclude"),
            "# made by stackdev import\n/.stackdev/\n/o\\[a\\]\\*?\\!b.code-workspace\n");
  EXPECT_TRUE(importPlan(one, request)->changes.empty());
}

TEST_F(ImportIdes, LetNoFileNameBeAVariableOfVsCodes) {
  root.write("lib/${command:x}/manage.py",
             "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'a.b')\n");
  root.write("lib/${command:x}/a/b.py", "");
  const auto import = run("vscode");
  EXPECT_EQ(workspace().find("${command"), std::string::npos) << workspace();
  EXPECT_NE(warnings(import).find("left out for VS Code"), std::string::npos) << warnings(import);
}

TEST_F(ImportIdes, TakeARepositoryWithoutPython) {
  root.write("web/index.html", "");
  root.folder("web/.git");
  run("vscode,pycharm");
  EXPECT_NE(content(root / ".idea/web.iml").find("content url=\"file://$MODULE_DIR$/web\""),
            std::string::npos);
  EXPECT_NE(workspace().find("\"path\": \"web\""), std::string::npos);
  EXPECT_TRUE(isUpToDate("vscode,pycharm"));
}

TEST_F(ImportIdes, WorkWhereTheRootIsTheOnlyProject) {
  request.ides = {Ide::VsCode, Ide::PyCharm};
  root.folder("nova/.git");
  const Root one{root / "nova", state / "one", std::nullopt};
  const auto import = importProjects(one, request);
  ASSERT_TRUE(import) << import.error().message;
  EXPECT_NE(content(root / "nova/nova.code-workspace").find("\"path\": \".\""), std::string::npos);
  EXPECT_NE(content(root / "nova/.idea/nova.iml").find("content url=\"file://$MODULE_DIR$\""),
            std::string::npos);
  EXPECT_NE(content(root / "nova/.run/nova-api.run.xml").find("$PROJECT_DIR$/bin/nova-api"),
            std::string::npos);
  EXPECT_TRUE(importPlan(one, request)->changes.empty());
}

} // namespace
} // namespace stackdev
