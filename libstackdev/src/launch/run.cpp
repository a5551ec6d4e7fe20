#include <stackdev/run.h>

#include <algorithm>
#include <cstdlib>

#include <stackdev/launch_configuration.h>
#include <stackdev/project.h>

#include "python/interpreter.h"
#include "support/file.h"
#include "support/process.h"

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

std::string environmentValue(const ForegroundProgram& program, const char* name) {
  for (const auto& [known, value] : program.environment)
    if (known == name)
      return value;
  const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nobody sets it
  return value == nullptr ? "" : value;
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
  case Program::Kind::Function:
  case Program::Kind::WsgiFunction:
    // As the script of an installation: its own name, and nothing of the current folder.
    return {"-c", "import sys; sys.path.pop(0); sys.argv[0] = '" + program.name + "'; from " +
                      program.module + " import " +
                      program.function.substr(0, program.function.find('.')) + "; sys.exit(" +
                      program.function + "())"};
  }
  return {};
}

Result<Path> interpreter(const Root& root) {
  if (root.manifest && !root.manifest->interpreters.empty())
    return interpreterPath(root.manifest->interpreters.front());
  const auto venv = root.state / "venv/bin/python";
  std::error_code ignored;
  return std::filesystem::exists(venv, ignored) ? venv : Path("/usr/bin/python3");
}

/// nova's and cinder's: others do not know them.
std::vector<std::string> allSwitches() {
  return {"OS_NOVA_DISABLE_EVENTLET_PATCHING", "OS_CINDER_DISABLE_EVENTLET_PATCHING"};
}

/// Those that this release of the software reads, in the module in which it patches.
std::vector<std::string> switchesOf(const Project& project) {
  std::vector<std::string> found;
  for (const auto& package : project.packages)
    for (const auto& folder : project.sourceFolders)
      if (const auto text = readFile(project.location / folder / package / "monkey_patch.py"))
        for (const auto& name : allSwitches())
          if (text->find(name) != std::string::npos)
            found.push_back(name);
  return found;
}

Status check(const DebugOptions& options) {
  const auto refuse = [](const std::string& message) {
    return Error{ErrorCode::InvalidArgument, message};
  };
  if (options.idePort < 1 || options.idePort > 65535)
    return refuse("--ide-port: expected 1..65535, got " + std::to_string(options.idePort));
  if (options.debugger != "pydevd" && options.debugger != "debugpy")
    return refuse("--debugger: expected pydevd or debugpy, got " + options.debugger);
  if (options.attach != "auto" && options.attach != "children" && options.attach != "all")
    return refuse("--attach: expected auto, children or all, got " + options.attach);
  return {};
}

} // namespace

Result<ForegroundProgram> programNamed(const Root& root, const std::string& name) {
  const auto found = findProjects(root);
  if (!found)
    return found.error();
  const auto launches = launchConfigurations(root, found->projects);
  const auto launch = std::find_if(launches.all.begin(), launches.all.end(),
                                   [&](const auto& one) { return one.name == name; });
  if (launch == launches.all.end())
    return Error{ErrorCode::NotFound,
                 "no launch configuration is called " + name + "; stackdev launch list names them"};
  return programOf(root, *launch, found->projects);
}

Result<ForegroundProgram> programOf(const Root& root, const LaunchConfiguration& launch,
                                    const std::vector<Project>& projects) {
  const auto* project = find(projects, launch.project);
  if (launch.kind != LaunchConfiguration::Kind::Program || project == nullptr)
    return Error{ErrorCode::InvalidArgument,
                 launch.name + " is no single program; run one of its parts, or use an IDE"};
  const auto python = interpreter(root);
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
  if (const auto ambient = environmentValue(program, "PYTHONPATH"); !ambient.empty())
    path.push_back(ambient);
  program.environment.emplace_back("PYTHONPATH", joined(path));
  for (const auto& [variable, value] : launch.environment)
    program.environment.emplace_back(variable, plainText(value, projects));
  program.folder = plainText(launch.workingDirectory, projects);
  program.switches = switchesOf(*project);
  return program;
}

std::vector<std::string> knownSourceFolders(const Root& root) {
  std::error_code ignored;
  if (!root.manifest && !std::filesystem::exists(root.state / kFactsName, ignored))
    return {};
  std::vector<std::string> folders;
  if (const auto found = findProjects(root))
    for (const auto& project : found->projects)
      for (const auto& folder : project.sourceFolders)
        folders.push_back((folder.empty() ? project.location : project.location / folder).string());
  return folders;
}

Result<ForegroundProgram> debugged(ForegroundProgram program, const DebugOptions& options) {
  if (auto fine = check(options); !fine)
    return fine.error();
  if (options.nativeThreads && program.switches && program.switches->empty())
    return Error{ErrorCode::InvalidArgument,
                 "--native-threads: this software has no switch of its own that leaves monkey "
                 "patching out; stackdev debug-safe edits the calls instead"};
  auto path = (dataFolder() / "pydev-templates/bootstrap").string();
  if (const auto given = environmentValue(program, "PYTHONPATH"); !given.empty())
    path += ":" + given;
  auto& environment = program.environment;
  std::erase_if(environment, [](const auto& entry) { return entry.first == "PYTHONPATH"; });
  environment.emplace_back("PYTHONPATH", path);
  environment.emplace_back("STACKDEV_DEBUG", "127.0.0.1:" + std::to_string(options.idePort));
  environment.emplace_back("STACKDEV_DEBUG_BACKEND", options.debugger);
  environment.emplace_back("STACKDEV_DEBUG_ATTACH", options.attach);
  if (!options.sources.empty())
    environment.emplace_back("STACKDEV_DEBUG_SOURCES", joined(options.sources));
  if (options.nativeThreads)
    for (const auto& name : program.switches ? *program.switches : allSwitches())
      environment.emplace_back(name, "1");
  return program;
}

Result<int> startBeside(const ForegroundProgram& program, const Path& log) {
  std::error_code failed;
  std::filesystem::create_directories(log.parent_path(), failed);
  std::filesystem::permissions(log.parent_path(), std::filesystem::perms::owner_all, failed);
  if (failed)
    return systemError("cannot make", log.parent_path(), failed.value());
  const auto found = interpreterPath(program.program.string()); // a command on PATH, too
  if (!found)
    return found.error();
  return startLogged(*found, program.arguments, program.environment, program.folder, log);
}

Error execute(const ForegroundProgram& program) {
  return replaceProcess(program.program, program.arguments, program.environment, program.folder);
}

} // namespace stackdev
