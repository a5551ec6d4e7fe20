#include "ide/launch_file.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

std::vector<Project> projects() {
  Project nova;
  nova.name = "nova";
  nova.location = "/r/nova";
  Project spaced;
  spaced.name = "my project";
  spaced.location = "/r/my project";
  return {nova, spaced};
}

LaunchText text(const std::string& plain) {
  return {{{false, plain}}};
}

LaunchText in(const std::string& project, const std::string& below) {
  return {{{true, project}, {false, below}}};
}

LaunchConfiguration program() {
  LaunchConfiguration launch;
  launch.name = "nova-api";
  launch.project = "nova";
  launch.program = {Program::Kind::Script, "bin/nova-api", {}, {}, {}};
  launch.workingDirectory = {{{true, "nova"}}};
  return launch;
}

std::string made(const LaunchConfiguration& launch) {
  const auto templates = LaunchTemplates::load();
  return templates ? templates->launchFile(launch, projects()) : templates.error().message;
}

std::string attribute(const std::string& file, const std::string& key) {
  const auto start = file.find("key=\"" + key + "\" value=\"");
  if (start == std::string::npos)
    return "<none>";
  const auto begin = file.find("value=\"", start) + 7;
  return file.substr(begin, file.find('"', begin) - begin);
}

TEST(LaunchFile, RunsAProgram) {
  const auto file = made(program());
  EXPECT_EQ(file.substr(0, 55), "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n");
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"org.eclipse.ui.externaltools.ATTR_LOCATION", "${workspace_loc:nova/bin/nova-api}"},
      {"org.eclipse.ui.externaltools.ATTR_WORKING_DIRECTORY", "${workspace_loc:nova}"},
      {"org.eclipse.ui.externaltools.ATTR_OTHER_WORKING_DIRECTORY", "${workspace_loc:nova}"},
      {"org.eclipse.ui.externaltools.ATTR_TOOL_ARGUMENTS", ""},
      {"org.python.pydev.debug.ATTR_PROJECT", "nova"},
      {"org.python.pydev.debug.ATTR_INTERPRETER", "__default"},
      {"process_factory_id", "org.python.pydev.debug.processfactory.PyProcessFactory"},
  };
  for (const auto& [key, value] : rows)
    EXPECT_EQ(attribute(file, key), value) << key;
  EXPECT_NE(file.find("<listEntry value=\"/nova/bin/nova-api\" />"), std::string::npos);
  EXPECT_EQ(file.find("favoriteGroups"), std::string::npos);
}

TEST(LaunchFile, QuotesArgumentsWhereTheyNeedIt) {
  const std::vector<std::pair<std::vector<LaunchText>, std::string>> rows = {
      {{text("-d"), text("--debug")}, "-d --debug"},
      {{text("a b")}, "&quot;a b&quot;"},
      {{text("")}, "&quot;&quot;"},
      {{text("a\"b")}, "&quot;a\\&quot;b&quot;"},
      {{text("a\\b")}, "&quot;a\\\\b&quot;"},
      {{text("it's")}, "&quot;it's&quot;"},
      {{text("<&>")}, "&lt;&amp;>"},
      {{in("nova", "/etc/x.conf")}, "${workspace_loc:nova}/etc/x.conf"},
      {{in("my project", "/x")}, "&quot;${workspace_loc:my project}/x&quot;"},
  };
  for (const auto& [arguments, expected] : rows) {
    auto launch = program();
    launch.arguments = arguments;
    EXPECT_EQ(attribute(made(launch), "org.eclipse.ui.externaltools.ATTR_TOOL_ARGUMENTS"),
              expected);
  }
}

TEST(LaunchFile, HasEnvironmentAndFavorites) {
  auto launch = program();
  launch.environment = {{"A", text("1 2")}, {"B", in("nova", "/x")}};
  launch.isService = true;
  const auto file = made(launch);
  EXPECT_NE(file.find("<mapEntry key=\"A\" value=\"1 2\" />"), std::string::npos);
  EXPECT_NE(file.find("<mapEntry key=\"B\" value=\"${workspace_loc:nova}/x\" />"),
            std::string::npos);
  EXPECT_NE(file.find("favoriteGroups"), std::string::npos);
}

TEST(LaunchFile, RunsTheBootstrapBeforeAProgramWhoseWorkersAreDebugged) {
  auto launch = program();
  launch.debugsWorkers = true;
  const auto file = made(launch);
  EXPECT_TRUE(attribute(file, "org.python.pydev.debug.vm.arguments")
                  .ends_with("pydev-templates/bootstrap/stackdev_run.py"));
  EXPECT_NE(file.find("<mapEntry key=\"STACKDEV_DEBUG\" value=\"127.0.0.1:5678\" />"),
            std::string::npos);
  EXPECT_EQ(file.find("PYTHONPATH"), std::string::npos) << "it would replace the project's";
}

TEST(LaunchFile, RunsOurScriptForAFunction) {
  auto launch = program();
  launch.program = {Program::Kind::Function, {}, "nova.cmd", "main", "nova-api"};
  const auto file = made(launch);
  EXPECT_EQ(attribute(file, "org.eclipse.ui.externaltools.ATTR_LOCATION"),
            "${workspace_loc:nova/.stackdev/bin/nova-api}");
  EXPECT_EQ(file.find("MAPPED_RESOURCE"), std::string::npos) << "nobody runs that file by hand";
}

TEST(LaunchFile, RunsTests) {
  LaunchConfiguration launch;
  launch.kind = LaunchConfiguration::Kind::Tests;
  launch.project = "nova";
  launch.workingDirectory = {{{true, "nova"}}};
  const std::vector<std::pair<TestSuite::Runner, std::string>> rows = {
      {TestSuite::Runner::Unittest, "<none>"},
      {TestSuite::Runner::Nose, "1"},
      {TestSuite::Runner::Pytest, "2"}};
  for (const auto& [runner, number] : rows) {
    launch.testSuite = {"nova tests", "nova/tests", runner};
    const auto file = made(launch);
    EXPECT_NE(file.find(launchType(launch.kind)), std::string::npos);
    EXPECT_EQ(attribute(file, "org.eclipse.ui.externaltools.ATTR_LOCATION"),
              "${workspace_loc:nova/nova/tests}");
    EXPECT_EQ(attribute(file, "LAUNCH_CONFIG_OVERRIDE_TEST_RUNNER"), number);
    EXPECT_NE(file.find("<listEntry value=\"2\" />"), std::string::npos) << "a folder";
  }
  launch.testSuite = {"one test", "nova/tests/test_api.py", TestSuite::Runner::Unittest};
  EXPECT_NE(made(launch).find("<listEntry value=\"1\" />"), std::string::npos) << "a file";
}

TEST(LaunchFile, StartsAGroupInOrder) {
  LaunchConfiguration launch;
  launch.kind = LaunchConfiguration::Kind::Group;
  launch.members = {{"keystone", 3}, {"glance", 0}};
  const auto file = made(launch);
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"0.name", "keystone"}, {"0.action", "DELAY"}, {"0.actionParam", "3"},
      {"0.mode", "inherit"},  {"0.enabled", "true"}, {"1.name", "glance"},
      {"1.action", "NONE"},   {"1.actionParam", ""}, {"1.adoptIfRunning", "false"}};
  for (const auto& [key, value] : rows)
    EXPECT_EQ(attribute(file, "org.eclipse.debug.core.launchGroup." + key), value) << key;
}

} // namespace
} // namespace stackdev
