#include "launch/program.h"

#include "launch/python_path.h"
#include "python/interpreter.h"
#include "stack/expansion.h"

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
    return {(dataFolder() / "pydev-templates/services/serve_wsgi.py").string(),
            program.module + ":" + program.function};
  case Program::Kind::Function:
    // As the script of an installation: its own name, and nothing of the current folder.
    return {"-c", "import sys; sys.path.pop(0); sys.argv[0] = '" + program.name + "'; from " +
                      program.module + " import " +
                      program.function.substr(0, program.function.find('.')) + "; sys.exit(" +
                      program.function + "())"};
  }
  return {};
}

} // namespace

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
  ForegroundProgram program{*python, pythonArguments(launch, *project), {}, {}};
  for (const auto& argument : launch.arguments)
    program.arguments.push_back(plainText(argument, projects));
  std::vector<std::string> path;
  for (const auto& folder : pythonPath(*project, projects))
    path.push_back(plainText(folder, projects));
  program.environment.emplace_back("PYTHONPATH", joined(path));
  for (const auto& [variable, value] : launch.environment)
    program.environment.emplace_back(variable, plainText(value, projects));
  program.folder = plainText(launch.workingDirectory, projects);
  return program;
}

Result<ForegroundProgram> serviceProgram(const Root& root, const ManifestService& service,
                                         const std::vector<Project>& projects) {
  const auto launch = launchConfiguration(service, projects);
  if (!launch && !service.repository.empty())
    return Error{ErrorCode::NotFound, service.name + ": its repository " + service.repository +
                                          " is not there yet. Clone it: stackdev clone " +
                                          service.repository};
  ForegroundProgram program{
      "/usr/bin/python3", {}, service.environment, servicesFolder(root.state)};
  if (launch) {
    auto launched = launchedProgram(root, *launch, projects);
    if (!launched)
      return launched;
    program = std::move(*launched);
    // What an installation would say of the trees: entry points, versions.
    program.environment.front().second += ":" + metadataFolder(root.state).string();
  }
  if (service.script.empty())
    return program;
  program.arguments = {(dataFolder() / "pydev-templates/services" / service.script).string()};
  for (const auto& argument : service.arguments)
    program.arguments.push_back(argument);
  return program;
}

} // namespace stackdev
