#include "ide/vscode_launch.h"

#include <gtest/gtest.h>

#include "ide/vscode.h"

namespace stackdev {
namespace {

namespace json = boost::json;

Project project(const std::string& folder, bool isGreen = false) {
  Project made;
  made.name = folder.substr(folder.rfind('/') + 1);
  made.folder = folder;
  made.location = "/r/" + folder;
  made.isPython = true;
  made.isGreen = isGreen;
  made.sourceFolders = {""};
  return made;
}

LaunchConfiguration launchOf(const std::string& name, const std::string& project) {
  LaunchConfiguration launch;
  launch.name = name;
  launch.project = project;
  launch.program = {Program::Kind::Script, "bin/" + name, {}, {}, {}};
  launch.workingDirectory = {{{true, project}}};
  return launch;
}

class VscodeLaunch : public ::testing::Test {
protected:
  VscodeLaunch() {
    projects = {project("nova", true), project("lib")};
    projects[0].references = {"lib"};
    projects[1].sourceFolders = {"src"};
    everything = projects;
    interpreters = {{"python", "/opt/python", "3.11", {}, {}}};
  }
  IdeInput input() const {
    return {root, request, workspace, projects, everything, launches, interpreters, generated};
  }
  VscodeFolders folders() const {
    VscodeFolders names;
    for (const auto& project : projects)
      names[project.name] = project.name;
    return names;
  }
  VscodeLaunches made() const { return vscodeLaunches(input(), folders()); }
  static json::object named(const json::array& list, const std::string& name,
                            const char* key = "name") {
    for (const auto& item : list)
      if (item.as_object().at(key).as_string() == name)
        return item.as_object();
    ADD_FAILURE() << "there is no " << name << " in " << json::serialize(list);
    return {};
  }

  Root root{"/r", "/s", std::nullopt};
  ImportRequest request;
  std::filesystem::path workspace = "/r/workspace";
  std::vector<Project> projects;
  std::vector<Project> everything;
  std::vector<LaunchConfiguration> launches;
  std::vector<Interpreter> interpreters;
  GeneratedFiles generated;
};

TEST_F(VscodeLaunch, RunsAProgram) {
  auto launch = launchOf("nova-api", "nova");
  launch.arguments = {{{{false, "--config-file"}}}, {{{true, "nova"}, {false, "/etc/nova.conf"}}}};
  launch.environment = {{"A", {{{true, "lib"}, {false, "/x"}}}}};
  launches = {launch};
  EXPECT_EQ(made().configurations, json::parse(R"([{
    "name": "nova-api", "type": "debugpy", "request": "launch", "python": "/opt/python",
    "program": "${workspaceFolder:nova}/bin/nova-api",
    "args": ["--config-file", "${workspaceFolder:nova}/etc/nova.conf"],
    "cwd": "${workspaceFolder:nova}",
    "env": {"PYTHONPATH": "${workspaceFolder:nova}:${workspaceFolder:lib}/src",
            "A": "${workspaceFolder:lib}/x"},
    "console": "integratedTerminal", "justMyCode": false, "subProcess": true, "gevent": true,
    "presentation": {"group": "1 nova"}}])"));
}

TEST_F(VscodeLaunch, LetsWorkersComeToAnAdapterOfTheirOwn) {
  auto launch = launchOf("nova-api", "nova");
  launch.name = "nova-api (debug workers)";
  launch.debugsWorkers = true;
  launch.adapterPort = 5703;
  launches = {launch};
  const auto all = made();
  EXPECT_EQ(named(all.compounds, "nova-api (debug workers)").at("configurations"),
            json::parse(R"(["nova-api (debug workers): adapter",
                            "nova-api (debug workers): program"])"));
  EXPECT_EQ(named(all.configurations, "nova-api (debug workers): adapter"), json::parse(R"({
    "name": "nova-api (debug workers): adapter", "type": "debugpy", "request": "attach",
    "listen": {"host": "127.0.0.1", "port": 5703}, "subProcess": true, "justMyCode": false,
    "presentation": {"hidden": true}})"));
  const auto program = named(all.configurations, "nova-api (debug workers): program");
  EXPECT_EQ(program.at("noDebug"), true);
  EXPECT_EQ(program.if_contains("gevent"), nullptr);
  const auto& environment = program.at("env").as_object();
  EXPECT_EQ(environment.at("STACKDEV_DEBUG"), "127.0.0.1:5703");
  EXPECT_EQ(environment.at("STACKDEV_DEBUG_BACKEND"), "debugpy");
  EXPECT_EQ(environment.at("PYTHONPATH").as_string(),
            (dataFolder() / "pydev-templates/bootstrap").string() +
                ":${workspaceFolder:nova}:${workspaceFolder:lib}/src");
}

TEST_F(VscodeLaunch, RunsTests) {
  auto suite = launchOf("lib tests", "lib");
  suite.kind = LaunchConfiguration::Kind::Tests;
  const std::vector<std::tuple<TestSuite::Runner, std::string, std::string, std::string>> rows = {
      {TestSuite::Runner::Unittest, "tests", "unittest", R"(["discover","-v","-s","tests"])"},
      {TestSuite::Runner::Unittest, "tests/t.py", "unittest", R"(["-v","tests/t.py"])"},
      {TestSuite::Runner::Pytest, "tests", "pytest", R"(["-v","tests"])"},
      {TestSuite::Runner::Nose, "tests", "nose", R"(["-v","tests"])"}};
  for (const auto& [runner, path, module, arguments] : rows) {
    suite.testSuite = {"lib tests", path, runner};
    launches = {suite};
    const auto made = named(this->made().configurations, "lib tests");
    EXPECT_EQ(made.at("module").as_string(), module);
    EXPECT_EQ(made.at("args"), json::parse(arguments));
    EXPECT_EQ(made.at("cwd"), "${workspaceFolder:lib}");
  }
}

TEST_F(VscodeLaunch, StartsAGroupInOrder) {
  LaunchConfiguration group;
  group.name = "stack";
  group.kind = LaunchConfiguration::Kind::Group;
  group.isService = true;
  group.members = {{"a", 2}, {"b", 3}, {"c", 0}};
  launches = {launchOf("a", "lib"), launchOf("b", "lib"), launchOf("c", "lib"), group};
  const auto all = made();
  const auto compound = named(all.compounds, "stack");
  EXPECT_EQ(compound.at("configurations"), json::parse(R"(["a", "stack: b", "stack: c"])"));
  EXPECT_EQ(compound.at("stopAll"), true);
  for (const auto& [name, seconds] : {std::pair("b", "2"), {"c", "5"}}) {
    const auto member = named(all.configurations, std::string("stack: ") + name);
    EXPECT_EQ(member.at("program").as_string(), std::string("${workspaceFolder:lib}/bin/") + name);
    EXPECT_EQ(member.at("presentation"), json::parse(R"({"hidden": true})"));
    const auto task =
        named(all.tasks, std::string(member.at("preLaunchTask").as_string()), "label");
    EXPECT_EQ(task.at("command"), "sleep");
    EXPECT_EQ(task.at("args").as_array().at(0).as_string(), seconds);
  }
}

TEST_F(VscodeLaunch, KnowsDjango) {
  projects[1].django = Django{"manage.py", "x.settings"};
  auto launch = launchOf("lib runserver", "lib");
  launch.program.path = "manage.py";
  launches = {launch};
  EXPECT_EQ(named(made().configurations, "lib runserver").at("django"), true);
}

TEST_F(VscodeLaunch, HasTasksForServicesElseForAllPrograms) {
  launches = {launchOf("a", "lib"), launchOf("b", "lib")};
  EXPECT_EQ(made().tasks.size(), 3U);
  EXPECT_EQ(named(made().tasks, "stackdev import", "label").at("args"),
            json::parse(R"(["--root", "${workspaceFolder:nova}/..", "import", "--ide",
                            "vscode"])"));
  launches[1].isService = true;
  EXPECT_EQ(made().tasks.size(), 2U);
  projects[0] = project("deep/er/nova");
  EXPECT_EQ(named(made().tasks, "stackdev run b", "label").at("args"),
            json::parse(R"(["--root", "${workspaceFolder:nova}/../../..", "run", "b"])"));
}

TEST_F(VscodeLaunch, WritesOutWhatNoVariableCanName) {
  projects.push_back(project("odd}name"));
  everything = projects;
  everything.push_back(project("elsewhere"));
  const auto shown = [this](const std::string& name) {
    auto names = folders();
    names["lib"] = "as the user calls it";
    return vscodeText({{{true, name}, {false, "/x"}}}, input(), names);
  };
  EXPECT_EQ(shown("nova"), "${workspaceFolder:nova}/x");
  EXPECT_EQ(shown("lib"), "${workspaceFolder:as the user calls it}/x");
  EXPECT_EQ(shown("odd}name"), "/r/odd}name/x");
  EXPECT_EQ(shown("elsewhere"), "/r/elsewhere/x") << "not imported: no folder of the workspace";
}

TEST_F(VscodeLaunch, IsInAFileNamedAfterTheStack) {
  EXPECT_EQ(vscodeWorkspace(root), "/r/r.code-workspace");
  root.manifest.emplace();
  root.manifest->stack = "a/b";
  EXPECT_EQ(vscodeWorkspace(root), "/r/a_b.code-workspace");
}

} // namespace
} // namespace stackdev
