#include "ide/vscode_launch.h"

#include <algorithm>

#include "launch/entry_script.h"

namespace stackdev {
namespace {

namespace json = boost::json;

const Project* projectNamed(const std::vector<Project>& projects, const std::string& name) {
  const auto found = std::find_if(projects.begin(), projects.end(),
                                  [&](const auto& project) { return project.name == name; });
  return found == projects.end() ? nullptr : &*found;
}

json::object hidden() {
  return {{"hidden", true}};
}

/// A package of tests is imported from the project's folder, a plain folder of tests by itself.
json::array unittestArguments(const std::string& path, const std::filesystem::path& project) {
  if (path.ends_with(".py"))
    return {"-v", path};
  if (isThere(project / path / "__init__.py"))
    return {"discover", "-v", "-s", path, "-t", "."};
  return {"discover", "-v", "-s", path};
}

class Launches {
public:
  Launches(const IdeInput& input, const VscodeFolders& folders)
      : input_(input), folders_(folders) {}

  VscodeLaunches made() {
    for (const auto& launch : input_.launches) {
      if (launch.kind == LaunchConfiguration::Kind::Group)
        addGroup(launch);
      else if (launch.debugsWorkers)
        addDebugging(launch);
      else
        add(single(launch), launch.project);
    }
    addTasks();
    return std::move(made_);
  }

private:
  void add(json::object configuration, const std::string& project) {
    made_.projects[std::string(configuration.at("name").as_string())] = project;
    made_.configurations.push_back(std::move(configuration));
  }

  void addCompound(const LaunchConfiguration& launch, json::array members) {
    made_.projects[launch.name] = launch.project;
    made_.compounds.push_back(json::object{{"name", launch.name},
                                           {"configurations", std::move(members)},
                                           {"stopAll", true},
                                           {"presentation", presentation(launch)}});
  }

  std::string text(const LaunchText& text) const { return vscodeText(text, input_, folders_); }

  json::object single(const LaunchConfiguration& launch) const {
    return launch.kind == LaunchConfiguration::Kind::Tests ? tests(launch) : program(launch);
  }

  /// Services first, then by project.
  static json::object presentation(const LaunchConfiguration& launch) {
    return {{"group", launch.isService ? "0" : "1 " + launch.project}};
  }

  std::string pythonPath(const Project& project, std::string path = {}) const {
    for (const auto& folder : stackdev::pythonPath(project, input_.everything))
      path += (path.empty() ? "" : ":") + text(folder);
    return path;
  }

  json::object common(const LaunchConfiguration& launch) const {
    json::object made{{"name", launch.name}, {"type", "debugpy"}, {"request", "launch"}};
    if (!input_.interpreters.empty())
      made["python"] = input_.interpreters.front().executable.string();
    return made;
  }

  json::object environment(const LaunchConfiguration& launch, const std::string& path) const {
    json::object environment{{"PYTHONPATH", path}};
    for (const auto& [name, value] : launch.environment)
      environment[name] = text(value);
    return environment;
  }

  json::object program(const LaunchConfiguration& launch) const {
    const auto& project = *projectNamed(input_.projects, launch.project);
    const auto file = programFile(launch.program);
    auto made = common(launch);
    made["program"] = text({{{true, project.name}, {false, "/" + file}}});
    json::array arguments;
    for (const auto& argument : launch.arguments)
      arguments.emplace_back(text(argument));
    made["args"] = std::move(arguments);
    made["cwd"] = text(launch.workingDirectory);
    made["env"] = environment(launch, pythonPath(project));
    made["console"] = "integratedTerminal";
    made["justMyCode"] = false;
    made["subProcess"] = true;
    if (project.isGreen)
      made["gevent"] = true; // keeps eventlet's patching, too, away from the debugger's threads
    if (project.django && project.django->manageFile == file)
      made["django"] = true;
    made["presentation"] = presentation(launch);
    return made;
  }

  json::object tests(const LaunchConfiguration& launch) const {
    const auto& project = *projectNamed(input_.projects, launch.project);
    const auto& suite = launch.testSuite;
    auto made = common(launch);
    switch (suite.runner) {
    case TestSuite::Runner::Pytest:
      made["module"] = "pytest";
      made["args"] = {"-v", suite.path};
      break;
    case TestSuite::Runner::Nose:
      made["module"] = "nose";
      made["args"] = {"-v", suite.path};
      break;
    case TestSuite::Runner::Unittest:
      made["module"] = "unittest";
      made["args"] = unittestArguments(suite.path, project.location);
      break;
    }
    made["cwd"] = text(launch.workingDirectory);
    made["env"] = environment(launch, pythonPath(project));
    made["console"] = "integratedTerminal";
    made["justMyCode"] = false;
    made["presentation"] = presentation(launch);
    return made;
  }

  /// Two configurations that belong together: an adapter that waits, and the program with the
  /// bootstrap, undebugged, whose workers connect to it. What is offered is both.
  void addDebugging(const LaunchConfiguration& launch) {
    const auto& project = *projectNamed(input_.projects, launch.project);
    const auto port = std::to_string(launch.adapterPort);
    const auto adapter = launch.name + ": adapter";
    const auto service = launch.name + ": program";
    add({{"name", adapter},
         {"type", "debugpy"},
         {"request", "attach"},
         {"listen", {{"host", "127.0.0.1"}, {"port", launch.adapterPort}}},
         {"subProcess", true},
         {"justMyCode", false},
         {"presentation", hidden()}},
        launch.project);
    auto program = this->program(launch);
    program["name"] = service;
    program["noDebug"] = true;
    program.erase("gevent");
    program.erase("subProcess");
    program["env"] = environment(
        launch, pythonPath(project, (dataFolder() / "pydev-templates/bootstrap").string()));
    auto& environment = program["env"].as_object();
    environment["STACKDEV_DEBUG"] = "127.0.0.1:" + port;
    environment["STACKDEV_DEBUG_BACKEND"] = "debugpy";
    environment["STACKDEV_DEBUG_WAIT"] = "30"; // both are started at the same time
    program["presentation"] = hidden();
    add(std::move(program), launch.project);
    addCompound(launch, {adapter, service});
  }

  /// A compound starts all its configurations at once; so those that shall start later wait in a
  /// task of their own before.
  void addGroup(const LaunchConfiguration& group) {
    json::array members;
    int delay = 0;
    for (const auto& member : group.members) {
      const auto launch = std::find_if(input_.launches.begin(), input_.launches.end(),
                                       [&](const auto& one) { return one.name == member.name; });
      members.emplace_back(delay == 0 ? member.name : delayed(group, *launch, delay));
      delay += member.delay;
    }
    addCompound(group, std::move(members));
  }

  std::string delayed(const LaunchConfiguration& group, const LaunchConfiguration& launch,
                      int delay) {
    auto name = group.name + ": " + launch.name;
    const auto task = group.name + ": wait for the turn of " + launch.name;
    auto made = single(launch);
    made["name"] = name;
    made["preLaunchTask"] = task;
    made["presentation"] = hidden();
    add(std::move(made), launch.project);
    made_.tasks.push_back(json::object{{"label", task},
                                       {"type", "process"},
                                       {"command", "sleep"},
                                       {"args", {std::to_string(delay)}},
                                       {"hide", true},
                                       {"presentation", {{"reveal", "never"}, {"close", true}}},
                                       {"problemMatcher", json::array()}});
    return name;
  }

  /// The root by way of a folder of the workspace: the file itself has no name for it.
  std::string root() const {
    if (input_.projects.empty())
      return input_.root.folder.string();
    const auto& project = input_.projects.front();
    std::string up;
    if (!project.folder.empty())
      for (std::size_t i = 0; i != std::string::npos; i = project.folder.find('/', i + 1))
        up += "/..";
    return text({{{true, project.name}, {false, up}}});
  }

  void addTask(const std::string& label, const json::array& words, const std::string& detail) {
    json::array arguments{"--root", root()};
    arguments.insert(arguments.end(), words.begin(), words.end());
    made_.tasks.push_back(json::object{{"label", label},
                                       {"detail", detail},
                                       {"type", "process"},
                                       {"command", "stackdev"},
                                       {"args", std::move(arguments)},
                                       {"presentation", {{"panel", "dedicated"}}},
                                       {"problemMatcher", json::array()}});
  }

  void addTasks() {
    addTask("stackdev import", {"import", "--ide", "vscode"}, "Bring this workspace up to date");
    const bool hasServices = std::any_of(input_.launches.begin(), input_.launches.end(),
                                         [](const auto& launch) { return launch.isService; });
    for (const auto& launch : input_.launches)
      if (launch.kind == LaunchConfiguration::Kind::Program && !launch.debugsWorkers &&
          launch.isService == hasServices)
        addTask("stackdev run " + launch.name, {"run", launch.name},
                "Run it in the terminal, without a debugger");
  }

  const IdeInput& input_;
  const VscodeFolders& folders_;
  VscodeLaunches made_;
};

} // namespace

VscodeLaunches vscodeLaunches(const IdeInput& input, const VscodeFolders& folders) {
  return Launches(input, folders).made();
}

std::string vscodeText(const LaunchText& text, const IdeInput& input,
                       const VscodeFolders& folders) {
  std::string result;
  for (const auto& part : text.parts) {
    const auto folder = part.isProject ? folders.find(part.text) : folders.end();
    if (folder != folders.end() && folder->second.find('}') == std::string::npos)
      result += "${workspaceFolder:" + folder->second + "}";
    else
      result += plainText({{part}}, input.everything);
  }
  return result;
}

} // namespace stackdev
