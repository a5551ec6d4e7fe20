#include <stackdev/json.h>

#include <cmath>
#include <optional>

namespace stackdev {
namespace {

namespace json = boost::json;

std::string_view nameOf(ErrorCode code) {
  switch (code) {
  case ErrorCode::InvalidArgument:
    return "invalid-argument";
  case ErrorCode::NotFound:
    return "not-found";
  case ErrorCode::Conflict:
    return "conflict";
  case ErrorCode::Untrusted:
    return "untrusted";
  case ErrorCode::Io:
    return "io";
  case ErrorCode::Protocol:
    return "protocol";
  case ErrorCode::Cancelled:
    return "cancelled";
  }
  return {};
}

std::string_view nameOf(TestSuite::Runner runner) {
  switch (runner) {
  case TestSuite::Runner::Unittest:
    return "unittest";
  case TestSuite::Runner::Nose:
    return "nose";
  case TestSuite::Runner::Pytest:
    return "pytest";
  }
  return {};
}

std::string_view nameOf(LaunchConfiguration::Kind kind) {
  switch (kind) {
  case LaunchConfiguration::Kind::Program:
    return "program";
  case LaunchConfiguration::Kind::Tests:
    return "tests";
  case LaunchConfiguration::Kind::Group:
    return "group";
  }
  return {};
}

json::object jsonOf(const Refusal& refusal) {
  return {{"path", refusal.path},
          {"line", refusal.line},
          {"text", refusal.text},
          {"reason", refusal.reason}};
}

json::object jsonOf(const DebugSafeEdit& edit) {
  return {{"path", edit.path},
          {"line", edit.line},
          {"column", edit.column},
          {"preset", edit.preset},
          {"original", edit.original},
          {"problem", edit.problem},
          {"intact", edit.problem.empty()}};
}

json::object jsonOf(const Hook& hook) {
  return {{"path", hook.path},
          {"line", hook.line},
          {"attach", hook.isAtLine ? "here" : "auto"},
          {"host", hook.server.host},
          {"port", hook.server.port},
          {"problem", hook.problem}};
}

json::object jsonOf(const ImportedProject& project) {
  return {{"name", project.name},
          {"location", project.location.string()},
          {"interpreter", project.interpreter},
          {"grammar", project.grammar},
          {"sourcePaths", stackdev::jsonOf(project.sourcePaths)},
          {"references", stackdev::jsonOf(project.references)}};
}

json::object jsonOf(const ImportedLaunchConfiguration& launch) {
  return {{"ide", nameOf(launch.ide)},
          {"name", launch.name},
          {"type", launch.type},
          {"project", launch.project},
          {"file", launch.file.string()}};
}

template <class Items>
json::array arrayOf(const Items& items) {
  json::array array;
  for (const auto& item : items)
    array.push_back(jsonOf(item));
  return array;
}

} // namespace

json::array jsonOf(const std::vector<std::string>& texts) {
  json::array array;
  for (const auto& text : texts)
    array.emplace_back(text);
  return array;
}

json::object jsonOf(const Error& error) {
  return {{"code", nameOf(error.code)}, {"message", error.message}};
}

json::object jsonOf(const PatchCall& call) {
  json::object object{{"path", call.path},     {"line", call.line},
                      {"column", call.column}, {"start", call.start},
                      {"end", call.end},       {"library", toString(call.library)},
                      {"text", call.text},     {"state", toString(call.state)}};
  object["debugSafe"] = nullptr;
  if (call.debugSafe)
    object["debugSafe"] = *call.debugSafe;
  return object;
}

json::object madeDebugSafeJson(const DebugSafePlan& plan) {
  json::array calls;
  for (const auto& call : plan.calls)
    calls.push_back(json::object{{"path", call.path},
                                 {"line", call.line},
                                 {"column", call.column},
                                 {"library", toString(call.library)},
                                 {"text", call.text},
                                 {"debugSafe", call.debugSafe.value_or("")}});
  return {{"calls", std::move(calls)},
          {"refused", arrayOf(plan.refused)},
          {"warnings", jsonOf(plan.warnings)}};
}

json::object debugSafeEditsJson(const DebugSafePlan& plan) {
  return {{"edits", arrayOf(plan.edits)},
          {"refused", arrayOf(plan.refused)},
          {"warnings", jsonOf(plan.warnings)}};
}

json::object jsonOf(const CloneResult& result) {
  return {{"name", result.name},
          {"path", result.path.string()},
          {"verdict", toString(result.verdict)},
          {"detail", result.detail},
          {"url", result.url},
          {"commit", result.commit},
          {"seconds", result.seconds}};
}

json::object jsonOf(const Finding& finding) {
  return {{"id", finding.id},
          {"severity", toString(finding.severity)},
          {"path", finding.path.string()},
          {"message", finding.message},
          {"fix", finding.fix},
          {"line", finding.line}};
}

json::object jsonOf(const DepsPlan& plan) {
  json::array packages;
  for (const auto& package : plan.packages)
    packages.push_back(json::object{{"name", package.name},
                                    {"version", package.version},
                                    {"requiredBy", jsonOf(package.requiredBy)}});
  json::array repositories;
  for (const auto& repository : plan.repositories)
    repositories.push_back(json::object{{"name", repository.name},
                                        {"location", repository.location.string()},
                                        {"inPlace", repository.isInPlace},
                                        {"installed", repository.isInstalled}});
  return {{"venv", plan.venv.string()},
          {"systemPackages", jsonOf(plan.systemPackages)},
          {"systemCommand", jsonOf(plan.systemCommand)},
          {"packages", std::move(packages)},
          {"repositories", std::move(repositories)},
          {"warnings", jsonOf(plan.warnings)}};
}

json::object jsonOf(const NetworkPlan& plan, std::string_view state) {
  json::array files;
  for (const auto& file : plan.files.files)
    files.push_back(json::string(file.path.string()));
  return {{"bridge", plan.bridge},
          {"interface", plan.interface},
          {"method", nameOf(plan.method)},
          {"state", state},
          {"addresses", jsonOf(plan.addresses)},
          {"files", std::move(files)},
          {"commands", jsonOf(shownCommands(plan.commands))},
          {"warnings", jsonOf(plan.warnings)}};
}

json::object jsonOf(const NetworkRemoval& removal) {
  json::array files;
  for (const auto& file : removal.files.files)
    files.push_back(json::string(file.path.string()));
  return {{"bridge", removal.state.bridge},
          {"interface", removal.state.interface},
          {"method", nameOf(removal.state.method)},
          {"files", std::move(files)},
          {"commands", jsonOf(shownCommands(removal.commands))}};
}

json::object jsonOf(const HookPlan& plan) {
  return {{"hooks", arrayOf(plan.hooks)},
          {"refused", arrayOf(plan.refused)},
          {"warnings", jsonOf(plan.warnings)}};
}

json::object jsonOf(const Import& import) {
  return {{"workspace", import.workspace.string()},
          {"projects", arrayOf(import.projects)},
          {"launchConfigurations", arrayOf(import.launchConfigurations)},
          {"warnings", jsonOf(import.warnings)}};
}

json::object jsonOf(const ForegroundProgram& program) {
  json::object environment;
  for (const auto& [name, value] : program.environment)
    environment[name] = value;
  return {{"program", program.program.string()},
          {"args", jsonOf(program.arguments)},
          {"cwd", program.folder.string()},
          {"env", std::move(environment)}};
}

json::object jsonOf(const AppliedChange& change) {
  json::array files;
  for (const auto& file : change.files)
    files.emplace_back(file.string());
  return {{"number", change.number},
          {"title", change.title},
          {"time", change.time},
          {"files", std::move(files)}};
}

json::object jsonOf(const std::vector<ServiceStatus>& services) {
  const auto valueOr = [](const auto& value) -> json::value {
    if (!value)
      return nullptr;
    return json::value_from(*value);
  };
  json::array all;
  for (const auto& one : services) {
    std::optional<long long> seconds;
    if (one.startedSeconds)
      seconds = std::llround(*one.startedSeconds);
    all.push_back(json::object{{"name", one.name},
                               {"state", toString(one.state)},
                               {"pid", valueOr(one.pid)},
                               {"port", valueOr(one.port)},
                               {"url", valueOr(one.url)},
                               {"startedSeconds", valueOr(seconds)}});
  }
  return {{"services", std::move(all)}};
}

json::object jsonOf(const std::vector<CheckResult>& checks) {
  json::array all;
  for (const auto& check : checks)
    all.push_back(json::object{{"name", check.name},
                               {"ok", check.ok},
                               {"seconds", check.seconds},
                               {"detail", check.detail}});
  return {{"checks", std::move(all)}};
}

std::string launchTarget(const LaunchConfiguration& launch) {
  if (launch.kind == LaunchConfiguration::Kind::Tests)
    return launch.testSuite.path;
  const auto& program = launch.program;
  switch (program.kind) {
  case Program::Kind::Script:
  case Program::Kind::ShippedScript:
    return program.path;
  case Program::Kind::Module:
    return program.module;
  case Program::Kind::Function:
  case Program::Kind::WsgiFunction:
    return program.module + ":" + program.function;
  }
  return {};
}

json::object jsonOf(const LaunchConfiguration& launch, const std::vector<Project>& projects) {
  json::object object{
      {"name", launch.name}, {"kind", nameOf(launch.kind)}, {"project", launch.project}};
  if (launch.kind == LaunchConfiguration::Kind::Group) {
    json::array members;
    for (const auto& member : launch.members)
      members.push_back(json::object{{"name", member.name}, {"delay", member.delay}});
    object["members"] = std::move(members);
    return object;
  }
  object["program"] = launchTarget(launch);
  json::array arguments;
  for (const auto& argument : launch.arguments)
    arguments.emplace_back(plainText(argument, projects));
  object["args"] = std::move(arguments);
  object["cwd"] = plainText(launch.workingDirectory, projects);
  json::object environment;
  for (const auto& [name, value] : launch.environment)
    environment[name] = plainText(value, projects);
  object["env"] = std::move(environment);
  json::array path;
  for (const auto& project : projects)
    if (project.name == launch.project)
      for (const auto& folder : pythonPath(project, projects))
        path.emplace_back(plainText(folder, projects));
  object["pythonPath"] = std::move(path);
  object["service"] = launch.isService;
  object["debugsWorkers"] = launch.debugsWorkers;
  if (launch.debugsWorkers)
    object["adapterPort"] = launch.adapterPort;
  if (launch.kind == LaunchConfiguration::Kind::Tests)
    object["runner"] = nameOf(launch.testSuite.runner);
  return object;
}

} // namespace stackdev
