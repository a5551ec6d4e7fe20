#include "launch/program.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "stack/expansion.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;
using Words = std::vector<std::string>;

Project project(const std::string& name, const Path& location, Words references = {}) {
  Project made;
  made.name = made.folder = name;
  made.location = location;
  made.isPython = true;
  made.sourceFolders = {""};
  made.packages = {name};
  made.references = std::move(references);
  return made;
}

std::string valueOf(const ForegroundProgram& program, std::string_view name) {
  std::string found = "<none>";
  for (const auto& [known, value] : program.environment)
    if (known == name)
      found = found == "<none>" ? value : "<twice>";
  return found;
}

/// nova, which refers to keystone, below a root with a manifest.
class ProgramTest : public testing::Test {
protected:
  ProgramTest()
      : root{folder.folder("root"), folder / "state", Manifest{}},
        projects{project("nova", folder / "root/nova", {"keystone", "gone"}),
                 project("keystone", folder / "root/keystone", {"nova"})} {
    launch.name = launch.project = "nova";
    service.name = "nova-api";
    service.repository = "nova";
    service.program = "bin/nova-api";
  }

  test::TemporaryFolder folder;
  Root root;
  std::vector<Project> projects;
  LaunchConfiguration launch;
  ManifestService service;
};

TEST_F(ProgramTest, ItsPythonIsTheManifestsElseTheStacksElseTheSystems) {
  EXPECT_EQ(stackInterpreter(root).value(), "/usr/bin/python3");
  const auto venv = folder.write("state/venv/bin/python", "");
  EXPECT_EQ(stackInterpreter(root).value(), venv);
  root.manifest->interpreters = {"/opt/../opt/python", "/usr/bin/python3"};
  EXPECT_EQ(stackInterpreter(root).value(), "/opt/python");
  root.manifest->interpreters = {"env"};
  EXPECT_EQ(stackInterpreter(root).value().filename(), "env");
  root.manifest->interpreters = {"stackdev-python9.9"};
  EXPECT_EQ(stackInterpreter(root).error().code, ErrorCode::NotFound);
  EXPECT_FALSE(launchedProgram(root, launch, projects));
  root.manifest.reset();
  EXPECT_EQ(stackInterpreter(root).value(), venv);
}

TEST_F(ProgramTest, IsWhatTheConfigurationComesTo) {
  using Kind = Program::Kind;
  const auto serve = (dataFolder() / "pydev-templates/services/serve_wsgi.py").string();
  const std::string asScript = "import sys; sys.path.pop(0); sys.argv[0] = 'nova-api'; ";
  const std::pair<Program, Words> rows[] = {
      {{Kind::Script, "bin/nova api \xC3\xA9", "", "", ""},
       {(folder / "root/nova/bin/nova api \xC3\xA9").string()}},
      {{Kind::Module, "", "nova.cmd", "", ""}, {"-m", "nova.cmd"}},
      {{Kind::WsgiFunction, "", "nova.wsgi", "application", ""}, {serve, "nova.wsgi:application"}},
      {{Kind::Function, "", "nova.cmd.api", "main", "nova-api"},
       {"-c", asScript + "from nova.cmd.api import main; sys.exit(main())"}},
      {{Kind::Function, "", "nova.shell", "Shell.run", "nova-api"},
       {"-c", asScript + "from nova.shell import Shell; sys.exit(Shell.run())"}},
  };
  for (const auto& [program, words] : rows) {
    launch.program = program;
    launch.arguments = {};
    EXPECT_EQ(launchedProgram(root, launch, projects)->arguments, words);
    launch.arguments = {{{{false, "--x="}, {true, "keystone"}, {false, "/etc"}}}, {{}}};
    auto more = words;
    more.push_back("--x=" + (folder / "root/keystone/etc").string());
    more.emplace_back();
    EXPECT_EQ(launchedProgram(root, launch, projects)->arguments, more);
  }
}

TEST_F(ProgramTest, HasAnEnvironmentAndAFolder) {
  launch.program.path = "bin/nova";
  launch.environment = {{"HERE", {{{true, "nova"}, {false, "/x"}}}}, {"EMPTY", {}}};
  launch.workingDirectory = {{{true, "keystone"}}};
  auto program = launchedProgram(root, launch, projects).value();
  EXPECT_EQ(valueOf(program, "PYTHONPATH"),
            (folder / "root/nova").string() + ":" + (folder / "root/keystone").string());
  EXPECT_EQ(valueOf(program, "HERE"), (folder / "root/nova/x").string());
  EXPECT_EQ(valueOf(program, "EMPTY"), "");
  EXPECT_EQ(program.folder, folder / "root/keystone");
  projects[0].sourceFolders = {"src", "lib"};
  projects[0].references = {};
  program = launchedProgram(root, launch, projects).value();
  EXPECT_EQ(valueOf(program, "PYTHONPATH"),
            (folder / "root/nova/src").string() + ":" + (folder / "root/nova/lib").string());
}

TEST_F(ProgramTest, KnowsTheSwitchesOfTheSoftware) {
  const auto switches = [&] { return launchedProgram(root, launch, projects)->switches; };
  EXPECT_EQ(switches(), Words());
  folder.write("root/nova/nova/monkey_patch.py", "OS_NOVA = 1\n");
  EXPECT_EQ(switches(), Words());
  folder.write("root/nova/nova/monkey_patch.py",
               "if os.environ.get('OS_NOVA_DISABLE_EVENTLET_PATCHING', '').lower():\n");
  EXPECT_EQ(switches(), Words{"OS_NOVA_DISABLE_EVENTLET_PATCHING"});
  projects[0].sourceFolders = {"src"};
  EXPECT_EQ(switches(), Words());
}

TEST_F(ProgramTest, IsNoneOfAGroupOfTestsOrOfAProjectThatIsNotThere) {
  for (const auto kind : {LaunchConfiguration::Kind::Group, LaunchConfiguration::Kind::Tests}) {
    launch.kind = kind;
    EXPECT_EQ(launchedProgram(root, launch, projects).error().code, ErrorCode::InvalidArgument);
  }
  launch.kind = LaunchConfiguration::Kind::Program;
  launch.project = "glance";
  EXPECT_EQ(launchedProgram(root, launch, projects).error().code, ErrorCode::InvalidArgument);
}

TEST_F(ProgramTest, OfAServiceSeesWhatAnInstallationWouldSay) {
  service.arguments = {"--config-file", "{nova}/etc/nova.conf"};
  service.environment = {{"A", "{keystone}/a"}};
  const auto metadata = metadataFolder(root.state).string();
  auto program = serviceProgram(root, service, projects).value();
  EXPECT_EQ(program.arguments, (Words{(folder / "root/nova/bin/nova-api").string(), "--config-file",
                                      (folder / "root/nova/etc/nova.conf").string()}));
  EXPECT_EQ(valueOf(program, "PYTHONPATH"), (folder / "root/nova").string() + ":" +
                                                (folder / "root/keystone").string() + ":" +
                                                metadata);
  EXPECT_EQ(valueOf(program, "A"), (folder / "root/keystone/a").string());
  service.upArguments = {"--config-file", "/state/nova.conf"};
  EXPECT_EQ(serviceProgram(root, service, projects)->arguments.back(), "/state/nova.conf");
  projects[0].sourceFolders.clear(); // no Python of its own
  projects[0].references.clear();
  EXPECT_EQ(valueOf(serviceProgram(root, service, projects).value(), "PYTHONPATH"), metadata);
}

TEST_F(ProgramTest, OfAServiceMayBeAScriptThatShipsWithStackdev) {
  service = {};
  service.name = "mariadb";
  service.script = "mariadb.py";
  service.arguments = {"--port", "3307"};
  service.environment = {{"A", "b"}};
  const auto script = (dataFolder() / "pydev-templates/services/mariadb.py").string();
  const auto alone = serviceProgram(root, service, {}).value();
  EXPECT_EQ(alone.program, "/usr/bin/python3");
  EXPECT_EQ(alone.arguments, (Words{script, "--port", "3307"}));
  EXPECT_EQ(alone.folder, servicesFolder(root.state));
  EXPECT_EQ(valueOf(alone, "PYTHONPATH"), "<none>");
  EXPECT_EQ(valueOf(alone, "A"), "b");
  service.repository = "nova"; // with the repository's path
  const auto beside = serviceProgram(root, service, projects).value();
  EXPECT_EQ(beside.arguments, (Words{script, "--port", "3307"}));
  EXPECT_TRUE(valueOf(beside, "PYTHONPATH").starts_with((folder / "root/nova").string() + ":"));
}

TEST_F(ProgramTest, OfAServiceNeedsItsRepository) {
  service.repository = "glance";
  for (const char* script : {"", "x.py"}) {
    service.script = script;
    const auto program = serviceProgram(root, service, projects);
    ASSERT_FALSE(program);
    EXPECT_EQ(program.error().code, ErrorCode::NotFound);
    EXPECT_NE(program.error().message.find("stackdev clone glance"), std::string::npos);
  }
}

/// With $PYTHONPATH as given.
class OurPythonPath {
public:
  explicit OurPythonPath(const char* value) { set(value); }
  ~OurPythonPath() { set(wasSet_ ? kept_.c_str() : nullptr); }
  OurPythonPath(const OurPythonPath&) = delete;
  OurPythonPath& operator=(const OurPythonPath&) = delete;

  static void set(const char* value) {
    if (value == nullptr)
      ::unsetenv("PYTHONPATH");
    else
      ::setenv("PYTHONPATH", value, 1);
  }

private:
  static const char* now() {
    return std::getenv("PYTHONPATH"); // NOLINT(concurrency-mt-unsafe): one thread
  }
  bool wasSet_ = now() != nullptr;
  std::string kept_ = wasSet_ ? now() : "";
};

TEST_F(ProgramTest, OfAnyConfigurationHasOurPathBehindItsOwn) {
  const OurPythonPath ours("/ours:/others");
  launch.program.path = "bin/nova";
  launch.name = "nova-shell";
  projects[0].references = {};
  const auto nova = (folder / "root/nova").string();
  EXPECT_EQ(valueOf(programOf(root, launch, projects).value(), "PYTHONPATH"),
            nova + ":/ours:/others");
  root.manifest->services = {service};
  launch.name = "nova-api"; // the service's program, not the configuration's
  EXPECT_EQ(programOf(root, launch, projects)->arguments, Words{nova + "/bin/nova-api"});
  projects[0].sourceFolders = {};
  launch.name = "nova-shell";
  EXPECT_EQ(valueOf(programOf(root, launch, projects).value(), "PYTHONPATH"), "/ours:/others");
  OurPythonPath::set("");
  EXPECT_EQ(valueOf(programOf(root, launch, projects).value(), "PYTHONPATH"), "");
}

TEST(Debugged, HasTheBootstrapInFront) {
  const OurPythonPath ours("/ours");
  const auto bootstrap = (dataFolder() / "pydev-templates/bootstrap").string();
  ForegroundProgram program;
  program.program = "/usr/bin/python3";
  program.environment = {{"A", "b"}, {"PYTHONPATH", "/x:/y"}};
  DebugOptions options;
  options.idePort = 5700;
  options.debugger = "debugpy";
  options.attach = "all";
  options.sources = {"/r/nova", "/r/a b"};
  auto made = debugged(program, options).value();
  EXPECT_EQ(valueOf(made, "PYTHONPATH"), bootstrap + ":/x:/y");
  EXPECT_EQ(valueOf(made, "A"), "b");
  EXPECT_EQ(valueOf(made, "STACKDEV_DEBUG"), "127.0.0.1:5700");
  EXPECT_EQ(valueOf(made, "STACKDEV_DEBUG_BACKEND"), "debugpy");
  EXPECT_EQ(valueOf(made, "STACKDEV_DEBUG_ATTACH"), "all");
  EXPECT_EQ(valueOf(made, "STACKDEV_DEBUG_SOURCES"), "/r/nova:/r/a b");
  program.environment = {};
  made = debugged(program, {}).value();
  EXPECT_EQ(valueOf(made, "PYTHONPATH"), bootstrap + ":/ours"); // a command of the user's
  EXPECT_EQ(valueOf(made, "STACKDEV_DEBUG_SOURCES"), "<none>");
  OurPythonPath::set(nullptr);
  EXPECT_EQ(valueOf(debugged(program, {}).value(), "PYTHONPATH"), bootstrap);
}

TEST(Debugged, SwitchesMonkeyPatchingOffWhereTheSoftwareCan) {
  ForegroundProgram program;
  DebugOptions options;
  options.nativeThreads = true;
  const auto set = [&] {
    const auto made = debugged(program, options).value();
    std::string names;
    for (const auto& name : monkeyPatchSwitches())
      names += valueOf(made, name) == "1" ? name + " " : "";
    return names;
  };
  EXPECT_EQ(set(), "OS_NOVA_DISABLE_EVENTLET_PATCHING OS_CINDER_DISABLE_EVENTLET_PATCHING ");
  program.switches = {"OS_CINDER_DISABLE_EVENTLET_PATCHING"};
  EXPECT_EQ(set(), "OS_CINDER_DISABLE_EVENTLET_PATCHING ");
  program.switches = Words();
  EXPECT_EQ(debugged(program, options).error().code, ErrorCode::InvalidArgument);
  options.nativeThreads = false;
  EXPECT_EQ(set(), "");
}

TEST(Debugged, RefusesOptionsThatAreNone) {
  const auto with = [](int port, const char* debugger, const char* attach) {
    DebugOptions options;
    options.idePort = port;
    options.debugger = debugger;
    options.attach = attach;
    const auto made = debugged({}, options);
    return made ? std::string() : made.error().message;
  };
  EXPECT_EQ(with(1, "pydevd", "auto"), "");
  EXPECT_EQ(with(65535, "debugpy", "children"), "");
  EXPECT_EQ(with(0, "pydevd", "auto"), "--ide-port: expected 1..65535, got 0");
  EXPECT_EQ(with(65536, "pydevd", "auto"), "--ide-port: expected 1..65535, got 65536");
  EXPECT_EQ(with(-1, "pydevd", "auto"), "--ide-port: expected 1..65535, got -1");
  EXPECT_EQ(with(1, "gdb", "auto"), "--debugger: expected pydevd or debugpy, got gdb");
  EXPECT_EQ(with(1, "", "auto"), "--debugger: expected pydevd or debugpy, got ");
  EXPECT_EQ(with(1, "pydevd", "Auto"), "--attach: expected auto, children or all, got Auto");
}

} // namespace
} // namespace stackdev
