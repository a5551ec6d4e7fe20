#include <stackdev/launch_configuration.h>

#include <algorithm>

#include <gtest/gtest.h>

#include <stackdev/stack.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

Project project(const std::string& name, const std::vector<std::string>& scripts = {}) {
  Project made;
  made.name = name;
  made.folder = name;
  made.location = "/r/" + name;
  for (const auto& script : scripts)
    made.entryPoints.push_back(
        {script.substr(script.rfind('/') + 1), {Program::Kind::Script, script, {}, {}, {}}, {}});
  return made;
}

ManifestService service(const std::string& name, const std::string& repository,
                        const std::string& program) {
  ManifestService made;
  made.name = name;
  made.repository = repository;
  made.program = program;
  return made;
}

LaunchConfigurations found(const std::vector<Project>& projects,
                           const std::optional<Manifest>& manifest = std::nullopt) {
  const test::TemporaryFolder folder;
  Root root;
  root.folder = folder.path();
  root.manifest = manifest;
  return launchConfigurations(root, projects);
}

std::vector<std::string> namesOf(const LaunchConfigurations& launches) {
  std::vector<std::string> names;
  for (const auto& launch : launches.all)
    names.push_back(launch.name);
  return names;
}

TEST(LaunchConfigurations, HaveNamesOfTheirOwnThatEclipseTakes) {
  const auto launches = found({project("nova", {"bin/api", "tools/api", "old/api", "bin/a*b?"}),
                               project("glance", {"bin/api"})});
  EXPECT_EQ(namesOf(launches), (std::vector<std::string>{"a_b_", "api", "api (glance)",
                                                         "api (nova)", "api (nova) 2"}));
}

TEST(LaunchConfigurations, LeaveOutPathsThatEclipseOrPydevWouldReadOtherwise) {
  auto nova = project("nova", {"bin/${HOME}", "bin/a}b", "bin/a|b", "bin/fine"});
  nova.entryPoints.push_back({"o}dd", {Program::Kind::Module, {}, "o}dd", {}, "o}dd"}, {}});
  nova.testSuites = {{"tests", "${HOME}/tests", {}}};
  nova.django = Django{"a|b/manage.py", "x.settings"};
  const auto launches = found({nova});
  EXPECT_EQ(namesOf(launches), std::vector<std::string>{"fine"});
  std::vector<std::string> expected;
  for (const char* path : {"bin/${HOME}", "bin/a}b", "bin/a|b", ".stackdev/bin/o}dd",
                           "a|b/manage.py", "${HOME}/tests"})
    expected.push_back(std::string("nova/") + path +
                       ": no launch configuration: Eclipse cannot name such a path");
  EXPECT_EQ(launches.warnings, expected);
}

TEST(LaunchConfigurations, SayWhatTheManifestSaysOfAProgram) {
  Manifest manifest;
  auto api = service("nova-api", "nova", "bin/nova-api");
  api.arguments = {"--config-file={nova}/etc/nova.conf", "{glance}", "{other} {", "{}"};
  api.environment = {{"KEYSTONE", "{glance}/x:{nova}"}};
  api.workingDirectory = "{glance}/etc";
  auto wsgi = service("glance-api", "glance", "");
  wsgi.wsgi = "glance.common.wsgi_app:init_app";
  wsgi.port = 9292;
  auto module = service("volume", "nova", "");
  module.module = "nova.volume";
  module.workingDirectory = "etc";
  auto function = service("compute", "nova", "");
  function.entryPoint = "nova.cmd.compute:main";
  manifest.services = {api, wsgi, module, function, service("quantum", "quantum", "bin/quantum")};
  const std::vector<Project> projects = {project("nova", {"bin/nova-api"}), project("glance")};

  const auto launches = found(projects, manifest);
  EXPECT_EQ(namesOf(launches),
            (std::vector<std::string>{"compute", "glance-api", "nova-api", "volume"}))
      << "one for the script that the manifest names, none for what is not cloned";
  std::vector<std::string> told;
  for (const auto& launch : launches.all) {
    std::string line = plainText(launch.workingDirectory, projects) + ":";
    for (const auto& argument : launch.arguments)
      line += " '" + plainText(argument, projects) + "'";
    for (const auto& [name, value] : launch.environment)
      line += " " + name + "=" + plainText(value, projects);
    EXPECT_TRUE(launch.isService);
    told.push_back(line);
  }
  EXPECT_EQ(told, (std::vector<std::string>{
                      "/r/nova:", "/r/glance: '--port' '9292'",
                      "/r/glance/etc: '--config-file=/r/nova/etc/nova.conf' '/r/glance' "
                      "'{other} {' '{}' KEYSTONE=/r/glance/x:/r/nova",
                      "/r/nova/etc:"}));
  EXPECT_EQ(launches.all[0].program.kind, Program::Kind::Function);
  EXPECT_EQ(launches.all[0].program.module, "nova.cmd.compute");
  EXPECT_EQ(launches.all[0].program.function, "main");
  EXPECT_EQ(launches.all[1].program.kind, Program::Kind::WsgiFunction);
  EXPECT_EQ(launches.all[2].program.kind, Program::Kind::Script);
  EXPECT_EQ(launches.all[3].program.kind, Program::Kind::Module);
  EXPECT_EQ(launches.all[3].program.module, "nova.volume");
}

TEST(LaunchConfigurations, HaveAScriptEachThoughAServiceIsCalledAsAnotherProgram) {
  auto keystone = project("keystone");
  const auto add = [&](Program::Kind kind, const std::string& name, const std::string& module) {
    keystone.entryPoints.push_back({name, {kind, {}, module, "main", name}, {}});
  };
  add(Program::Kind::Module, "keystone", "keystone");
  add(Program::Kind::Function, "keystone-2", "keystone.second");
  add(Program::Kind::Function, "keystone-manage", "keystone.manage");
  Manifest manifest;
  auto wsgi = service("keystone", "keystone", "");
  wsgi.wsgi = "keystone.server.wsgi:application";
  manifest.services = {wsgi};
  const auto launches = found({keystone, project("nova")}, manifest);
  std::vector<std::string> scripts;
  for (const auto& launch : launches.all)
    scripts.push_back(launch.name + ": " + launch.program.module + " in " + launch.program.name);
  EXPECT_EQ(scripts,
            (std::vector<std::string>{"keystone: keystone.server.wsgi in keystone",
                                      "keystone (keystone): keystone in keystone-2",
                                      "keystone-2: keystone.second in keystone-2-2",
                                      "keystone-manage: keystone.manage in keystone-manage"}));
}

TEST(LaunchConfigurations, OfGreenProjectsThereIsOneThatDebugsWorkers) {
  auto nova = project("nova", {"bin/nova-api", "bin/nova-cert"});
  nova.isGreen = true;
  const auto launches = found({nova, project("horizon", {"bin/horizon"})});
  EXPECT_EQ(namesOf(launches),
            (std::vector<std::string>{"horizon", "nova-api", "nova-api (debug workers)",
                                      "nova-cert", "nova-cert (debug workers)"}));
  EXPECT_TRUE(launches.all[2].debugsWorkers);
  EXPECT_EQ(launches.all[2].adapterPort, kFirstAdapterPort);
  EXPECT_EQ(launches.all[4].adapterPort, kFirstAdapterPort + 1) << "each has its own";
}

TEST(LaunchConfigurations, OfDjangoStartItsServerWhereManageIs) {
  auto horizon = project("horizon");
  horizon.django = Django{"openstack_dashboard/manage.py", "openstack_dashboard.settings"};
  const auto launches = found({horizon});
  ASSERT_EQ(namesOf(launches), std::vector<std::string>{"horizon runserver"});
  const auto& launch = launches.all[0];
  EXPECT_EQ(plainText(launch.workingDirectory, {horizon}), "/r/horizon/openstack_dashboard");
  EXPECT_EQ(plainText(launch.arguments.at(0), {horizon}), "runserver");
  EXPECT_EQ(launch.environment.at(0).first, "DJANGO_SETTINGS_MODULE");
  horizon.django->settingsModule = "";
  EXPECT_TRUE(found({horizon}).all.at(0).environment.empty())
      << "an empty one would hide what manage.py sets";
}

TEST(LaunchConfigurations, TakeTheManifestsTestSuitesBeforeThoseThatAreFound) {
  auto keystone = project("keystone");
  keystone.testSuites = {{"keystone tests", "tests", TestSuite::Runner::Unittest},
                         {"keystone functional", "functional", TestSuite::Runner::Unittest}};
  Manifest manifest;
  manifest.testSuites = {{"nosetests", "keystone", "tests", "nose"},
                         {"new", "keystone", "new", "pytest"},
                         {"plain", "keystone", "plain", "unittest"},
                         {"gone", "quantum", "tests", "nose"}};
  const auto launches = found({keystone}, manifest);
  EXPECT_EQ(namesOf(launches),
            (std::vector<std::string>{"keystone functional", "new", "nosetests", "plain"}));
  EXPECT_EQ(launches.all[1].testSuite.runner, TestSuite::Runner::Pytest);
  EXPECT_EQ(launches.all[2].testSuite.runner, TestSuite::Runner::Nose);
  EXPECT_EQ(launches.all[3].testSuite.runner, TestSuite::Runner::Unittest);
}

/// `up` starts it by a script that ships with stackdev.
TEST(LaunchConfigurations, TakeTheRepositorysOwnProgramBeforeAScriptOfOurs) {
  auto api = service("nova-api", "nova", "");
  api.script = "openstack/api.py";
  api.arguments = {"nova", "8774", "{nova}/etc"};
  auto dashboard = service("horizon", "horizon", "");
  dashboard.script = "openstack/horizon.py";
  auto database = service("mariadb", "", "");
  database.script = "mariadb.py";
  Manifest manifest;
  manifest.services = {database, api, dashboard};
  manifest.groups = {{"openstack", {{"mariadb", 1}, {"nova-api", 5}, {"horizon", 0}}}};
  auto horizon = project("horizon");
  horizon.django = Django{"manage.py", "settings"};

  auto nova = project("nova");
  nova.entryPoints = {
      {"nova-api", {Program::Kind::Function, {}, "nova.cmd.api", "main", "nova-api"}, {}}};
  for (const bool hasItsOwn : {true, false}) {
    if (!hasItsOwn)
      nova.entryPoints.clear();
    const std::vector<Project> projects = {horizon, nova};
    const auto launches = found(projects, manifest);
    ASSERT_EQ(namesOf(launches),
              (std::vector<std::string>{"horizon runserver", "nova-api", "openstack"}));
    const auto& launch = launches.all[1];
    EXPECT_EQ(launch.project, "nova");
    EXPECT_EQ(launch.isService, !hasItsOwn);
    if (hasItsOwn) {
      EXPECT_EQ(launch.program.kind, Program::Kind::Function);
    } else {
      EXPECT_EQ(launch.program.kind, Program::Kind::ShippedScript);
      EXPECT_EQ(launch.program.path, "openstack/api.py");
      ASSERT_EQ(launch.arguments.size(), 3U);
      EXPECT_EQ(plainText(launch.arguments[2], projects), "/r/nova/etc");
      EXPECT_EQ(plainText(launch.workingDirectory, projects), "/r/nova");
    }
    const auto& members = launches.all[2].members;
    ASSERT_EQ(members.size(), 2U);
    EXPECT_EQ(members[0].name, "nova-api");
    EXPECT_EQ(members[1].name, "horizon runserver");
  }
}

} // namespace
} // namespace stackdev
