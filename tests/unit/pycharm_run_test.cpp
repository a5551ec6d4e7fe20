#include "ide/pycharm_run.h"

#include <gtest/gtest.h>

#include "support/xml.h"

namespace stackdev {
namespace {

Project projectIn(const std::string& name, const std::string& folder) {
  Project made;
  made.name = name;
  made.folder = folder;
  made.location = folder.empty() ? "/r" : "/r/" + folder;
  return made;
}

LaunchConfiguration launchOf(const std::string& project) {
  LaunchConfiguration launch;
  launch.name = "x";
  launch.project = project;
  launch.program.path = "bin/x";
  launch.workingDirectory = {{{true, project}}};
  return launch;
}

/// The run configuration of one of `launches`, in a stack of nova, "my nova" and the root itself.
pugi::xml_document runOf(const LaunchConfiguration& launch,
                         const std::vector<LaunchConfiguration>& launches = {},
                         const std::vector<Interpreter>& interpreters = {}) {
  const Root root{"/r", "/s", std::nullopt};
  const ImportRequest request;
  const std::filesystem::path workspace = "/r/workspace";
  const std::vector<Project> projects = {projectIn("nova", "nova"),
                                         projectIn("mine", "my \"nova\""), projectIn("top", "")};
  const GeneratedFiles generated;
  pugi::xml_document document;
  const auto text = pycharmRunFile(
      launch, {root, request, workspace, projects, projects, launches, interpreters, generated});
  EXPECT_TRUE(parseXml(text, "run", document)) << text;
  return document;
}

pugi::xml_node configurationOf(const pugi::xml_document& document) {
  return document.child("component").child("configuration");
}

std::string option(const pugi::xml_document& document, const char* name) {
  return configurationOf(document)
      .find_child_by_attribute("option", "name", name)
      .attribute("value")
      .value();
}

LaunchText text(const std::string& plain) {
  return {{{false, plain}}};
}

TEST(PyCharmRun, QuotesArgumentsAsIntelliJTakesThemApart) {
  const std::vector<std::pair<std::vector<LaunchText>, std::string>> rows = {
      {{}, ""},
      {{text("-d"), text("--x=y")}, "-d --x=y"},
      {{text("")}, R"("")"},
      {{text("a b"), text("c")}, R"("a b" c)"},
      {{text("a\tb\nc")}, "\"a\tb\nc\""},
      {{text(R"(a"b)")}, R"(a\"b)"},
      {{text(R"(say "a b")")}, R"("say \"a b\"")"},
      {{text(R"(\d+\.py)")}, R"(\d+\.py)"}, // a backslash is one
      {{text(R"(C:\a b\)")}, R"("C:\a b"\)"},
      {{text(R"(\")")}, R"(\\")"},
      {{text(R"(\\)")}, R"(\\)"},
      {{text("it's")}, "it's"},
      {{text("<&>\xC3\xA9")}, "<&>\xC3\xA9"},
      {{{{{false, "--f="}, {true, "nova"}, {false, "/etc/x"}}}}, "--f=$PROJECT_DIR$/nova/etc/x"},
      {{{{{true, "mine"}}}}, R"("$PROJECT_DIR$/my \"nova\"")"},
      {{{{{true, "top"}, {false, "/x"}}}}, "$PROJECT_DIR$/x"},
      {{{{{true, "nobody"}}}}, "nobody"},
  };
  for (const auto& [arguments, line] : rows) {
    auto launch = launchOf("nova");
    launch.arguments = arguments;
    EXPECT_EQ(option(runOf(launch), "PARAMETERS"), line);
  }
}

TEST(PyCharmRun, IsInTheProjectsFolder) {
  const std::vector<std::tuple<std::string, std::string, std::string>> rows = {
      {"nova", "$PROJECT_DIR$/nova", "$PROJECT_DIR$/nova/bin/x"},
      {"mine", "$PROJECT_DIR$/my \"nova\"", "$PROJECT_DIR$/my \"nova\"/bin/x"},
      {"top", "$PROJECT_DIR$", "$PROJECT_DIR$/bin/x"},
  };
  for (const auto& [project, folder, script] : rows) {
    const auto run = runOf(launchOf(project));
    EXPECT_EQ(option(run, "WORKING_DIRECTORY"), folder);
    EXPECT_EQ(option(run, "SCRIPT_NAME"), script);
    EXPECT_EQ(configurationOf(run).child("module").attribute("name").value(), project);
    EXPECT_EQ(configurationOf(run).attribute("folderName").value(), project);
  }
  auto service = launchOf("nova");
  service.isService = true;
  EXPECT_STREQ(configurationOf(runOf(service)).attribute("folderName").value(), "services");
}

TEST(PyCharmRun, HasTheInterpreterThatIsFirst) {
  const auto without = runOf(launchOf("nova"));
  EXPECT_EQ(option(without, "SDK_HOME"), "");
  EXPECT_EQ(option(without, "IS_MODULE_SDK"), "true");
  const auto with =
      runOf(launchOf("nova"), {},
            {{"a", "/venv/bin/python", "3.11", {}, {}}, {"b", "/usr/bin/python3", "3.11", {}, {}}});
  EXPECT_EQ(option(with, "SDK_HOME"), "/venv/bin/python");
  EXPECT_EQ(option(with, "IS_MODULE_SDK"), "false");
}

TEST(PyCharmRun, TellsTheEnvironment) {
  auto launch = launchOf("nova");
  launch.environment = {{"A", text("x\"<&\n")}, {"B", {{{true, "nova"}, {false, "/y"}}}}};
  for (const bool debugs : {false, true}) {
    launch.debugsWorkers = debugs;
    const auto run = runOf(launch);
    std::string variables;
    for (const auto& variable : configurationOf(run).child("envs").children())
      variables += std::string(variable.attribute("name").value()) + "=" +
                   variable.attribute("value").value() + ";";
    EXPECT_EQ(variables, std::string("PYTHONUNBUFFERED=1;") +
                             (debugs ? "STACKDEV_DEBUG=127.0.0.1:5678;" : "") +
                             "A=x\"<&\n;B=$PROJECT_DIR$/nova/y;");
    EXPECT_EQ(option(run, "INTERPRETER_OPTIONS").ends_with("stackdev_run.py"), debugs);
  }
}

TEST(PyCharmRun, OfTestsNamesThemAsJson) {
  auto launch = launchOf("mine");
  launch.kind = LaunchConfiguration::Kind::Tests;
  launch.testSuite = {"t", "te\\sts", TestSuite::Runner::Unittest};
  for (const auto& [runner, factory] : std::vector<std::pair<TestSuite::Runner, std::string>>{
           {TestSuite::Runner::Unittest, "Unittests"},
           {TestSuite::Runner::Nose, "Nosetests"},
           {TestSuite::Runner::Pytest, "py.test"}}) {
    launch.testSuite.runner = runner;
    const auto run = runOf(launch);
    EXPECT_EQ(option(run, "_new_target"), R"("$PROJECT_DIR$/my \"nova\"/te\\sts")");
    EXPECT_EQ(option(run, "_new_targetType"), R"("PATH")");
    EXPECT_EQ(configurationOf(run).attribute("factoryName").value(), factory);
    EXPECT_STREQ(configurationOf(run).attribute("type").value(), "tests");
  }
}

TEST(PyCharmRun, OfAGroupHasItsMembers) {
  auto tests = launchOf("nova");
  tests.name = "a & b";
  tests.kind = LaunchConfiguration::Kind::Tests;
  auto program = launchOf("nova");
  LaunchConfiguration group;
  group.kind = LaunchConfiguration::Kind::Group;
  group.members = {{"x", 5}, {"gone", 0}, {"a & b", 0}};
  const auto run = runOf(group, {program, tests, group});
  std::string members;
  for (const auto& member : configurationOf(run).children("toRun"))
    members += std::string(member.attribute("name").value()) + ":" +
               member.attribute("type").value() + ";";
  EXPECT_EQ(members, "x:PythonConfigurationType;a & b:tests;");
  EXPECT_STREQ(configurationOf(run).attribute("type").value(), "CompoundRunConfigurationType");
}

} // namespace
} // namespace stackdev
