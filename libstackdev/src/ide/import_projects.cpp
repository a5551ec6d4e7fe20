#include "ide/import_projects.h"

#include <algorithm>
#include <map>

#include "ide/ide.h"

namespace stackdev {
namespace {

/// "./nova/", as a shell completes it, is nova.
bool isFolder(const std::string& name, const std::string& folder) {
  const auto normal = [](const std::string& path) {
    return (std::filesystem::path(path) / "").lexically_normal();
  };
  return !folder.empty() && normal(name) == normal(folder);
}

bool isNamed(const Project& project, const std::vector<std::string>& names) {
  return names.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& name) {
           return name == project.name || isFolder(name, project.folder);
         });
}

} // namespace

Status checkNames(const std::vector<Project>& projects, const std::vector<std::string>& names) {
  for (const auto& name : names) {
    if (std::any_of(projects.begin(), projects.end(),
                    [&](const Project& project) { return isNamed(project, {name}); }))
      continue;
    std::string known;
    for (const auto& project : projects)
      known += (known.empty() ? "" : ", ") + project.name;
    return Error{ErrorCode::InvalidArgument,
                 "no project is called " + name + "; there are: " + known};
  }
  return {};
}

void adoptNames(const WorkspaceState& workspace, std::vector<Project>& projects) {
  std::map<std::string, std::string> renamed;
  for (auto& project : projects)
    for (const auto& [name, registered] : workspace.projects)
      if (registered.location == project.location && name != project.name)
        renamed[project.name] = name;
  for (auto& project : projects) {
    const auto apply = [&](std::string& name) {
      if (const auto found = renamed.find(name); found != renamed.end())
        name = found->second;
    };
    apply(project.name);
    std::for_each(project.references.begin(), project.references.end(), apply);
  }
}

std::vector<Project> chosenProjects(const std::vector<Project>& projects,
                                    const std::vector<std::string>& names,
                                    const WorkspaceState& workspace,
                                    std::vector<std::string>& warnings) {
  std::vector<Project> chosen;
  for (const auto& project : projects) {
    if (!isNamed(project, names))
      continue;
    const auto registered = workspace.projects.find(project.name);
    const bool isKnown = registered != workspace.projects.end();
    if (isKnown && registered->second.location != project.location &&
        isThere(registered->second.location)) {
      warnings.push_back(project.location.string() +
                         ": left out: the workspace has another project " + project.name + ", at " +
                         registered->second.location.string() +
                         "; rename one of them in its .project, or use another --workspace");
      continue;
    }
    if (isKnown && !registered->second.isOpen && registered->second.location == project.location)
      warnings.push_back(project.name + " is closed in this workspace, and stays so");
    chosen.push_back(project);
  }
  return chosen;
}

} // namespace stackdev
