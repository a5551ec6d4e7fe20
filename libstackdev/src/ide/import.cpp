#include <stackdev/import.h>

#include <algorithm>
#include <array>
#include <future>
#include <set>

#include <stackdev/launch_configuration.h>
#include <stackdev/project.h>

#include "ide/eclipse.h"
#include "ide/file_plan.h"
#include "ide/import_interpreters.h"
#include "ide/import_projects.h"
#include "ide/pycharm.h"
#include "ide/pydev.h"
#include "ide/vscode.h"
#include "ide/workspace_lock.h"
#include "launch/entry_script.h"
#include "support/file.h"
#include "support/git.h"
#include "support/utf8.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr std::array<Ide, 3> kIdes = {Ide::Eclipse, Ide::VsCode, Ide::PyCharm};

/// What a root has, before it is said which of it is for an IDE.
struct Findings {
  FoundProjects found;
  std::vector<Interpreter> interpreters;
  KnownInterpreters known;
};

Result<Findings> findings(const Root& root, const ImportRequest& request) {
  Findings all;
  const auto remembered = readFileIfThere(root.state / KnownInterpreters::kName);
  if (remembered && *remembered)
    all.known = KnownInterpreters::decoded(**remembered);
  auto asked = std::async(std::launch::async, [&] {
    useGit(); // it reads the system's certificates: not while all wait for it
    return importInterpreters(root, request, all.known);
  });
  auto found = findProjects(root, request.progressed);
  auto interpreters = asked.get();
  if (!found)
    return found.error();
  if (!interpreters)
    return interpreters.error();
  all.found = std::move(*found);
  all.interpreters = std::move(*interpreters);
  return all;
}

bool isAsked(const ImportRequest& request, Ide ide) {
  return std::find(request.ides.begin(), request.ides.end(), ide) != request.ides.end();
}

/// The launch configurations of the projects that are imported, under the names that they have
/// among those of all.
LaunchConfigurations launchesOf(const std::vector<Project>& projects,
                                const std::vector<Project>& everything, const Root& root) {
  auto launches = launchConfigurations(root, everything);
  const auto isChosen = [&](const std::string& name) {
    return std::any_of(projects.begin(), projects.end(),
                       [&](const auto& project) { return project.name == name; });
  };
  std::erase_if(launches.all, [&](const auto& launch) {
    return launch.kind != LaunchConfiguration::Kind::Group && !isChosen(launch.project);
  });
  const auto isThere = [&](const auto& member) {
    return std::any_of(launches.all.begin(), launches.all.end(),
                       [&](const auto& launch) { return launch.name == member.name; });
  };
  for (auto& launch : launches.all)
    std::erase_if(launch.members, [&](const auto& member) { return !isThere(member); });
  std::erase_if(launches.all, [](const auto& launch) {
    return launch.kind == LaunchConfiguration::Kind::Group && launch.members.empty();
  });
  return launches;
}

/// The files that every IDE's launch configurations run where a source tree has none.
IdeFiles entryScripts(const IdeInput& input) {
  IdeFiles files;
  for (const auto& project : input.projects)
    files.hidden.push_back(project.location / ".stackdev/");
  std::set<std::pair<std::string, std::string>> made; // the variants of one share its script
  for (const auto& launch : input.launches) {
    const auto text = entryScript(launch.program);
    if (text.empty() || !made.emplace(launch.project, launch.program.name).second)
      continue;
    const auto project = std::find_if(input.projects.begin(), input.projects.end(),
                                      [&](const auto& one) { return one.name == launch.project; });
    if (project != input.projects.end())
      files.owned.push_back({project->location / programFile(launch.program), text, project->name,
                             FileMode::Executable, OwnedFile::IfDeleted::MakeAgain});
  }
  return files;
}

std::vector<ImportedProject> described(const IdeInput& input) {
  std::vector<ImportedProject> projects;
  for (const auto& project : input.projects) {
    ImportedProject one{project.name, project.location, "", "", {}, project.references};
    if (project.isPython) {
      if (!input.interpreters.empty())
        one.interpreter = input.interpreters.front().executable.string();
      one.grammar = kPydevGrammar;
      one.sourcePaths = pydevSourcePaths(project);
    }
    projects.push_back(std::move(one));
  }
  std::sort(projects.begin(), projects.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return projects;
}

/// What those who import Python 2 sources are to know; "" if nothing.
std::string python2Warning(const IdeInput& input) {
  std::string names;
  for (const auto& project : input.projects)
    if (project.isPython2)
      names += (names.empty() ? "" : ", ") + project.name;
  std::string advice;
  if (isAsked(input.request, Ide::Eclipse))
    advice += ". PyDev 9.3 is the last that edits and debugs it";
  if (input.interpreters.empty() || !input.interpreters.front().version.starts_with("2."))
    advice += ". Give it a Python 2.7: --interpreter PATH";
  return names.empty() || advice.empty() ? "" : "Python 2 code: " + names + advice;
}

Result<FileChange> privateFile(const Path& file, std::string text) {
  auto before = readFileIfThere(file);
  if (!before)
    return before.error();
  return FileChange{file, std::move(*before), std::move(text), FileMode::Private};
}

/// What only spares work the next time.
Result<ChangeSet> factsChange(const Root& root, Findings& findings) {
  ChangeSet facts{"facts", {root.state}, {}};
  const auto add = [&](std::string_view name, std::string text) -> Status {
    auto file = privateFile(root.state / name, std::move(text));
    if (!file)
      return file.error();
    facts.files.push_back(std::move(*file));
    return {};
  };
  if (findings.found.factsChanged)
    if (auto added = add(kFactsName, std::move(findings.found.factsFile)); !added)
      return added.error();
  if (findings.known.changed())
    if (auto added = add(KnownInterpreters::kName, findings.known.encoded()); !added)
      return added.error();
  return facts;
}

Result<IdeFiles> filesOf(Ide ide, const IdeInput& input, const WorkspaceState& workspace) {
  switch (ide) {
  case Ide::Eclipse:
    return eclipseFiles(input, workspace);
  case Ide::VsCode:
    return vscodeFiles(input);
  case Ide::PyCharm:
    return pycharmFiles(input);
  }
  return IdeFiles{};
}

Path openedBy(Ide ide, const IdeInput& input) {
  switch (ide) {
  case Ide::Eclipse:
    return input.workspace;
  case Ide::VsCode:
    return vscodeWorkspace(input.root);
  case Ide::PyCharm:
    return input.root.folder;
  }
  return {};
}

/// The files of every IDE that was asked for, as changes of what is there.
Status addChanges(const IdeInput& input, const WorkspaceState& workspace, Import& import) {
  FilePlan plan(input.generated);
  FilePlan::Stale stale{
      {""}, {input.root.folder, input.workspace}, input.projects, !input.request.names.empty()};
  if (auto added = plan.add(entryScripts(input), ""); !added)
    return added;
  for (const auto ide : input.request.ides) {
    auto files = filesOf(ide, input, workspace);
    if (!files)
      return files.error();
    auto& launches = import.launchConfigurations;
    launches.insert(launches.end(), files->launchConfigurations.begin(),
                    files->launchConfigurations.end());
    if (!files->exposure.empty())
      import.exposure = files->exposure;
    if (files->registrations)
      plan.generated().registrations[input.workspace] = *files->registrations;
    if (auto added = plan.add(std::move(*files), std::string(nameOf(ide))); !added)
      return added;
    stale.ides.insert(std::string(nameOf(ide)));
    import.opened.emplace_back(ide, openedBy(ide, input));
  }
  std::erase_if(import.launchConfigurations,
                [&](const auto& launch) { return plan.leftDeleted().contains(launch.file); });
  if (auto removed = plan.removeStale(stale); !removed)
    return removed;
  if (auto hidden = plan.hide(input.projects); !hidden)
    return hidden;
  import.warnings.insert(import.warnings.end(), plan.warnings().begin(), plan.warnings().end());
  import.changes.files = plan.takeChanges();
  if (import.changes.empty())
    return {};
  auto record = privateFile(input.root.state / GeneratedFiles::kName, plan.generated().encoded());
  if (!record)
    return record.error();
  if (record->before != record->after)
    import.changes.files.push_back(std::move(*record));
  return {};
}

/// Where an import of these projects may write.
std::vector<Path> placesOf(const IdeInput& input) {
  std::vector<Path> places = {input.root.folder, input.root.state};
  if (isAsked(input.request, Ide::Eclipse))
    places.insert(places.begin() + 1, input.workspace);
  for (const auto& project : input.projects)
    if (project.commonGitFolder && !isBelow(*project.commonGitFolder, input.root.folder))
      places.push_back(*project.commonGitFolder);
  return places;
}

Result<Import> planned(const Root& root, const ImportRequest& request) {
  Import import;
  const auto folder = workspaceOf(root, request);
  const bool forEclipse = isAsked(request, Ide::Eclipse);
  if (forEclipse && !isUtf8(folder.native()))
    return Error{ErrorCode::InvalidArgument,
                 "--workspace " + shownText(folder.native()) +
                     ": the path is not UTF-8; Eclipse could not name it"};
  std::error_code failed;
  const auto there = std::filesystem::status(folder, failed);
  const bool isFile =
      failed ? failed == std::errc::not_a_directory : !std::filesystem::is_directory(there);
  if (forEclipse && isFile)
    return Error{ErrorCode::InvalidArgument, "--workspace " + folder.string() + ": is no folder"};
  const auto record = readFileIfThere(root.state / GeneratedFiles::kName);
  if (!record)
    return record.error();
  const auto generated = GeneratedFiles::decoded(*record ? **record : "");
  auto all = findings(root, request);
  if (!all)
    return all.error();
  auto& everything = all->found.projects;
  if (auto known = checkNames(everything, request.names); !known)
    return known.error();
  Result<WorkspaceState> workspace = WorkspaceState{};
  if (forEclipse)
    workspace = readWorkspace(folder);
  if (!workspace)
    return workspace.error();
  import.warnings = std::move(all->found.warnings);
  if (everything.empty() && import.warnings.empty())
    import.warnings.push_back("no repository was found in " + root.folder.string() +
                              "; go to the folder of your clones, name it by --root DIR, or let "
                              "stackdev init and stackdev clone fill it");
  adoptNames(*workspace, everything);
  const auto projects = chosenProjects(everything, request.names, *workspace, import.warnings);
  const auto launches = launchesOf(projects, everything, root);
  import.warnings.insert(import.warnings.end(), launches.warnings.begin(), launches.warnings.end());
  const IdeInput input{root,         request,           folder,   projects, everything,
                       launches.all, all->interpreters, generated};
  import.projects = described(input);
  if (auto warning = python2Warning(input); !warning.empty())
    import.warnings.push_back(std::move(warning));
  if (auto added = addChanges(input, *workspace, import); !added)
    return added.error();
  import.workspace = import.opened.front().second;
  import.changes.title = "import " + std::to_string(projects.size()) +
                         (projects.size() == 1 ? " project" : " projects");
  import.changes.places = placesOf(input);
  auto facts = factsChange(root, *all);
  if (!facts)
    return facts.error();
  import.facts = std::move(*facts);
  return import;
}

} // namespace

std::string_view nameOf(Ide ide) {
  switch (ide) {
  case Ide::Eclipse:
    return "eclipse";
  case Ide::VsCode:
    return "vscode";
  case Ide::PyCharm:
    return "pycharm";
  }
  return {};
}

Result<std::vector<Ide>> idesNamed(std::string_view list) {
  std::vector<Ide> ides;
  for (std::size_t comma = 0; comma != std::string_view::npos;) {
    comma = list.find(',');
    const auto name = list.substr(0, comma);
    const auto ide = std::find_if(kIdes.begin(), kIdes.end(),
                                  [&](const auto one) { return nameOf(one) == name; });
    if (ide == kIdes.end())
      return Error{ErrorCode::InvalidArgument, "--ide " + std::string(name) +
                                                   ": expected eclipse, vscode or pycharm, or "
                                                   "several of them with commas between"};
    if (std::find(ides.begin(), ides.end(), *ide) == ides.end())
      ides.push_back(*ide);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return ides;
}

Path workspaceOf(const Root& root, const ImportRequest& request) {
  std::error_code ignored;
  Path folder = root.folder / "workspace";
  if (request.workspace)
    folder = std::filesystem::absolute(*request.workspace);
  else if (root.manifest && !root.manifest->workspace.empty())
    folder = root.folder / root.manifest->workspace;
  return std::filesystem::weakly_canonical(folder, ignored);
}

Result<Import> importPlan(const Root& root, const ImportRequest& request) {
  if (isAsked(request, Ide::Eclipse))
    if (auto free = WorkspaceLock::check(workspaceOf(root, request)); !free)
      return free.error();
  return planned(root, request);
}

Result<Import> importProjects(const Root& root, const ImportRequest& request) {
  if (const auto recovered = recover(root.state); !recovered)
    return recovered.error();
  // A workspace that is there is locked before it is read; one that is not is made only if the
  // plan needs it. POSIX locks go with any descriptor of the file, so check() must not follow.
  const auto workspace = workspaceOf(root, request);
  std::optional<WorkspaceLock> lock;
  const auto takeLock = [&]() -> Status {
    if (!isAsked(request, Ide::Eclipse))
      return {};
    auto taken = WorkspaceLock::take(workspace);
    if (!taken)
      return taken.error();
    lock.emplace(std::move(*taken));
    return {};
  };
  if (isThere(workspace / ".metadata"))
    if (auto taken = takeLock(); !taken)
      return taken.error();
  auto import = planned(root, request);
  if (!import)
    return import;
  if (!import->changes.empty()) {
    if (!lock)
      if (auto taken = takeLock(); !taken)
        return taken.error();
    if (auto done = apply(import->changes, root.state); !done) {
      WorkspaceLock::clearAway(workspace);
      return done.error();
    }
  }
  // What only spares work the next time must not make of a done import a failed one.
  if (auto done = apply(import->facts, root.state, Remember::No); !done)
    import->warnings.push_back("not remembered for the next import: " + done.error().message);
  return import;
}

Result<AppliedChange> undoLast(const Root& root, const std::vector<std::filesystem::path>& except) {
  if (const auto recovered = recover(root.state); !recovered)
    return recovered.error();
  const auto plan = undoPlan(root.state);
  if (!plan)
    return plan.error();
  std::vector<WorkspaceLock> locks;
  for (const auto& place : plan->places) {
    if (!isThere(place / ".metadata"))
      continue;
    auto lock = WorkspaceLock::take(place);
    if (!lock)
      return lock.error();
    locks.push_back(std::move(*lock));
  }
  auto undone = undo(root.state, except);
  if (undone)
    for (const auto& place : plan->places)
      WorkspaceLock::clearAway(place);
  return undone;
}

} // namespace stackdev
