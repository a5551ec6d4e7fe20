// What is told of a stack's services where none of them runs, and of files that are left behind.
#include <stackdev/services.h>

#include <gtest/gtest.h>

#include <unistd.h>

#include "doctor/examination.h"
#include "listening_socket.h"
#include "services/readiness.h"
#include "services/state_folder.h"
#include "stack/expansion.h"
#include "supervision/supervisor_config.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

ManifestService named(const std::string& name, std::vector<std::string> after = {}) {
  ManifestService service;
  service.name = name;
  service.script = "x.py";
  service.after = std::move(after);
  return service;
}

class ServicesTest : public testing::Test {
protected:
  ServicesTest() : root{folder.folder("root"), folder / "state", Manifest{}} {}

  test::TemporaryFolder folder;
  Root root;
};

TEST_F(ServicesTest, OfARootWithoutAnyAreAnError) {
  EXPECT_EQ(serviceStatus(root).error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(serviceLogs(root).error().code, ErrorCode::InvalidArgument);
  EXPECT_TRUE(clientEnvironment(root));
  root.manifest->steps = {named("sync")};
  EXPECT_EQ(serviceStatus(root).error().code, ErrorCode::InvalidArgument);
  root.manifest.reset();
  EXPECT_EQ(serviceStatus(root).error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(clientEnvironment(root).error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(debugSafeServices(root).error().code, ErrorCode::InvalidArgument);
}

TEST_F(ServicesTest, AreStoppedWhereNothingRuns) {
  auto api = named("api", {"sync"});
  api.port = 8774;
  api.ready = "http://127.0.0.1:8774/v2";
  auto wsgi = named("placement");
  wsgi.wsgi = "a:b";
  wsgi.port = 8778;
  auto broker = named("broker");
  broker.port = 5672;
  auto worker = named("worker", {"broker", "api"});
  worker.ready = "http://127.0.0.1:8080/";
  root.manifest->services = {worker, api, wsgi, broker};
  root.manifest->steps = {named("sync", {"broker"})};
  const auto check = [&] {
    const auto services = serviceStatus(root);
    ASSERT_TRUE(services) << services.error().message;
    std::string text;
    for (const auto& one : *services) {
      EXPECT_EQ(one.state, ServiceState::Stopped) << one.name;
      EXPECT_EQ(one.pid, std::nullopt) << one.name;
      text += one.name + " " + (one.port ? std::to_string(*one.port) : "-") + " " +
              one.url.value_or("-") + "\n";
    }
    EXPECT_EQ(text, "broker 5672 -\napi 8774 http://127.0.0.1:8774/\n"
                    "worker - http://127.0.0.1:8080/\nplacement 8778 http://127.0.0.1:8778/\n");
  };
  check();
  folder.folder("state/services/supervisord.sock"); // whatever is left there
  check();
  root.manifest->services[1].after = {"worker"};
  EXPECT_EQ(serviceStatus(root).error().code, ErrorCode::InvalidArgument);
}

TEST_F(ServicesTest, HaveLogsOnceTheyHaveRun) {
  root.manifest->services = {named("api", {"sync"}), named("other")};
  root.manifest->steps = {named("sync")};
  EXPECT_TRUE(serviceLogs(root)->empty());
  const auto services = servicesFolder(root.state);
  folder.write("state/services/log/api.log", "");
  folder.write("state/services/log/sync.log", "done\n");
  folder.write("state/services/log/stranger.log", "");
  std::string names;
  for (const auto& log : serviceLogs(root).value()) {
    names += log.name + " ";
    EXPECT_EQ(log.file, logFile(services, log.name));
  }
  EXPECT_EQ(names, "sync api ");
}

TEST_F(ServicesTest, GiveClientsAnEnvironmentOnceThereArePasswords) {
  root.manifest->environment = {{"OS_AUTH_URL", "http://127.0.0.1:5000/v3"},
                                {"OS_PASSWORD", "{secret:admin}"},
                                {"EMPTY", ""}};
  const auto none = clientEnvironment(root);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::NotFound);
  EXPECT_FALSE(std::filesystem::exists(folder / "state/services/secrets/admin"));
  folder.write("state/services/secrets/admin", "s'e cr\xC3\xA9t\r\n\n");
  const auto values = clientEnvironment(root);
  ASSERT_TRUE(values) << values.error().message;
  EXPECT_EQ(*values, (std::vector<std::pair<std::string, std::string>>{
                         {"OS_AUTH_URL", "http://127.0.0.1:5000/v3"},
                         {"OS_PASSWORD", "s'e cr\xC3\xA9t"},
                         {"EMPTY", ""}}));
  for (const char* name : {"{secret:}", "{secret:../trust}", "{secret:.hidden}", "{secret:a/b}"}) {
    root.manifest->environment = {{"X", name}};
    const auto refused = clientEnvironment(root);
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument) << name;
  }
}

TEST_F(ServicesTest, AreDebugSafeWhereTheirRepositoryIsEdited) {
  auto nova = named("nova-api");
  nova.repository = "nova";
  auto glance = named("glance-api");
  glance.repository = "glance";
  root.manifest->services = {nova, glance, named("broker")};
  EXPECT_TRUE(debugSafeServices(root)->empty()); // nothing is cloned
  folder.write("root/nova/bin/nova.py", "import eventlet\neventlet.monkey_patch()\n");
  folder.write("root/nova-2/x.py", "import eventlet\neventlet.monkey_patch()\n");
  EXPECT_TRUE(debugSafeServices(root)->empty());
}

TEST_F(ServicesTest, AreDebuggedWhileTheirDebuggerLives) {
  const auto services = servicesFolder(root.state);
  EXPECT_EQ(debuggerFile(services, "api"), services / "debugged/api");
  const auto pid = static_cast<int>(::getpid());
  const std::pair<std::string, bool> rows[] = {
      {std::to_string(pid), true}, // whose name has "stackdev" in it
      {std::to_string(pid) + "\n", true},
      {"", false},
      {"0", false},
      {"-1", false},
      {"x" + std::to_string(pid), false},
      {"99999999999999999999", false},
      {"4194305", false}, // more than there can be
  };
  for (const auto& [text, isDebugged] : rows) {
    folder.write("state/services/debugged/api", text);
    EXPECT_EQ(debuggerOf(services, "api"), isDebugged ? std::optional<pid_t>(pid) : std::nullopt)
        << text;
  }
  EXPECT_EQ(debuggerOf(services, "none"), std::nullopt);
}

TEST_F(ServicesTest, NeedAFolderOfTheirOwn) {
  EXPECT_TRUE(serviceProcesses(servicesFolder(root.state)).empty());
  folder.write("state/services", ""); // a file where the folder should be
  const auto made = makeServicesFolder(servicesFolder(root.state));
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().message.find((folder / "state/services").string()), std::string::npos)
      << made.error().message;
  EXPECT_FALSE(lockServices(servicesFolder(root.state)));
}

TEST_F(ServicesTest, AreNotBroughtUpWhereOneCannotBe) {
  auto api = named("nova-api");
  api.script.clear();
  api.program = "bin/nova-api";
  api.repository = "nova";
  root.manifest->repositories = {{"nova", {}, "", {}}};
  root.manifest->services = {named("broker"), api};
  UpOptions options;
  options.services = {"nova"};
  EXPECT_EQ(up(root, options).error().code, ErrorCode::NotFound);
  EXPECT_EQ(upPlan(root, options.services).error().code, ErrorCode::NotFound);
  options.services = {};
  const auto missing = up(root, options);
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("stackdev clone nova"), std::string::npos)
      << missing.error().message;
  EXPECT_FALSE(std::filesystem::exists(servicesFolder(root.state))) << "nothing was begun";
  std::string names;
  for (const auto& one : upPlan(root, {"broker"}).value())
    names += one.name + " ";
  EXPECT_EQ(names, "broker ");
}

TEST_F(ServicesTest, AreDownWhereNothingRuns) {
  EXPECT_TRUE(down(root, Wipe::Yes));
  folder.write("state/services/var/mariadb/data", "rows");
  folder.write("state/other", "kept");
  EXPECT_TRUE(down(root, Wipe::No));
  EXPECT_TRUE(std::filesystem::exists(folder / "state/services/var/mariadb/data"));
  EXPECT_TRUE(down(root, Wipe::Yes));
  EXPECT_FALSE(std::filesystem::exists(folder / "state/services"));
  EXPECT_TRUE(std::filesystem::exists(folder / "state/other"));
  folder.write("outside/data", "");
  std::filesystem::create_symlink("../outside", folder / "state/services");
  EXPECT_TRUE(down(root, Wipe::Yes));
  EXPECT_TRUE(std::filesystem::exists(folder / "outside/data")) << "the link alone is removed";
}

TEST(Readiness, IsAskedWhereItMayBe) {
  using State = SupervisedProcess::State;
  Unit worker;
  Unit api;
  api.port = 8774;
  struct Row {
    State state;
    bool worker;
    bool api;
  };
  const Row rows[] = {{State::Stopped, false, false},  {State::Starting, false, true},
                      {State::Running, true, true},    {State::Backoff, false, false},
                      {State::Stopping, false, false}, {State::Exited, false, false},
                      {State::Fatal, false, false},    {State::Unknown, false, false}};
  for (const auto& row : rows) {
    EXPECT_EQ(mayBeReady(worker, row.state), row.worker) << static_cast<int>(row.state);
    EXPECT_EQ(mayBeReady(api, row.state), row.api) << static_cast<int>(row.state);
  }
}

TEST(Readiness, IsNotGivenWhereNobodyAnswers) {
  const auto unit = [](std::optional<int> port, const char* ready) {
    Unit made;
    made.port = port;
    made.ready = ready;
    return made;
  };
  EXPECT_TRUE(isReady(unit(std::nullopt, ""))); // it runs: nothing else can be asked
  EXPECT_FALSE(isReady(unit(1, "")));
  for (const char* url : {"http://127.0.0.1:1/", "http://127.0.0.1/", "https://127.0.0.1:1/",
                          "http://192.0.2.1:80/", "http://127.0.0.1:99999/", "x"}) {
    EXPECT_FALSE(isReady(unit(std::nullopt, url))) << url;
    EXPECT_FALSE(isReady(unit(1, url))) << url;
  }
}

TEST(Readiness, KnowsWhoHasAPort) {
  const test::ListeningSocket listening;
  const auto pid = std::to_string(::getpid());
  Unit unit;
  EXPECT_EQ(holderOfPort(unit), std::nullopt);
  unit.port = listening.port();
  EXPECT_TRUE(isReady(unit));
  const auto holder = holderOfPort(unit).value_or("<none>");
  EXPECT_TRUE(holder.starts_with("port " + std::to_string(listening.port()) + " is taken by "))
      << holder;
  EXPECT_NE(holder.find(pid), std::string::npos) << holder;
  unit.port = 1;
  EXPECT_EQ(holderOfPort(unit), std::nullopt);
  unit.furtherPorts = {2, listening.port()};
  EXPECT_EQ(holderOfPort(unit), holder);
  EXPECT_EQ(listensOutside({::getpid()}), std::nullopt);
}

TEST(Readiness, KnowsWhoListensToEverybody) {
  const test::ListeningSocket listening(INADDR_ANY);
  EXPECT_EQ(listensOutside({::getpid()}),
            "port " + std::to_string(listening.port()) + " of every interface");
  EXPECT_EQ(listensOutside({}), std::nullopt);
  EXPECT_EQ(listensOutside({-1, 0}), std::nullopt);
}

TEST(Readiness, OfAPortIsToldByTheDoctor) {
  const test::ListeningSocket listening;
  const test::TemporaryFolder folder;
  Root root{folder.folder("root"), folder / "state", Manifest{}};
  auto api = named("api");
  api.port = listening.port();
  auto other = named("other");
  other.port = listening.port(); // told once
  root.manifest->services = {named("worker"), api, other};
  const auto told = [&] {
    Findings found;
    checkPorts(Examination{root, {}, {}}, found);
    std::string text;
    for (const auto& one : found)
      if (one.id == "port-in-use")
        text += one.message.substr(0, one.message.find(" (")) + "; ";
    return text;
  };
  EXPECT_EQ(told(), "port " + std::to_string(listening.port()) +
                        ", which api wants, is taken by pid " + std::to_string(::getpid()) + "; ");
  std::error_code error; // the stack's own processes work in its root
  root.folder = std::filesystem::current_path(error);
  EXPECT_EQ(told(), "");
  root.manifest.reset();
  EXPECT_EQ(told(), "");
}

TEST(Readiness, OfAScriptIsThatItSucceeds) {
  const test::TemporaryFolder folder;
  for (const auto& [code, isFine] : std::vector<std::pair<std::string, bool>>{
           {"sys.exit(0 if sys.argv[1:] == ['a b', ''] else 1)", true},
           {"sys.exit(3)", false},
           {"os.abort()", false},
           {"(", false}}) {
    Unit unit;
    unit.readyScript = {folder.write("ready.py", "import os, sys\n" + code), "a b", ""};
    EXPECT_EQ(isReady(unit), isFine) << code;
  }
}

} // namespace
} // namespace stackdev
