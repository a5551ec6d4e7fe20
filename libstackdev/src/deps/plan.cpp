#include "deps/plan.h"

#include <algorithm>
#include <set>

#include <unistd.h>

#include <stackdev/shell_word.h>

#include "clone/remote_url.h"
#include "deps/requirements.h"
#include "deps/system_packages.h"
#include "python/interpreter.h"
#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr std::string_view kConstraints = "upper-constraints.txt";

/// Adds `project` behind those that it needs; a circle is cut where it was entered.
void addBehindNeeded(const Project& project, const std::vector<Project>& all,
                     std::set<std::string>& seen, std::vector<Project>& ordered) {
  if (!seen.insert(project.name).second)
    return;
  for (const auto& name : project.references) {
    const auto needed =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
    if (needed != all.end())
      addBehindNeeded(*needed, all, seen, ordered);
  }
  ordered.push_back(project);
}

/// The file of constraints: named, in the root, or in a clone of OpenStack's `requirements`.
Result<std::optional<Path>> constraintsFile(const Root& root, const DepsOptions& options) {
  if (options.constraints)
    return std::optional(*options.constraints);
  for (const auto& file :
       {root.folder / kConstraints, root.folder / "requirements" / kConstraints}) {
    std::error_code error;
    if (std::filesystem::is_regular_file(file, error))
      return std::optional(file);
  }
  return std::optional<Path>();
}

/// Whether a direct_url.json says "url": "file:///a%20b", "dir_info": {"editable": true}.
bool saysEditable(std::string text, const Path& location) {
  constexpr std::string_view kUrl = "\"url\":\"";
  std::erase(text, ' '); // pip writes them, uv does not; in a URL there are none
  const auto at = text.find(kUrl);
  if (at == std::string::npos || text.find("\"editable\":true") == std::string::npos)
    return false;
  const auto url =
      text.substr(at + kUrl.size(), text.find('"', at + kUrl.size()) - at - kUrl.size());
  return url.starts_with("file://") && localFolder(url, {}) == location;
}

/// pip takes a link to this installation, from a .egg-link or direct_url.json, as installed.
bool isEditableFrom(const Path& venv, const std::string& distribution, const Path& location) {
  std::error_code error;
  for (const auto& python : std::filesystem::directory_iterator(venv / "lib", error)) {
    std::error_code inner;
    for (const auto& entry :
         std::filesystem::directory_iterator(python.path() / "site-packages", inner)) {
      const auto file = entry.path().filename().string();
      const bool isLink = entry.path().extension() == ".egg-link";
      if ((!isLink && entry.path().extension() != ".dist-info") ||
          normalizedName(file.substr(0, isLink ? file.rfind('.') : file.find('-'))) != distribution)
        continue;
      const auto text = readFile(isLink ? entry.path() : entry.path() / "direct_url.json");
      if (text &&
          (isLink ? text->starts_with(location.string() + "\n") : saysEditable(*text, location)))
        return true;
    }
  }
  return false;
}

bool isOnPath(const Path& venv, const Path& location) {
  std::error_code error;
  for (const auto& python : std::filesystem::directory_iterator(venv / "lib", error)) {
    const auto text = readFile(python.path() / "site-packages/stackdev-trees.pth");
    for (const auto* end : {"\n", "/"}) // itself, or a folder of sources in it
      if (text && ("\n" + *text).find("\n" + location.string() + end) != std::string::npos)
        return true;
  }
  return false;
}

std::vector<std::string> lines(const std::vector<Requirement>& requirements) {
  std::vector<std::string> texts;
  for (const auto& one : requirements)
    if (std::find(texts.begin(), texts.end(), one.text) == texts.end())
      texts.push_back(one.text);
  return texts;
}

} // namespace

Path venvOf(const Root& root) {
  return root.state / "venv";
}

Path venvPython(const Root& root) {
  return venvOf(root) / "bin/python";
}

Result<Path> baseInterpreter(const Root& root, const DepsOptions& options) {
  std::string wanted = options.interpreter;
  if (wanted.empty())
    wanted = root.manifest && !root.manifest->interpreters.empty()
                 ? root.manifest->interpreters.front()
                 : "/usr/bin/python3";
  auto path = interpreterPath(wanted);
  if (path && ::access(path->c_str(), X_OK) != 0)
    return Error{ErrorCode::NotFound, "interpreter " + path->string() + ": no such program"};
  return path;
}

bool runsInPlace(const Project& project) {
  return !project.name.starts_with("python-") && (project.django || !project.entryPoints.empty());
}

std::vector<Project> inOrderOfDependency(const std::vector<Project>& projects) {
  std::vector<Project> ordered;
  std::set<std::string> seen;
  for (const auto& project : projects)
    addBehindNeeded(project, projects, seen, ordered);
  return ordered;
}

Result<DepsInput> depsInput(const Root& root, const DepsOptions& options) {
  auto found = findProjects(root);
  if (!found)
    return found.error();
  std::erase_if(found->projects, [](const Project& project) { return !project.isPython; });
  DepsInput input;
  input.projects = inOrderOfDependency(found->projects);
  for (const auto& project : input.projects)
    input.distributions.emplace(distributionOf(project), project.name);
  for (const auto& project : input.projects) {
    auto asked = requirementsOf(project, options.tests);
    for (auto& one : asked.requirements)
      if (!input.distributions.contains(one.name))
        input.requirements.push_back(std::move(one));
    for (const auto& one : asked.byUrl)
      if (!input.distributions.contains(one.name))
        input.warnings.push_back(
            one.repository + "/" + one.file.lexically_relative(project.location).string() + ":" +
            std::to_string(one.line) + ": \"" + one.text +
            "\" names a place, no version: it is left out. Clone it into the root, or install it "
            "into the venv yourself");
  }
  const auto file = constraintsFile(root, options);
  if (!file)
    return file.error();
  if (*file) {
    const auto text = readFile(**file);
    if (!text)
      return text.error();
    for (const auto& one : requirementsIn(*text).requirements)
      if (!input.distributions.contains(one.name))
        input.constraints += one.text + "\n";
  }
  return input;
}

Result<std::vector<ResolvedPackage>> missingPackages(const Pip& pip, const DepsInput& input) {
  if (input.requirements.empty())
    return std::vector<ResolvedPackage>();
  std::vector<std::string> arguments = {"install", "--dry-run", "--quiet", "--report", "-"};
  const auto source = pip.source();
  arguments.insert(arguments.end(), source.begin(), source.end());
  if (!input.constraints.empty())
    arguments.insert(arguments.end(), {"--constraint", "/dev/stdin"});
  const auto texts = lines(input.requirements);
  arguments.push_back("--");
  arguments.insert(arguments.end(), texts.begin(), texts.end());
  const auto answer = pip.run(std::move(arguments), {}, input.constraints);
  if (!answer)
    return answer.error();
  if (answer->status != 0) {
    const auto why = conflictText(answer->errors, input.requirements);
    if (why.empty())
      return Error{ErrorCode::Io, "pip failed: " + answer->errors};
    return Error{ErrorCode::Conflict,
                 "no versions suit all repositories; nothing was installed." + why};
  }
  auto packages = packagesInReport(answer->output);
  if (!packages)
    return packages;
  std::erase_if(*packages, [&](const ResolvedPackage& one) { // the tree's takes its place
    return input.distributions.contains(normalizedName(one.name));
  });
  for (auto& package : *packages)
    for (const auto& one : input.requirements)
      if (one.name == normalizedName(package.name) &&
          std::find(package.requiredBy.begin(), package.requiredBy.end(), one.repository) ==
              package.requiredBy.end())
        package.requiredBy.push_back(one.repository);
  return packages;
}

Result<DepsPlan> localPlan(const Root& root, const DepsInput& input) {
  DepsPlan plan;
  plan.warnings = input.warnings;
  plan.venv = venvOf(root);
  std::error_code error;
  plan.hasVenv = std::filesystem::exists(venvPython(root), error);
  const auto manager = packageManager();
  const auto& wanted = root.manifest ? (manager == PackageManager::Dnf ? root.manifest->dnfPackages
                                                                       : root.manifest->aptPackages)
                                     : std::vector<std::string>();
  if (manager == PackageManager::None && !wanted.empty())
    plan.warnings.emplace_back("neither apt nor dnf is here: install what the stack needs by hand");
  auto missing = missingSystemPackages(manager, wanted);
  if (!missing)
    return missing.error();
  plan.systemPackages = std::move(*missing);
  plan.systemCommand = systemInstallCommand(manager, plan.systemPackages);
  for (const auto& project : input.projects) {
    const bool isInPlace = runsInPlace(project);
    const auto name = std::find_if(input.distributions.begin(), input.distributions.end(),
                                   [&](const auto& one) { return one.second == project.name; });
    plan.repositories.push_back(
        {project.name, project.location, isInPlace,
         isInPlace ? isOnPath(plan.venv, project.location)
                   : name != input.distributions.end() &&
                         isEditableFrom(plan.venv, name->first, project.location)});
  }
  return plan;
}

Result<DepsPlan> depsPlan(const Root& root, const DepsOptions& options) {
  auto input = depsInput(root, options);
  if (!input)
    return input.error();
  auto plan = localPlan(root, *input);
  if (!plan)
    return plan;
  Result<Path> python = venvPython(root);
  if (!plan->hasVenv)
    python = baseInterpreter(root, options);
  if (!python)
    return python.error();
  if (askingOf(root, *python) == Asking::Nothing)
    return Error{ErrorCode::Untrusted, python->string() +
                                           " lies in this root, which is not trusted, so it is not "
                                           "run to ask pip. Give another --interpreter, or trust "
                                           "the root: stackdev trust --root " +
                                           shellWord(root.folder.string())};
  const Pip pip{*python, options};
  const auto version = pip.run({"--version"});
  if (!version)
    return version.error();
  if (version->status != 0)
    return Error{ErrorCode::NotFound, python->string() +
                                          " has no pip to ask: install it (apt-get install "
                                          "python3-pip), or let stackdev deps install make the "
                                          "venv, which has one"};
  auto packages = missingPackages(pip, *input);
  if (!packages)
    return packages.error();
  plan->packages = std::move(*packages);
  return plan;
}

} // namespace stackdev
