#include <stackdev/run.h>

#include <algorithm>
#include <cstdlib>

#include <stackdev/launch_configuration.h>
#include <stackdev/project.h>

#include "launch/program.h"
#include "python/interpreter.h"
#include "support/file.h"
#include "support/process.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

std::string joined(const std::vector<std::string>& folders) {
  std::string path;
  for (const auto& folder : folders)
    path += (path.empty() ? "" : ":") + folder;
  return path;
}

std::string ourVariable(const char* name) {
  const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nobody sets it
  return value == nullptr ? "" : value;
}

std::string environmentValue(const ForegroundProgram& program, const char* name) {
  for (const auto& [known, value] : program.environment)
    if (known == name)
      return value;
  return ourVariable(name);
}

const ManifestService* serviceNamed(const Root& root, const std::string& name) {
  if (root.manifest)
    for (const auto& service : root.manifest->services)
      if (service.name == name)
        return &service;
  return nullptr;
}

Result<ForegroundProgram> withOurPythonPath(Result<ForegroundProgram> program) {
  if (const auto ours = ourVariable("PYTHONPATH"); program && !ours.empty())
    for (auto& [name, value] : program->environment)
      if (name == "PYTHONPATH")
        value += (value.empty() ? "" : ":") + ours;
  return program;
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
  if (const auto* service = serviceNamed(root, name))
    return withOurPythonPath(serviceProgram(root, *service, found->projects));
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
  const auto* service = serviceNamed(root, launch.name);
  return withOurPythonPath(service != nullptr ? serviceProgram(root, *service, projects)
                                              : launchedProgram(root, launch, projects));
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
    for (const auto& name : program.switches ? *program.switches : monkeyPatchSwitches())
      environment.emplace_back(name, "1");
  return program;
}

Result<ForegroundProgram> takingOver(const Root& root, const std::string& service,
                                     const DebugOptions& options) {
  const auto stackdev = programBeside("stackdev");
  if (!stackdev)
    return stackdev.error();
  ForegroundProgram program;
  program.program = *stackdev;
  program.arguments = {
      "debug",      service,          "--root",     root.folder.string(),
      "--state",    root.state,       "--ide-port", std::to_string(options.idePort),
      "--debugger", options.debugger, "--attach",   options.attach};
  if (options.nativeThreads)
    program.arguments.emplace_back("--native-threads");
  program.folder = root.folder;
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
