#include <stackdev/json.h>

#include <gtest/gtest.h>

namespace stackdev {
namespace {

// The fields that scripts and editors read, as docs/commands.md has them, in their order.

std::string textOf(const boost::json::value& value) {
  return serialize(value);
}

TEST(Json, NamesEveryErrorCode) {
  for (const auto& [code, name] : std::vector<std::pair<ErrorCode, std::string>>{
           {ErrorCode::InvalidArgument, "invalid-argument"},
           {ErrorCode::NotFound, "not-found"},
           {ErrorCode::Conflict, "conflict"},
           {ErrorCode::Untrusted, "untrusted"},
           {ErrorCode::Io, "io"},
           {ErrorCode::Protocol, "protocol"},
           {ErrorCode::Cancelled, "cancelled"}})
    EXPECT_EQ(textOf(jsonOf(Error{code, "why \"so\""})),
              R"({"code":")" + name + R"(","message":"why \"so\""})");
}

PatchCall sampleCall() {
  return {.path = "nova/cmd/api.py",
          .line = 3,
          .column = 1,
          .start = 20,
          .end = 43,
          .argumentsStart = 41,
          .argumentsEnd = 43,
          .library = Library::Eventlet,
          .function = "eventlet.monkey_patch",
          .text = "eventlet.monkey_patch()",
          .state = PatchState::Unsafe,
          .debugSafe = "eventlet.monkey_patch(all=False)",
          .debugSafeArguments = "(all=False)",
          .refusal = ""};
}

TEST(Json, OfPatchCalls) {
  auto call = sampleCall();
  EXPECT_EQ(textOf(jsonOf(call)),
            R"({"path":"nova/cmd/api.py","line":3,"column":1,"start":20,"end":43,)"
            R"j("library":"eventlet","text":"eventlet.monkey_patch()","state":"unsafe",)j"
            R"j("debugSafe":"eventlet.monkey_patch(all=False)"})j");
  call.debugSafe.reset();
  call.library = Library::Gevent;
  EXPECT_EQ(jsonOf(call).at("debugSafe"), boost::json::value(nullptr)) << "there, but null";
  EXPECT_EQ(jsonOf(call).at("library"), "gevent");
  for (const auto& [state, name] :
       std::vector<std::pair<PatchState, std::string>>{{PatchState::Unsafe, "unsafe"},
                                                       {PatchState::Risky, "risky"},
                                                       {PatchState::Safe, "safe"},
                                                       {PatchState::Unknown, "unknown"},
                                                       {PatchState::DebugSafe, "debug-safe"}}) {
    call.state = state;
    EXPECT_EQ(jsonOf(call).at("state"), boost::json::value(name));
  }
}

DebugSafeEdit sampleEdit(const std::string& path, const std::string& problem) {
  return {.path = path,
          .line = 2,
          .column = 5,
          .callStart = 0,
          .start = 0,
          .end = 0,
          .preset = "no-thread",
          .original = "()",
          .problem = problem};
}

TEST(Json, OfDebugSafeEditsAndHooks) {
  const DebugSafePlan plan{.changes = {},
                           .calls = {sampleCall()},
                           .edits = {sampleEdit("a.py", ""), sampleEdit("b.py", "by hand")},
                           .refused = {{"c.py", 4, "patch(**k)", "arguments by **"}},
                           .warnings = {"d.py: is no UTF-8"}};
  const std::string rest =
      R"j("refused":[{"path":"c.py","line":4,"text":"patch(**k)","reason":"arguments by **"}],)j"
      R"("warnings":["d.py: is no UTF-8"]})";
  EXPECT_EQ(textOf(madeDebugSafeJson(plan)),
            R"({"calls":[{"path":"nova/cmd/api.py","line":3,"column":1,"library":"eventlet",)"
            R"j("text":"eventlet.monkey_patch()",)j"
            R"j("debugSafe":"eventlet.monkey_patch(all=False)"}],)j" +
                rest);
  EXPECT_EQ(
      textOf(debugSafeEditsJson(plan)),
      R"j({"edits":[{"path":"a.py","line":2,"column":5,"preset":"no-thread","original":"()",)j"
      R"("problem":"","intact":true},)"
      R"j({"path":"b.py","line":2,"column":5,"preset":"no-thread","original":"()",)j"
      R"("problem":"by hand","intact":false}],)" +
          rest);
  HookPlan hooks;
  hooks.hooks = {{"a.py", 1, 0, 80, false, {}, ""},
                 {"b.py", 7, 0, 80, true, {"::1", 5679}, "by hand"}};
  EXPECT_EQ(textOf(jsonOf(hooks)),
            R"({"hooks":[{"path":"a.py","line":1,"attach":"auto","host":"127.0.0.1","port":5678,)"
            R"("problem":""},{"path":"b.py","line":7,"attach":"here","host":"::1","port":5679,)"
            R"("problem":"by hand"}],"refused":[],"warnings":[]})");
}

TEST(Json, OfClonesFindingsAndDependencies) {
  EXPECT_EQ(textOf(jsonOf(CloneResult{.name = "nova",
                                      .path = "/r/nova",
                                      .verdict = CloneVerdict::UpToDate,
                                      .detail = "",
                                      .url = "https://h/nova",
                                      .commit = "0123",
                                      .seconds = 0.5})),
            R"({"name":"nova","path":"/r/nova","verdict":"up to date","detail":"",)"
            R"("url":"https://h/nova","commit":"0123","seconds":5E-1})");
  EXPECT_EQ(textOf(jsonOf(Finding{.id = "placeholder-left",
                                  .severity = Severity::Error,
                                  .path = "/r/a.ini",
                                  .message = "m",
                                  .fix = "f",
                                  .line = 74})),
            R"({"id":"placeholder-left","severity":"error","path":"/r/a.ini","message":"m",)"
            R"("fix":"f","line":74})");
  DepsPlan plan{};
  plan.venv = "/s/venv";
  plan.systemPackages = {"libpq-dev"};
  plan.systemCommand = {"apt-get", "install", "libpq-dev"};
  plan.packages = {{"oslo-config", "10.1.0", {"nova"}}};
  plan.repositories = {{"nova", "/r/nova", true, false}};
  plan.warnings = {"w"};
  EXPECT_EQ(textOf(jsonOf(plan)),
            R"({"venv":"/s/venv","systemPackages":["libpq-dev"],)"
            R"("systemCommand":["apt-get","install","libpq-dev"],)"
            R"("packages":[{"name":"oslo-config","version":"10.1.0","requiredBy":["nova"]}],)"
            R"("repositories":[{"name":"nova","location":"/r/nova","inPlace":true,)"
            R"("installed":false}],"warnings":["w"]})");
}

TEST(Json, OfTheHostNetwork) {
  NetworkPlan plan{};
  plan.bridge = "br100";
  plan.interface = "eth0";
  plan.method = NetworkMethod::Iproute2;
  plan.addresses = {"192.0.2.7/24"};
  plan.files.files = {{"/etc/systemd/system/a.service", std::nullopt, "text"}};
  plan.commands = {{"ip", {"link", "add", "br100", "type", "bridge"}}};
  plan.warnings = {"w"};
  const std::string made = R"("files":["/etc/systemd/system/a.service"],)"
                           R"("commands":["ip link add br100 type bridge"])";
  EXPECT_EQ(textOf(jsonOf(plan, "planned")),
            R"({"bridge":"br100","interface":"eth0","method":"iproute2","state":"planned",)"
            R"("addresses":["192.0.2.7/24"],)" +
                made + R"(,"warnings":["w"]})");
  const NetworkRemoval removal{
      {"br100", "eth0", NetworkMethod::NetworkManager, true}, plan.files, plan.commands};
  EXPECT_EQ(textOf(jsonOf(removal)),
            R"({"bridge":"br100","interface":"eth0","method":"networkmanager",)" + made + "}");
}

TEST(Json, OfAnImportAndWhatWasApplied) {
  Import import{};
  import.workspace = "/r/workspace";
  import.projects = {
      { "nova",
        "/r/nova",
        "/usr/bin/python3",
        "3.6",
        {"/${PROJECT_DIR_NAME}"},
        { "keystone" } }};
  import.launchConfigurations = {{Ide::Eclipse, "nova-api",
                                  "org.python.pydev.debug.regularLaunchConfigurationType", "nova",
                                  "/w/nova-api.launch"},
                                 { Ide::PyCharm,
                                   "all",
                                   "Compound",
                                   "",
                                   "/r/.run/all.run.xml" }};
  EXPECT_EQ(textOf(jsonOf(import)),
            R"({"workspace":"/r/workspace","projects":[{"name":"nova","location":"/r/nova",)"
            R"("interpreter":"/usr/bin/python3","grammar":"3.6",)"
            R"("sourcePaths":["/${PROJECT_DIR_NAME}"],"references":["keystone"]}],)"
            R"("launchConfigurations":[{"ide":"eclipse","name":"nova-api",)"
            R"("type":"org.python.pydev.debug.regularLaunchConfigurationType","project":"nova",)"
            R"("file":"/w/nova-api.launch"},{"ide":"pycharm","name":"all","type":"Compound",)"
            R"("project":"","file":"/r/.run/all.run.xml"}],"warnings":[]})");
  EXPECT_EQ(textOf(jsonOf(AppliedChange{2, "import 1 project", "2026-01-02T03:04:05Z", {"/r/a"}})),
            R"({"number":2,"title":"import 1 project","time":"2026-01-02T03:04:05Z",)"
            R"("files":["/r/a"]})");
}

TEST(Json, OfServicesAndChecks) {
  std::vector<ServiceStatus> services(2);
  services[0].name = "mariadb";
  services[1] = {.name = "nova-api",
                 .state = ServiceState::Running,
                 .pid = 4711,
                 .port = 8774,
                 .url = "http://127.0.0.1:8774/",
                 .startedSeconds = 12.6};
  EXPECT_EQ(textOf(jsonOf(services)),
            R"({"services":[{"name":"mariadb","state":"stopped","pid":null,"port":null,)"
            R"("url":null,"startedSeconds":null},{"name":"nova-api","state":"running","pid":4711,)"
            R"("port":8774,"url":"http://127.0.0.1:8774/","startedSeconds":13}]})");
  for (const auto& [state, name] :
       std::vector<std::pair<ServiceState, std::string>>{{ServiceState::Stopped, "stopped"},
                                                         {ServiceState::Starting, "starting"},
                                                         {ServiceState::Running, "running"},
                                                         {ServiceState::Stopping, "stopping"},
                                                         {ServiceState::Failed, "failed"},
                                                         {ServiceState::Debugged, "debugged"}})
    EXPECT_EQ(toString(state), name);
  EXPECT_EQ(textOf(jsonOf(std::vector<CheckResult>{{"image", true, 2, "active"}})),
            R"({"checks":[{"name":"image","ok":true,"seconds":2E0,"detail":"active"}]})");
}

Project project(const std::string& name, const std::string& location,
                std::vector<std::string> references = {}) {
  Project made;
  made.name = name;
  made.location = location;
  made.isPython = true;
  made.sourceFolders = {""};
  made.references = std::move(references);
  return made;
}

TEST(Json, OfLaunchConfigurations) {
  const std::vector<Project> projects = {project("keystone", "/r/keystone"),
                                         project("nova", "/r/nova", {"keystone"})};
  LaunchConfiguration launch;
  launch.name = "nova-api";
  launch.project = "nova";
  launch.isService = launch.debugsWorkers = true;
  launch.adapterPort = 5700;
  launch.program.path = "bin/nova-api";
  launch.arguments = {{{{false, "--config-file="}, {true, "nova"}, {false, "/etc/nova.conf"}}}};
  launch.environment = {{"STACKDEV_DEBUG", {{{false, "127.0.0.1:5678"}}}}};
  launch.workingDirectory = {{{true, "keystone"}}};
  EXPECT_EQ(textOf(jsonOf(launch, projects)),
            R"({"name":"nova-api","kind":"program","project":"nova","program":"bin/nova-api",)"
            R"("args":["--config-file=/r/nova/etc/nova.conf"],"cwd":"/r/keystone",)"
            R"("env":{"STACKDEV_DEBUG":"127.0.0.1:5678"},)"
            R"("pythonPath":["/r/nova","/r/keystone"],"service":true,"debugsWorkers":true,)"
            R"("adapterPort":5700})");
  for (const auto kind : {Program::Kind::Function, Program::Kind::WsgiFunction}) {
    launch.program = {kind, "", "nova.cmd.api", "main", "nova-api"};
    EXPECT_EQ(launchTarget(launch), "nova.cmd.api:main");
  }
  launch.program = {Program::Kind::ShippedScript, "openstack/api.py", "", "", "nova-api"};
  EXPECT_EQ(launchTarget(launch), "openstack/api.py");
  launch.program = {Program::Kind::Module, "", "nova.cmd", "", "nova"};
  EXPECT_EQ(launchTarget(launch), "nova.cmd");

  LaunchConfiguration tests;
  tests.name = "nova unit tests";
  tests.kind = LaunchConfiguration::Kind::Tests;
  tests.project = "nova";
  tests.workingDirectory = {{{true, "nova"}}};
  for (const auto& [runner, name] : std::vector<std::pair<TestSuite::Runner, std::string>>{
           {TestSuite::Runner::Unittest, "unittest"},
           {TestSuite::Runner::Nose, "nose"},
           {TestSuite::Runner::Pytest, "pytest"}}) {
    tests.testSuite = {"unit", "nova/tests", runner};
    EXPECT_EQ(textOf(jsonOf(tests, projects)),
              R"({"name":"nova unit tests","kind":"tests","project":"nova",)"
              R"("program":"nova/tests","args":[],"cwd":"/r/nova","env":{},)"
              R"("pythonPath":["/r/nova","/r/keystone"],"service":false,"debugsWorkers":false,)"
              R"("runner":")" +
                  name + R"("})");
  }

  LaunchConfiguration group;
  group.name = "openstack";
  group.kind = LaunchConfiguration::Kind::Group;
  group.members = {{"keystone-all", 5}, {"nova-api", 0}};
  EXPECT_EQ(textOf(jsonOf(group, projects)),
            R"({"name":"openstack","kind":"group","project":"","members":[)"
            R"({"name":"keystone-all","delay":5},{"name":"nova-api","delay":0}]})");
}

} // namespace
} // namespace stackdev
