#include <stackdev/launch_configuration.h>

#include <algorithm>
#include <map>
#include <set>

#include "launch/devstack.h"
#include "launch/entry_script.h"

namespace stackdev {
namespace {

LaunchText projectText(const std::string& project, const std::string& below = {}) {
  LaunchText text{{{true, project}}};
  if (!below.empty())
    text.parts.push_back({false, "/" + below});
  return text;
}

/// A name that is fit for a file and that Eclipse's dialogs take.
std::string fitName(std::string name) {
  for (char& c : name)
    if (std::string_view("@&\\/:*?\"<>|{}$").find(c) != std::string_view::npos ||
        static_cast<unsigned char>(c) < 0x20)
      c = '_';
  return name;
}

const Project* projectIn(const std::string& folder, const std::vector<Project>& projects) {
  for (const auto& project : projects)
    if (project.folder == folder)
      return &project;
  return nullptr;
}

/// The text with {NAME} replaced by the project of repository NAME; other braces stay.
LaunchText expanded(const std::string& text, const std::vector<Project>& projects) {
  LaunchText result;
  std::size_t done = 0;
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    if (close == std::string::npos)
      break;
    const auto* project = projectIn(text.substr(open + 1, close - open - 1), projects);
    if (project == nullptr)
      continue;
    if (open > done)
      result.parts.push_back({false, text.substr(done, open - done)});
    result.parts.push_back({true, project->name});
    done = close + 1;
  }
  if (done < text.size())
    result.parts.push_back({false, text.substr(done)});
  return result;
}

Program programOf(const ManifestService& service) {
  if (!service.script.empty())
    return {Program::Kind::ShippedScript, service.script, {}, {}, service.name};
  if (!service.program.empty())
    return {Program::Kind::Script, service.program, {}, {}, {}};
  if (!service.module.empty())
    return {Program::Kind::Module, {}, service.module, {}, service.name};
  const auto kind = service.wsgi.empty() ? Program::Kind::Function : Program::Kind::WsgiFunction;
  const auto& target = service.wsgi.empty() ? service.entryPoint : service.wsgi;
  const auto colon = target.find(':');
  return {kind, {}, target.substr(0, colon), target.substr(colon + 1), service.name};
}

class Builder {
public:
  Builder(const std::vector<Project>& projects, const std::optional<Manifest>& manifest,
          std::vector<DevstackService> devstack)
      : projects_(projects), manifest_(manifest), devstack_(std::move(devstack)) {}

  LaunchConfigurations build() {
    if (manifest_)
      for (const auto& service : manifest_->services)
        if (service.script.empty())
          addService(service);
    for (const auto& project : projects_) {
      for (const auto& entry : project.entryPoints)
        addEntryPoint(project, entry);
      addDjango(project);
    }
    if (manifest_)
      for (const auto& service : manifest_->services)
        if (!service.script.empty() && !isProgramOfItsOwn(service))
          addService(service);
    addDebugging();
    addTestSuites();
    std::sort(found_.all.begin(), found_.all.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    if (manifest_) {
      for (const auto& group : manifest_->groups)
        addGroup(group);
    }
    return std::move(found_);
  }

private:
  void addService(const ManifestService& service) {
    auto launch = launchConfiguration(service, projects_);
    if (!launch)
      return; // not cloned yet: found_projects has said so; or a server of the machine
    launch->name = takeName(service.name, launch->project);
    named_.insert({launch->project, key(launch->program)});
    takeScript(launch->project, launch->program);
    services_[service.name] = launch->name;
    found_.all.push_back(std::move(*launch));
  }

  /// What `up` starts by a script that ships with stackdev is the repository's own program in an
  /// IDE, where this release of it has one.
  bool isProgramOfItsOwn(const ManifestService& service) {
    const auto* project = projectIn(service.repository, projects_);
    for (const auto& launch : found_.all)
      if (project != nullptr && launch.project == project->name &&
          (launch.name == service.name || launch.name == service.name + " runserver"))
        services_[service.name] = launch.name;
    return services_.contains(service.name);
  }

  static std::string key(const Program& program) {
    return program.path + "\n" + program.module + "\n" + program.function;
  }

  /// A } ends a variable of Eclipse's, ${ begins one within it, and what stands on both sides of a
  /// | are two files to PyDev.
  bool isNameable(const Project& project, const std::string& path) {
    if (path.find_first_of("}|") == std::string::npos && path.find("${") == std::string::npos)
      return true;
    found_.warnings.push_back(project.name + "/" + path +
                              ": no launch configuration: Eclipse cannot name such a path");
    return false;
  }

  void addEntryPoint(const Project& project, const EntryPoint& entry) {
    if (named_.contains({project.name, key(entry.program)}))
      return; // the manifest says more about it
    if (!isNameable(project, programFile(entry.program)))
      return;
    LaunchConfiguration launch;
    launch.name = takeName(entry.name, project.name);
    launch.project = project.name;
    launch.program = entry.program;
    takeScript(project.name, launch.program);
    launch.arguments = argumentsOf(project, entry);
    launch.workingDirectory = projectText(project.name);
    found_.all.push_back(std::move(launch));
  }

  std::vector<LaunchText> argumentsOf(const Project& project, const EntryPoint& entry) const {
    std::vector<LaunchText> arguments;
    for (const auto& service : devstack_) {
      if (service.program != entry.name)
        continue;
      for (const auto& argument : service.arguments)
        arguments.push_back(LaunchText{{{false, argument}}});
      return arguments;
    }
    if (!entry.configuration.empty())
      arguments = {LaunchText{{{false, "--config-file"}}},
                   projectText(project.name, entry.configuration)};
    return arguments;
  }

  void addDjango(const Project& project) {
    if (!project.django)
      return;
    const Program program{Program::Kind::Script, project.django->manageFile, {}, {}, {}};
    if (named_.contains({project.name, key(program)}) || !isNameable(project, program.path))
      return;
    LaunchConfiguration launch;
    launch.name = takeName(project.name + " runserver", project.name);
    launch.project = project.name;
    launch.program = program;
    launch.arguments = {LaunchText{{{false, "runserver"}}}};
    if (const auto& settings = project.django->settingsModule; !settings.empty())
      launch.environment = {{"DJANGO_SETTINGS_MODULE", LaunchText{{{false, settings}}}}};
    launch.workingDirectory = projectText(
        project.name, std::filesystem::path(project.django->manageFile).parent_path().string());
    found_.all.push_back(std::move(launch));
  }

  /// "NAME (debug workers)" for each program that may fork green workers, which no debugger
  /// reaches by itself.
  void addDebugging() {
    const auto count = found_.all.size();
    auto port = kFirstAdapterPort;
    for (std::size_t i = 0; i < count; ++i) {
      const auto project = std::find_if(projects_.begin(), projects_.end(), [&](const auto& one) {
        return one.name == found_.all[i].project;
      });
      if (project == projects_.end() || !project->isGreen)
        continue;
      auto launch = found_.all[i];
      launch.name = takeName(launch.name + " (debug workers)", launch.project);
      launch.debugsWorkers = true;
      launch.adapterPort = port++;
      found_.all.push_back(std::move(launch));
    }
  }

  void addTestSuites() {
    std::set<std::pair<std::string, std::string>> declared;
    if (manifest_) {
      for (const auto& suite : manifest_->testSuites) {
        const auto* project = projectIn(suite.repository, projects_);
        if (project == nullptr)
          continue;
        declared.insert({project->name, suite.path});
        addTestSuite(*project, {suite.name, suite.path, runnerOf(suite.runner)});
      }
    }
    for (const auto& project : projects_)
      for (const auto& suite : project.testSuites)
        if (!declared.contains({project.name, suite.path}))
          addTestSuite(project, suite);
  }

  static TestSuite::Runner runnerOf(const std::string& name) {
    return name == "nose"     ? TestSuite::Runner::Nose
           : name == "pytest" ? TestSuite::Runner::Pytest
                              : TestSuite::Runner::Unittest;
  }

  void addTestSuite(const Project& project, const TestSuite& suite) {
    if (!isNameable(project, suite.path))
      return;
    LaunchConfiguration launch;
    launch.name = takeName(suite.name, project.name);
    launch.kind = LaunchConfiguration::Kind::Tests;
    launch.project = project.name;
    launch.testSuite = suite;
    launch.workingDirectory = projectText(project.name);
    found_.all.push_back(std::move(launch));
  }

  void addGroup(const ManifestGroup& group) {
    LaunchConfiguration launch;
    launch.name = takeName(group.name, "group");
    launch.kind = LaunchConfiguration::Kind::Group;
    launch.isService = true;
    for (const auto& member : group.members)
      if (const auto service = services_.find(member.service); service != services_.end())
        launch.members.push_back({service->second, member.delay});
    if (!launch.members.empty())
      found_.all.push_back(std::move(launch));
  }

  /// "nova-api", then "nova-api (project)", then "nova-api (project) 2".
  std::string takeName(const std::string& wanted, const std::string& project) {
    auto name = fitName(wanted);
    if (!taken_.insert(name).second) {
      const auto base = fitName(wanted + " (" + project + ")");
      name = base;
      for (int i = 2; !taken_.insert(name).second; ++i)
        name = base + " " + std::to_string(i);
    }
    return name;
  }

  /// Each program that has no file gets one of its own, though a service may be called as another
  /// program of its repository.
  void takeScript(const std::string& project, Program& program) {
    if (program.kind == Program::Kind::Script)
      return;
    const auto base = program.name;
    for (int i = 2; !scripts_.insert({project, program.name}).second; ++i)
      program.name = base + "-" + std::to_string(i);
  }

  const std::vector<Project>& projects_;
  const std::optional<Manifest>& manifest_;
  const std::vector<DevstackService> devstack_;
  std::map<std::string, std::string> services_; // name in the manifest -> launch configuration
  std::set<std::pair<std::string, std::string>> named_;
  std::set<std::pair<std::string, std::string>> scripts_; // of projects, by their programs' names
  std::set<std::string> taken_;
  LaunchConfigurations found_;
};

} // namespace

LaunchConfigurations launchConfigurations(const Root& root, const std::vector<Project>& projects) {
  std::error_code ignored;
  const bool byDevstack = std::filesystem::is_directory(root.folder / "data", ignored);
  return Builder(projects, root.manifest,
                 byDevstack ? devstackServices() : std::vector<DevstackService>())
      .build();
}

std::optional<LaunchConfiguration> launchConfiguration(const ManifestService& service,
                                                       const std::vector<Project>& projects) {
  const auto* project = projectIn(service.repository, projects);
  if (project == nullptr || service.repository.empty())
    return std::nullopt;
  LaunchConfiguration launch;
  launch.name = service.name;
  launch.isService = true;
  launch.project = project->name;
  launch.program = programOf(service);
  if (!service.wsgi.empty())
    for (const auto& word : {std::string("--port"), std::to_string(service.port.value_or(0))})
      launch.arguments.push_back({{{false, word}}});
  for (const auto& argument : service.arguments)
    launch.arguments.push_back(expanded(argument, projects));
  for (const auto& [name, value] : service.environment)
    launch.environment.emplace_back(name, expanded(value, projects));
  const auto& folder = service.workingDirectory;
  launch.workingDirectory = folder.starts_with("{") || folder.starts_with("/")
                                ? expanded(folder, projects)
                                : projectText(launch.project, folder);
  return launch;
}

std::string plainText(const LaunchText& text, const std::vector<Project>& projects) {
  std::string result;
  for (const auto& part : text.parts) {
    if (!part.isProject) {
      result += part.text;
      continue;
    }
    for (const auto& project : projects)
      if (project.name == part.text)
        result += project.location.string();
  }
  return result;
}

} // namespace stackdev
