#include <stackdev/run.h>

#include <algorithm>
#include <cstdlib>

#include <stackdev/launch_configuration.h>
#include <stackdev/project.h>

#include "launch/program.h"
#include "support/process.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

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

/// Of a service as it runs under supervision, else of what is discovered.
Result<ForegroundProgram> programOf(const Root& root, const std::string& name,
                                    const std::vector<Project>& projects) {
  if (root.manifest)
    for (const auto& service : root.manifest->services)
      if (service.name == name)
        return serviceProgram(root, service, projects);
  const auto launches = launchConfigurations(root, projects);
  const auto launch = std::find_if(launches.all.begin(), launches.all.end(),
                                   [&](const auto& one) { return one.name == name; });
  if (launch == launches.all.end())
    return Error{ErrorCode::NotFound,
                 "no launch configuration is called " + name + "; stackdev launch list names them"};
  return launchedProgram(root, *launch, projects);
}

} // namespace

Result<ForegroundProgram> programNamed(const Root& root, const std::string& name) {
  const auto found = findProjects(root);
  if (!found)
    return found.error();
  auto program = programOf(root, name, found->projects);
  if (!program)
    return program;
  for (auto& [variable, value] : program->environment)
    if (const auto ambient = ourVariable("PYTHONPATH");
        variable == "PYTHONPATH" && !ambient.empty())
      value += ":" + ambient;
  return program;
}

Result<ForegroundProgram> debugged(ForegroundProgram program, const DebugOptions& options) {
  if (auto fine = check(options); !fine)
    return fine.error();
  auto path = (dataFolder() / "pydev-templates/bootstrap").string();
  if (const auto given = environmentValue(program, "PYTHONPATH"); !given.empty())
    path += ":" + given;
  auto& environment = program.environment;
  std::erase_if(environment, [](const auto& entry) { return entry.first == "PYTHONPATH"; });
  environment.emplace_back("PYTHONPATH", path);
  environment.emplace_back("STACKDEV_DEBUG", "127.0.0.1:" + std::to_string(options.idePort));
  environment.emplace_back("STACKDEV_DEBUG_BACKEND", options.debugger);
  environment.emplace_back("STACKDEV_DEBUG_ATTACH", options.attach);
  if (options.nativeThreads) { // nova's and cinder's own switches; others do not know them
    environment.emplace_back("OS_NOVA_DISABLE_EVENTLET_PATCHING", "1");
    environment.emplace_back("OS_CINDER_DISABLE_EVENTLET_PATCHING", "1");
  }
  return program;
}

Error execute(const ForegroundProgram& program) {
  return replaceProcess(program.program, program.arguments, program.environment, program.folder);
}

} // namespace stackdev
