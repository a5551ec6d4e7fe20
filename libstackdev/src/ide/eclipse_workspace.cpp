#include "ide/eclipse_workspace.h"

#include "ide/eclipse_chunks.h"
#include "ide/eclipse_location.h"
#include "ide/eclipse_tree.h"
#include "ide/java_properties.h"
#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

Path resources(const Path& workspace) {
  return workspace / ".metadata/.plugins/org.eclipse.core.resources";
}

Path locationFile(const Path& workspace, const std::string& name) {
  return resources(workspace) / ".projects" / name / ".location";
}

std::string_view viewOf(const std::optional<std::string>& content) {
  return content ? std::string_view(*content) : std::string_view();
}

struct Trees {
  int number = 0; // N of N.tree and N.snap
  EclipseTree tree;
};

Result<Trees> readTrees(const Path& workspace) {
  Trees trees;
  const auto folder = resources(workspace);
  const auto table = readFileIfThere(folder / ".safetable/org.eclipse.core.resources");
  if (!table)
    return table.error();
  for (const auto piece : eclipseChunks(viewOf(*table)))
    if (const auto values = properties(piece); values.contains("/.tree"))
      trees.number = std::atoi(values.at("/.tree").c_str()); // NOLINT(cert-err34-c): 0 if odd
  const auto tree = readFileIfThere(folder / ".root" / (std::to_string(trees.number) + ".tree"));
  if (!tree)
    return tree.error();
  const auto snapshots = readFileIfThere(folder / (std::to_string(trees.number) + ".snap"));
  if (!snapshots)
    return snapshots.error();
  auto read = eclipseTree(*tree ? std::optional(viewOf(*tree)) : std::nullopt, viewOf(*snapshots));
  if (!read)
    return Error{ErrorCode::Io,
                 workspace.string() +
                     ": its tree of resources has a form that this stackdev does "
                     "not know; open it in Eclipse once, or use another --workspace"};
  trees.tree = std::move(*read);
  return trees;
}

Path locationOf(const Path& workspace, const std::string& name) {
  const auto bytes = readFileIfThere(locationFile(workspace, name));
  const auto location = bytes ? decodedLocation(viewOf(*bytes)) : std::nullopt;
  return location.value_or(workspace / name);
}

Status addLocation(const WorkspaceState& workspace, const Registration& project,
                   std::vector<FileChange>& changes) {
  const auto file = locationFile(workspace.folder, project.name);
  auto before = readFileIfThere(file);
  if (!before)
    return before.error();
  const bool isInside = project.location == workspace.folder / project.name;
  auto after = encodedLocation(isInside ? std::nullopt : std::optional(project.location));
  if (*before != after)
    changes.push_back({file, std::move(*before), std::move(after)});
  return {};
}

/// Everything that Eclipse keeps for a project that it shall forget.
Status removeMetadata(const WorkspaceState& workspace, const std::string& name,
                      std::vector<FileChange>& changes) {
  std::error_code ignored;
  const auto folder = locationFile(workspace.folder, name).parent_path();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, ignored)) {
    if (!entry.is_regular_file(ignored))
      continue;
    auto content = readFile(entry.path());
    if (!content)
      return content.error();
    changes.push_back({entry.path(), std::move(*content), std::nullopt});
  }
  return {};
}

} // namespace

Result<WorkspaceState> readWorkspace(const Path& workspace) {
  WorkspaceState state{workspace, false, {}};
  std::error_code ignored;
  state.exists = std::filesystem::exists(resources(workspace), ignored);
  const auto trees = readTrees(workspace);
  if (!trees)
    return trees.error();
  for (const auto& [name, open] : trees->tree.projects)
    state.projects[name] = {open, locationOf(workspace, name)};
  return state;
}

Result<std::vector<FileChange>> registrationPlan(const WorkspaceState& workspace,
                                                 const std::vector<Registration>& add,
                                                 const std::vector<std::string>& remove) {
  std::vector<FileChange> changes;
  if (add.empty() && remove.empty())
    return changes;
  for (const auto& project : add)
    if (auto added = addLocation(workspace, project, changes); !added)
      return added.error();
  for (const auto& name : remove)
    if (auto removed = removeMetadata(workspace, name, changes); !removed)
      return removed.error();
  const auto trees = readTrees(workspace.folder);
  if (!trees)
    return trees.error();
  const auto file = resources(workspace.folder) / (std::to_string(trees->number) + ".snap");
  auto before = readFileIfThere(file);
  if (!before)
    return before.error();
  std::vector<std::string> added;
  for (const auto& project : add)
    added.push_back(project.name);
  auto after = (*before ? **before : "") + eclipseSnapshot(trees->tree, added, remove);
  changes.push_back({file, std::move(*before), std::move(after)}); // last: it makes the rest count
  return changes;
}

} // namespace stackdev
