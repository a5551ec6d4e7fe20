#include "features/runnables.h"

#include <algorithm>
#include <functional>
#include <iterator>

#include <stackdev/json.h>
#include <stackdev/launch_configuration.h>
#include <stackdev/launch_file.h>
#include <stackdev/run.h>

namespace stackdev::lsp {
namespace {

const Project* projectNamed(const Launches& launches, const std::string& name) {
  for (const auto& project : launches.projects)
    if (project.name == name)
      return &project;
  return nullptr;
}

/// "nova.cmd.api" below one of the project's source folders is this file.
bool isModule(const Project& project, const std::string& module,
              const std::filesystem::path& file) {
  auto relative = module;
  std::replace(relative.begin(), relative.end(), '.', '/');
  return std::any_of(
      project.sourceFolders.begin(), project.sourceFolders.end(), [&](const std::string& folder) {
        const auto base = (project.location / folder / relative).lexically_normal().string();
        return file == base + ".py" || file == base + "/__init__.py" ||
               file == base + "/__main__.py";
      });
}

bool startsIn(const LaunchConfiguration& launch, const Project& project,
              const std::filesystem::path& file) {
  if (launch.kind == LaunchConfiguration::Kind::Group)
    return false;
  if (launch.kind == LaunchConfiguration::Kind::Tests)
    return (project.location / launch.testSuite.path).lexically_normal() == file;
  if (launch.program.kind == Program::Kind::ShippedScript)
    return false;
  if (launch.program.kind == Program::Kind::Script)
    return (project.location / launch.program.path).lexically_normal() == file;
  return isModule(project, launch.program.module, file);
}

bool isWordAt(std::string_view text, std::size_t offset, std::string_view word) {
  const auto isPart = [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const auto end = offset + word.size();
  return text.substr(offset, word.size()) == word && (end >= text.size() || !isPart(text[end]));
}

/// The line of `def main` for a function, of `if __name__` for the rest; else the first line that
/// is no comment.
std::size_t placeOf(const LaunchConfiguration& launch, std::string_view text) {
  const auto& function = launch.program.function;
  std::size_t first = text.size();
  for (std::size_t line = 0; line < text.size(); line = nextLine(text, line)) {
    if (!function.empty() && isWordAt(text, line, "def") && isWordAt(text, line + 4, function))
      return line;
    if (function.empty() && text.substr(line).starts_with("if __name__"))
      return line;
    const bool isCode = lineEnd(text, line) > line && text[line] != '#';
    if (isCode && first == text.size())
      first = line;
  }
  return first == text.size() ? 0 : first;
}

/// As VS Code's Python debugger wants it.
json::object vscodeLaunch(const Runnable& runnable) {
  json::object launch{
      {"name", runnable.label},          {"type", "debugpy"},   {"request", "launch"},
      {"python", runnable.program},      {"cwd", runnable.cwd}, {"env", runnable.env},
      {"console", "integratedTerminal"}, {"justMyCode", false}};
  const auto& args = runnable.args;
  const bool isOption = args.size() > 1 && (args[0] == "-m" || args[0] == "-c");
  if (isOption)
    launch[args[0] == "-m" ? "module" : "code"] = args[1];
  else if (!args.empty())
    launch["program"] = args[0];
  const std::size_t own = isOption ? 2 : 1;
  if (args.size() > own)
    launch["args"] =
        jsonOf(std::vector<std::string>(args.begin() + static_cast<long>(own), args.end()));
  return launch;
}

Runnable runnableOf(const Launches& launches, const LaunchConfiguration& launch,
                    std::string eclipse) {
  const auto described = jsonOf(launch, launches.projects);
  Runnable runnable{launch.name,
                    launch.project,
                    std::string(described.at("kind").as_string()),
                    "",
                    {},
                    "",
                    {},
                    {std::move(eclipse), nullptr}};
  const auto program = programOf(launches.root, launch, launches.projects);
  if (!program) // tests and groups are for an IDE
    return runnable;
  runnable.program = program->program.string();
  runnable.args = program->arguments;
  runnable.cwd = program->folder.string();
  for (const auto& [name, value] : program->environment)
    runnable.env[name] = value;
  runnable.launch.vscode = vscodeLaunch(runnable);
  return runnable;
}

/// Of every root that the workspace's folders are in, each once.
Result<std::vector<std::shared_ptr<const Launches>>> launchesOf(const Query& query) {
  std::vector<std::shared_ptr<const Launches>> all;
  for (const auto& folder : query.folders) {
    auto launches = query.stacks->launchesFor(folder, Kept::IsStale);
    if (!launches)
      return launches.error();
    const bool isKnown = std::any_of(all.begin(), all.end(), [&](const auto& one) {
      return one->root.folder == (*launches)->root.folder;
    });
    if (!isKnown)
      all.push_back(std::move(*launches));
  }
  return all;
}

Status add(const Launches& launches, const std::function<bool(const LaunchConfiguration&)>& isMeant,
           std::vector<Runnable>& runnables) {
  std::vector<LaunchConfiguration> meant;
  std::copy_if(launches.all.begin(), launches.all.end(), std::back_inserter(meant), isMeant);
  auto files = eclipseLaunchFiles(meant, launches.projects);
  if (!files)
    return files.error();
  for (std::size_t i = 0; i < meant.size(); ++i)
    runnables.push_back(runnableOf(launches, meant[i], std::move((*files)[i])));
  return {};
}

} // namespace

Result<RunnablesReport> runnables(const Query& query, const RunnablesParams& params) {
  RunnablesReport report;
  if (!params.uri) {
    const auto all = launchesOf(query);
    if (!all)
      return all.error();
    for (const auto& launches : *all)
      if (auto done = add(
              *launches, [](const auto&) { return true; }, report.runnables);
          !done)
        return done.error();
    return report;
  }
  const Document document(*params.uri, DocumentKind::Python, 0, std::make_shared<std::string>());
  if (!document.isFile() && query.document(*params.uri)) // nothing runs what is no file
    return report;
  if (!document.isFile())
    return Error{ErrorCode::InvalidArgument, "uri: expected a file: URI"};
  const auto launches = query.stacks->launchesFor(query.folderOf(document), Kept::IsStale);
  if (!launches)
    return launches.error();
  const auto isMeant = [&](const LaunchConfiguration& launch) {
    const auto* project = projectNamed(**launches, launch.project);
    return project != nullptr && startsIn(launch, *project, document.path());
  };
  if (auto done = add(**launches, isMeant, report.runnables); !done)
    return done.error();
  return report;
}

Result<DebugTarget> debugTarget(const Query& query, const DebugTargetParams& params) {
  const auto debugger = params.debugger.value_or("pydevd");
  if (debugger != "pydevd" && debugger != "debugpy")
    return Error{ErrorCode::InvalidArgument, "debugger: expected pydevd or debugpy"};
  const auto port = params.idePort.value_or(5678);
  if (port < 1 || port > 65535)
    return Error{ErrorCode::InvalidArgument, "idePort: expected 1..65535"};
  const auto all = launchesOf(query);
  if (!all)
    return all.error();
  for (const auto& launches : *all)
    for (const auto& launch : launches->all)
      if (launch.name == params.label)
        return DebugTarget{"tcp://127.0.0.1:" + std::to_string(port),
                           debugger == "pydevd" ? "pydevd" : "dap"};
  return Error{ErrorCode::NotFound, "no launch configuration is called " + params.label};
}

std::vector<RunnableHere> runnablesIn(const Query& query, const Document& document) {
  std::vector<RunnableHere> here;
  if (document.kind() != DocumentKind::Python || !document.isFile())
    return here;
  const auto launches = query.stacks->launchesFor(query.folderOf(document));
  if (!launches)
    return here;
  for (const auto& launch : (*launches)->all) {
    const auto* project = projectNamed(**launches, launch.project);
    if (project != nullptr && !launch.debugsWorkers && startsIn(launch, *project, document.path()))
      here.push_back({(*launches)->root.folder, launch.name, placeOf(launch, document.text())});
  }
  return here;
}

} // namespace stackdev::lsp
