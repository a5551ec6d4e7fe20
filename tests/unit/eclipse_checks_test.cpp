// The doctor's checks of an Eclipse workspace, of the Eclipse that opens it, and of folders that
// programs work in.
#include "doctor/examination.h"

#include <cstdlib>
#include <map>

#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

/// A workspace, an Eclipse beside it that $ECLIPSE names, and a home folder without anything.
class EclipseChecks : public testing::Test {
protected:
  EclipseChecks() : root{folder.folder("root"), folder / "state", std::nullopt} {
    for (const char* name : {"HOME", "ECLIPSE"})
      if (const char* value = std::getenv(name)) // NOLINT(concurrency-mt-unsafe): one thread
        kept_[name] = value;
    ::setenv("HOME", folder.folder("home").c_str(), 1);
    const auto program = folder.write("eclipse/eclipse", "#!/bin/sh\n");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    ::setenv("ECLIPSE", program.c_str(), 1);
    folder.folder("root/workspace/.metadata");
  }

  ~EclipseChecks() override {
    for (const char* name : {"HOME", "ECLIPSE"}) {
      ::unsetenv(name);
      if (kept_.contains(name))
        ::setenv(name, kept_[name].c_str(), 1);
    }
  }

  std::string told(Check check) const {
    Findings found;
    check(Examination{root, {}, {}}, found);
    std::string text;
    for (const auto& one : found)
      text += (text.empty() ? "" : "; ") + one.id;
    return text;
  }

  /// PyDev's preferences with these interpreters, as PyDev writes them.
  void writeInterpreters(const std::vector<std::pair<std::string, std::string>>& interpreters) {
    std::string value;
    for (const auto& [version, executable] : interpreters)
      value += std::string(value.empty() ? "" : "&&&&&") + "<xml>\\n<name>p</name>\\n<version>" +
               version + "</version>\\n<executable>" + executable +
               "</executable>\\n<lib path\\=\"ins\">/usr/lib</lib>\\n</xml>";
    folder.write("root/workspace/.metadata/.plugins/org.eclipse.core.runtime/.settings/"
                 "org.python.pydev.prefs",
                 "eclipse.preferences.version=1\nINTERPRETER_PATH_NEW=" + value + "\n");
  }

  test::TemporaryFolder folder;
  Root root;

private:
  std::map<std::string, std::string> kept_;
};

TEST_F(EclipseChecks, FindTheInterpretersOfPydev) {
  const auto workspace = workspaceOf(root);
  EXPECT_TRUE(pydevInterpreters(workspace).empty());
  writeInterpreters({{"3.11", "/usr/bin/env"}, {"2.7", "/opt/a &amp; &lt;b&gt;/p\\u00e9"}});
  const auto found = pydevInterpreters(workspace);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].executable, "/usr/bin/env");
  EXPECT_EQ(found[0].version, "3.11");
  EXPECT_EQ(found[1].executable, "/opt/a & <b>/p\xC3\xA9");
  EXPECT_EQ(found[1].version, "2.7");
  for (const char* text : {"INTERPRETER_PATH_NEW=<xml>", "INTERPRETER_PATH_NEW=<xml><executable>",
                           "INTERPRETER_PATH_NEW=<xml><executable></executable></xml>"}) {
    folder.write("root/workspace/.metadata/.plugins/org.eclipse.core.runtime/.settings/"
                 "org.python.pydev.prefs",
                 text);
    ASSERT_EQ(pydevInterpreters(workspace).size(), 1U) << text;
    EXPECT_EQ(pydevInterpreters(workspace)[0].executable, "") << text;
  }
}

TEST_F(EclipseChecks, TellInterpretersThatAreGone) {
  EXPECT_EQ(told(checkEclipse), "");
  const auto there = folder.write("a & b/python", "");
  writeInterpreters({{"3.11", (folder / "a &amp; b/python").string()}, {"3.9", "/none/python3.9"}});
  EXPECT_EQ(told(checkEclipse), "interpreter-gone");
  std::filesystem::remove(there);
  EXPECT_EQ(told(checkEclipse), "interpreter-gone; interpreter-gone");
  std::filesystem::remove_all(folder / "root/workspace");
  EXPECT_EQ(told(checkEclipse), "");
  EXPECT_EQ(told(checkEclipsePlugins), "");
}

TEST_F(EclipseChecks, LookForPluginsWhereEclipseDoes) {
  EXPECT_EQ(told(checkEclipsePlugins), "pydev-missing; egit-missing");
  folder.folder("eclipse/plugins/org.python.pydev.core_10.1.4"); // a part is not the whole
  EXPECT_EQ(told(checkEclipsePlugins), "pydev-missing; egit-missing");
  folder.write("home/.p2/pool/plugins/org.eclipse.egit.core_6.5.0.jar", "");
  EXPECT_EQ(told(checkEclipsePlugins), "pydev-missing");
  folder.folder("eclipse/dropins/PyDev/eclipse/plugins/org.python.pydev_10.1.4.202304151203");
  EXPECT_EQ(told(checkEclipsePlugins), "");
  std::filesystem::remove_all(folder / "eclipse/dropins");
  folder.folder("home/.eclipse/org.eclipse.platform_4.27/plugins/org.python.pydev_9.3.0");
  EXPECT_EQ(told(checkEclipsePlugins), "");
}

TEST_F(EclipseChecks, CompareTheNewestPydevWithThePythons) {
  struct Row {
    std::vector<std::string> pydevs;
    std::string python;
    bool isKnown;
  };
  const Row rows[] = {
      {{"9.3.0.202203051235"}, "2.7", true},
      {{"9.3.0.202203051235"}, "3.10", true},
      {{"9.3.0.202203051235"}, "3.11", false},
      {{"10.1.4.202304151203"}, "2.7", false},
      {{"10.1.4.202304151203"}, "3.11", true},
      {{"10.1.4.202304151203"}, "3.12", false},
      {{"13.1.0.202502121224"}, "3.13", true},
      {{"13.1.0.202502121224"}, "3.14", false},
      {{"9.3.0", "10.1.4"}, "3.11", true}, // 10 is newer than 9, whatever their letters say
      {{"10.1.4", "9.3.0"}, "2.7", false},
      {{"9.3.0", "10.1.4", "7.7.0"}, "3.11", true},
      {{"1"}, "3.11", false},
      {{"10.1.4"}, "", true}, // nothing is known of it
      {{"10.1.4"}, "three", true},
  };
  folder.folder("eclipse/plugins/org.eclipse.egit.core_6.5.0");
  for (const auto& row : rows) {
    for (const auto& version : row.pydevs)
      folder.folder("eclipse/plugins/org.python.pydev_" + version);
    writeInterpreters({{row.python, "/usr/bin/env"}});
    EXPECT_EQ(told(checkEclipsePlugins), row.isKnown ? "" : "pydev-does-not-know-python")
        << row.pydevs.front() << " " << row.python;
    for (const auto& version : row.pydevs)
      std::filesystem::remove(folder / ("eclipse/plugins/org.python.pydev_" + version));
  }
}

/// nova's own folder, a package with modules that are called as Python's.
class WorkingDirectories : public EclipseChecks {
protected:
  WorkingDirectories() {
    folder.write("root/nova/nova/__init__.py", "");
    folder.write("root/nova/nova/select.py", "");
    folder.write("root/nova/nova/time/__init__.py", "");
    folder.write("root/nova/nova/resource.txt", "");
    folder.write("root/nova/time.py", ""); // in a folder that is no package
    nova_.name = "nova";
    nova_.location = folder / "root/nova";
  }

  std::string shadowed() const {
    Findings found;
    checkWorkingDirectories(Examination{root, {nova_}, {}}, found);
    std::string text;
    for (const auto& one : found)
      text += one.path.filename().string() + ": " +
              one.message.substr(one.message.find("whose "), 21) + "\n";
    return text;
  }

  void writeLaunch(const std::string& file, const std::string& value,
                   const char* attribute = "org.python.pydev.debug.ATTR_WORKING_DIRECTORY") {
    folder.write(file, std::string("<?xml version=\"1.0\"?>\n<launchConfiguration type=\"x\">"
                                   "<stringAttribute key=\"") +
                           attribute + "\" value=\"" + value + "\"/></launchConfiguration>\n");
  }

private:
  Project nova_;
};

TEST_F(WorkingDirectories, OfLaunchFilesAreNoPackageWithModulesOfPythons) {
  const std::string found = "a.launch: whose select and time\n";
  const auto inWorkspace =
      "root/workspace/.metadata/.plugins/org.eclipse.debug.core/.launches/a.launch";
  const std::pair<std::string, std::string> rows[] = {
      {"${workspace_loc:nova/nova}", found},
      {"${workspace_loc:/nova/nova}", found},
      {(folder / "root/nova/nova").string(), found},
      {"${workspace_loc:nova}", ""},
      {"${workspace_loc:}", ""},
      {"${workspace_loc:/}", ""},
      {"${workspace_loc:nova/nova", ""},
      {"${workspace_loc:nov/nova}", ""},
      {"${project_loc:nova/nova}", ""},
      {"nova/nova", ""},
      {"", ""},
      {"${workspace_loc:nova/none}", ""},
  };
  for (const auto& [value, expected] : rows)
    for (const std::string file : {inWorkspace, "root/nova/a.launch"}) {
      writeLaunch(file, value);
      EXPECT_EQ(shadowed(), expected) << value << " in " << file;
      std::filesystem::remove(folder / file);
    }
  writeLaunch("root/nova/a.launch", "${workspace_loc:nova/nova}", "ATTR_LOCATION");
  folder.write("root/nova/b.launch", "<launchConfiguration>");
  folder.write("root/nova/c.launch", "");
  EXPECT_EQ(shadowed(), "");
}

TEST_F(WorkingDirectories, OfServicesNeither) {
  root.manifest = Manifest{};
  ManifestService service;
  service.name = "nova-api";
  service.repository = "nova";
  const std::pair<const char*, const char*> rows[] = {
      {"", ""},
      {"nova", "stackdev.toml: whose select and time\n"},
      {"none", ""},
      {".", ""},
  };
  for (const auto& [below, expected] : rows) {
    service.workingDirectory = below;
    root.manifest->services = {service};
    EXPECT_EQ(shadowed(), expected) << below;
  }
}

} // namespace
} // namespace stackdev
