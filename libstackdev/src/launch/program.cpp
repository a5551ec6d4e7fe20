#include "launch/program.h"

#include "launch/entry_script.h"
#include "python/interpreter.h"
#include "stack/expansion.h"
#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

const Project* find(const std::vector<Project>& projects, const std::string& name) {
  for (const auto& project : projects)
    if (project.name == name)
      return &project;
  return nullptr;
}

std::string joined(const std::vector<std::string>& folders) {
  std::string path;
  for (const auto& folder : folders)
    path += (path.empty() ? "" : ":") + folder;
  return path;
}

/// What Python is given before the program's own arguments.
std::vector<std::string> pythonArguments(const LaunchConfiguration& launch,
                                         const Project& project) {
  const auto& program = launch.program;
  switch (program.kind) {
  case Program::Kind::Script:
    return {(project.location / program.path).string()};
  case Program::Kind::Module:
    return {"-m", program.module};
  case Program::Kind::WsgiFunction:
    return {shippedScript("serve_wsgi.py"), program.module + ":" + program.function};
  case Program::Kind::ShippedScript:
    return {shippedScript(program.path)};
  case Program::Kind::Function:
    // As the script of an installation: its own name, and nothing of the current folder.
    return {"-c", "import sys; sys.path.pop(0); sys.argv[0] = '" + program.name + "'; from " +
                      program.module + " import " +
                      program.function.substr(0, program.function.find('.')) + "; sys.exit(" +
                      program.function + "())"};
  }
  return {};
}

/// The switches that this release of the software reads, in the module in which it patches.
std::vector<std::string> switchesOf(const Project& project) {
  std::vector<std::string> found;
  for (const auto& package : project.packages)
    for (const auto& folder : project.sourceFolders)
      if (const auto text = readFile(project.location / folder / package / "monkey_patch.py"))
        for (const auto& name : monkeyPatchSwitches())
          if (text->find(name) != std::string::npos)
            found.push_back(name);
  return found;
}

} // namespace

std::vector<std::string> monkeyPatchSwitches() {
  return {"OS_NOVA_DISABLE_EVENTLET_PATCHING", "OS_CINDER_DISABLE_EVENTLET_PATCHING"};
}

Result<Path> stackInterpreter(const Root& root) {
  if (root.manifest && !root.manifest->interpreters.empty())
    return interpreterPath(root.manifest->interpreters.front());
  const auto venv = root.state / "venv/bin/python";
  std::error_code ignored;
  return std::filesystem::exists(venv, ignored) ? venv : Path("/usr/bin/python3");
}

Result<ForegroundProgram> launchedProgram(const Root& root, const LaunchConfiguration& launch,
                                          const std::vector<Project>& projects) {
  const auto* project = find(projects, launch.project);
  if (launch.kind != LaunchConfiguration::Kind::Program || project == nullptr)
    return Error{ErrorCode::InvalidArgument,
                 launch.name + " is no single program; run one of its parts, or use an IDE"};
  const auto python = stackInterpreter(root);
  if (!python)
    return python.error();
  ForegroundProgram program;
  program.program = *python;
  program.arguments = pythonArguments(launch, *project);
  for (const auto& argument : launch.arguments)
    program.arguments.push_back(plainText(argument, projects));
  std::vector<std::string> path;
  for (const auto& folder : pythonPath(*project, projects))
    path.push_back(plainText(folder, projects));
  program.environment.emplace_back("PYTHONPATH", joined(path));
  for (const auto& [variable, value] : launch.environment)
    program.environment.emplace_back(variable, plainText(value, projects));
  program.folder = plainText(launch.workingDirectory, projects);
  program.switches = switchesOf(*project);
  return program;
}

Result<ForegroundProgram> serviceProgram(const Root& root, const ManifestService& service,
                                         const std::vector<Project>& projects) {
  auto asUp = service;
  if (!service.upArguments.empty())
    asUp.arguments = service.upArguments;
  const auto launch = launchConfiguration(asUp, projects);
  if (!launch && !service.repository.empty())
    return Error{ErrorCode::NotFound, service.name + ": its repository " + service.repository +
                                          " is not there yet. Clone it: stackdev clone " +
                                          service.repository};
  if (launch) {
    auto program = launchedProgram(root, *launch, projects);
    if (program) { // what an installation would say of the trees: entry points, versions
      auto& path = program->environment.front().second; // no empty word: the current folder
      path += (path.empty() ? "" : ":") + metadataFolder(root.state).string();
    }
    return program;
  }
  ForegroundProgram program;
  program.program = "/usr/bin/python3";
  program.arguments = {shippedScript(service.script)};
  program.arguments.insert(program.arguments.end(), service.arguments.begin(),
                           service.arguments.end());
  program.environment = service.environment;
  program.folder = servicesFolder(root.state);
  return program;
}

} // namespace stackdev
