#include <stackdev/import.h>

#include <algorithm>
#include <future>
#include <map>
#include <set>

#include <stackdev/launch_configuration.h>
#include <stackdev/project.h>

#include "change/generated_files.h"
#include "ide/eclipse_workspace.h"
#include "ide/launch_file.h"
#include "ide/pydev.h"
#include "ide/workspace_preferences.h"
#include "launch/entry_script.h"
#include "python/interpreter.h"
#include "python/known_interpreters.h"
#include "repository/exclude.h"
#include "support/file.h"
#include "support/git.h"
#include "support/utf8.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

bool isBelow(const Path& path, const Path& folder) {
  const auto relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

bool isThere(const Path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

// ---- interpreters

/// The folders in which DevStack and stackdev itself keep a stack's virtual environment.
std::vector<Path> stackInterpreters(const Root& root) {
  return {root.state / "venv/bin/python", root.folder / "data/venv/bin/python"};
}

std::vector<std::string> wantedInterpreters(const Root& root, const ImportRequest& request) {
  if (!request.interpreters.empty())
    return request.interpreters;
  if (root.manifest && !root.manifest->interpreters.empty())
    return root.manifest->interpreters;
  for (const auto& candidate : stackInterpreters(root))
    if (isThere(candidate))
      return {candidate.string()};
  if (isThere("/usr/bin/python3"))
    return {"/usr/bin/python3"};
  return {};
}

/// Names of interpreters are PyDev's keys: each once.
void nameApart(std::vector<Interpreter>& interpreters) {
  std::set<std::string> names;
  for (auto& interpreter : interpreters) {
    const auto base = interpreter.name;
    for (auto folder = interpreter.executable.parent_path(); !names.insert(interpreter.name).second;
         folder = folder.parent_path()) {
      if (folder == folder.root_path()) { // the same program twice
        interpreter.name = base + " " + std::to_string(names.size());
        continue;
      }
      interpreter.name = base + " (" + folder.string() + ")";
    }
  }
}

Result<std::vector<Interpreter>>
describedInterpreters(const Root& root, const ImportRequest& request, KnownInterpreters& known) {
  std::vector<Interpreter> interpreters;
  for (const auto& given : wantedInterpreters(root, request)) {
    const auto path = interpreterPath(given);
    if (!path)
      return path.error();
    const bool mayRun = !isBelow(*path, root.folder) || isTrusted(root);
    if (const auto* remembered = known.find(*path)) {
      interpreters.push_back(*remembered);
      continue;
    }
    auto interpreter = describedInterpreter(*path, mayRun ? Asking::Run : Asking::Nothing);
    if (!interpreter)
      return interpreter.error();
    if (mayRun)
      known.remember(*interpreter); // what was only read may say more once it may be run
    interpreters.push_back(std::move(*interpreter));
  }
  nameApart(interpreters);
  return interpreters;
}

// ---- which projects

bool isNamed(const Project& project, const std::vector<std::string>& names) {
  return names.empty() || std::find(names.begin(), names.end(), project.name) != names.end() ||
         std::find(names.begin(), names.end(), project.folder) != names.end();
}

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

/// A location that the workspace knows under another name keeps that name, everywhere.
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

// ---- the plan

class ImportBuilder {
public:
  ImportBuilder(const Root& root, const ImportRequest& request, GeneratedFiles generated)
      : root_(root), request_(request), generated_(std::move(generated)) {
    import_.workspace = workspaceOf(root, request);
  }

  Result<Import> build() {
    const auto remembered = readFileIfThere(root_.state / KnownInterpreters::kName);
    if (remembered && *remembered)
      knownInterpreters_ = KnownInterpreters::decoded(**remembered);
    auto interpreters = std::async(std::launch::async, [this] {
      useGit(); // it reads the system's certificates: not while all wait for it
      return describedInterpreters(root_, request_, knownInterpreters_);
    });
    auto found = findProjects(root_);
    auto described = interpreters.get();
    if (!found)
      return found.error();
    if (!described)
      return described.error();
    if (auto known = checkNames(found->projects, request_.names); !known)
      return known.error();
    auto workspace = readWorkspace(import_.workspace);
    if (!workspace)
      return workspace.error();
    interpreters_ = std::move(*described);
    workspace_ = std::move(*workspace);
    import_.warnings = std::move(found->warnings);
    everything_ = found->projects;
    adoptNames(workspace_, found->projects);
    chooseProjects(std::move(found->projects));
    for (const auto step : {&ImportBuilder::addPreferences, &ImportBuilder::addProjectFiles,
                            &ImportBuilder::addLaunchFiles, &ImportBuilder::removeStale,
                            &ImportBuilder::addWorkspaceFiles, &ImportBuilder::addRegistrations})
      if (auto done = (this->*step)(); !done)
        return done.error();
    if (auto done = finish(*found); !done)
      return done.error();
    return std::move(import_);
  }

private:
  /// Those asked for, less those whose name belongs to another folder in this workspace.
  void chooseProjects(std::vector<Project> found) {
    for (auto& project : found) {
      if (!isNamed(project, request_.names))
        continue;
      const auto registered = workspace_.projects.find(project.name);
      const bool taken = registered != workspace_.projects.end() &&
                         registered->second.location != project.location &&
                         isThere(registered->second.location);
      if (taken) {
        import_.warnings.push_back(
            project.location.string() + ": left out: the workspace has another project " +
            project.name + ", at " + registered->second.location.string() +
            "; rename one of them in its .project, or use another --workspace");
        continue;
      }
      if (registered != workspace_.projects.end() && !registered->second.isOpen &&
          registered->second.location == project.location)
        import_.warnings.push_back(project.name + " is closed in this workspace, and stays so");
      projects_.push_back(std::move(project));
    }
  }

  Result<std::optional<std::string>> current(const Path& file) { return readFileIfThere(file); }

  void write(const Path& file, std::optional<std::string> before, std::optional<std::string> after,
             FileMode mode = FileMode::Regular) {
    if (before != after)
      import_.changes.files.push_back({file, std::move(before), std::move(after), mode});
  }

  /// A preference or other file that is shared with the user and edited in place. `Edit` takes the
  /// current text and returns the new one.
  template <class Edit>
  Status edit(const Path& file, const Edit& editText) {
    auto before = current(file);
    if (!before)
      return before.error();
    Result<std::string> after = editText(*before);
    if (!after)
      return after.error();
    if (!after->empty() || *before)
      write(file, std::move(*before), std::move(*after));
    return {};
  }

  // ---- steps

  Status addPreferences() {
    return edit(preferences("org.python.pydev"),
                [this](const std::optional<std::string>& text) -> Result<std::string> {
                  auto made = pydevPreferences(text, interpreters_,
                                               request_.debugServer ? DebugServer::AlwaysOn
                                                                    : DebugServer::AsItIs);
                  if (!made)
                    return made.error();
                  interpreterName_ = made->isDefault || interpreters_.empty()
                                         ? "Default"
                                         : interpreters_.front().name;
                  return std::move(made->text);
                });
  }

  Status addProjectFiles() {
    for (const auto& project : projects_) {
      import_.projects.push_back(
          {project.name, project.location,
           interpreters_.empty() ? "" : interpreters_.front().executable.string(),
           std::string(project.isPython ? kPydevGrammar : ""),
           project.isPython ? pydevSourcePaths(project) : std::vector<std::string>(),
           project.references});
      if (auto added = addProject(project); !added)
        return added;
    }
    return {};
  }

  Status addProject(const Project& project) {
    const auto django = request_.djangoNature ? DjangoNature::Yes : DjangoNature::No;
    auto merged = merge(project, ".project", [&](const FileHistory& history) {
      return projectFile(project, history, django);
    });
    if (merged && project.isPython)
      merged = merge(project, ".pydevproject", [&](const FileHistory& history) {
        return pydevProjectFile(project, interpreterName_, history);
      });
    if (merged)
      merged = edit(project.location / ".settings/org.eclipse.core.resources.prefs",
                    [](const std::optional<std::string>& text) {
                      return Result<std::string>(encodingPreferences(text));
                    });
    return merged ? exclude(project) : merged;
  }

  template <class Make>
  Status merge(const Project& project, const char* name, const Make& make) {
    const auto file = project.location / name;
    auto before = current(file);
    if (!before)
      return before.error();
    auto after = make(FileHistory{*before, generated_.text(file)});
    if (!after)
      return after.error();
    auto fresh = make(FileHistory{});
    if (!fresh)
      return fresh.error();
    write(file, std::move(*before), std::move(*after));
    generated_.record(file, std::move(*fresh), project.name);
    return {};
  }

  Status exclude(const Project& project) {
    if (!project.commonGitFolder)
      return {};
    Path tree = project.location;
    while (!isThere(tree / ".git") && tree != tree.root_path())
      tree = tree.parent_path();
    const auto relative = project.location.lexically_relative(tree);
    const auto prefix = relative == "." ? std::string("/") : "/" + relative.string() + "/";
    std::vector<std::string> patterns;
    for (const char* name : {".project", ".pydevproject", ".settings/", ".stackdev/"})
      patterns.push_back(escapedPattern(prefix + name));
    if (isBelow(import_.workspace, tree))
      patterns.push_back(
          escapedPattern("/" + import_.workspace.lexically_relative(tree).string() + "/"));
    auto& file = excludes_[*project.commonGitFolder / "info/exclude"];
    file.insert(file.end(), patterns.begin(), patterns.end());
    return {};
  }

  /// A path as a pattern of gitignore's that matches it alone.
  static std::string escapedPattern(const std::string& path) {
    std::string pattern;
    for (const char c : path) {
      if (c == '*' || c == '?' || c == '[' || c == ']' || c == '\\' || c == '#' || c == '!')
        pattern += '\\';
      pattern += c;
    }
    return pattern;
  }

  Status addLaunchFiles() {
    const auto templates = LaunchTemplates::load();
    if (!templates)
      return templates.error();
    auto launches = launchConfigurations(root_, projects_);
    import_.warnings.insert(import_.warnings.end(), launches.warnings.begin(),
                            launches.warnings.end());
    for (const auto& launch : launches.all) {
      const auto* project = projectOf(launch);
      if (project != nullptr && launch.kind == LaunchConfiguration::Kind::Program)
        if (const auto script = entryScript(launch.program); !script.empty())
          if (auto added = addOwned(project->location / programFile(launch.program), script,
                                    project->name, FileMode::Executable, Deleted::ByNobody);
              !added)
            return added;
      const auto file = launchPath(launch, project);
      const auto text = templates->launchFile(launch, projects_);
      const bool known = project != nullptr && isShared() ? isThere(project->location / ".project")
                                                          : workspace_.exists;
      if (auto added = addOwned(file, text, launch.project, FileMode::Regular,
                                known ? Deleted::ByUser : Deleted::ByNobody);
          !added)
        return added;
      import_.launchConfigurations.push_back(
          {launch.name, std::string(launchType(launch.kind)), launch.project, file});
    }
    return {};
  }

  enum class Deleted { ByUser, ByNobody };

  /// A file that is all stackdev's: replaced as long as the user leaves it alone.
  Status addOwned(const Path& file, const std::string& text, const std::string& project,
                  FileMode mode, Deleted ifMissing) {
    wanted_.insert(file);
    auto before = current(file);
    if (!before)
      return before.error();
    const auto base = generated_.text(file);
    if (!*before && base && ifMissing == Deleted::ByUser)
      return {}; // he does not want it
    if (*before && **before != text && base != *before) {
      import_.warnings.push_back(file.string() + ": " +
                                 (base ? "changed by you, so left as it is; delete it and import "
                                         "again for the generated one"
                                       : "is there already and not stackdev's, so left as it is"));
      return {};
    }
    write(file, std::move(*before), text, mode);
    generated_.record(file, text, project);
    return {};
  }

  const Project* projectOf(const LaunchConfiguration& launch) const {
    for (const auto& project : projects_)
      if (project.name == launch.project)
        return &project;
    return nullptr;
  }

  bool isShared() const { return request_.launchFiles == ImportRequest::LaunchFiles::InProjects; }

  Path launchPath(const LaunchConfiguration& launch, const Project* project) const {
    if (project != nullptr && isShared())
      return project->location / ".stackdev/launch" / (launch.name + ".launch");
    return plugins() / "org.eclipse.debug.core/.launches" / (launch.name + ".launch");
  }

  /// Files that were generated and are wanted no more: of projects that are gone, of
  /// configurations that are called otherwise now. Kept if the user has changed them.
  Status removeStale() {
    const bool partial = !request_.names.empty();
    std::vector<Path> stale;
    for (const auto& [file, entry] : generated_.files()) {
      const bool ours = isBelow(file, import_.workspace) || isBelow(file, root_.folder);
      const bool isProjectFile =
          file.filename() == ".project" || file.filename() == ".pydevproject";
      const bool chosen =
          std::any_of(projects_.begin(), projects_.end(), [&entry = entry](const auto& project) {
            return project.name == entry.project;
          });
      if (!ours || wanted_.contains(file) || (partial && !chosen) || (isProjectFile && chosen))
        continue;
      if (isProjectFile && isThere(file.parent_path()))
        continue; // the folder is there yet is no project any more: its files are the user's
      stale.push_back(file);
    }
    for (const auto& file : stale) {
      auto before = current(file);
      if (!before)
        return before.error();
      if (*before && *before == generated_.text(file))
        write(file, std::move(*before), std::nullopt);
      generated_.forget(file);
    }
    return {};
  }

  Status addWorkspaceFiles() {
    for (const auto& [file, patterns] : excludes_)
      if (auto done = edit(file,
                           [&patterns = patterns](const std::optional<std::string>& text) {
                             return Result<std::string>(withExcluded(text.value_or(""), patterns));
                           });
          !done)
        return done;
    const auto set = root_.manifest ? root_.manifest->stack : root_.folder.filename().string();
    if (auto done = edit(plugins() / "org.eclipse.ui.workbench/workingsets.xml",
                         [&](const std::optional<std::string>& text) {
                           return workingSets(text, set, projects_);
                         });
        !done)
      return done;
    if (auto done =
            edit(plugins() / "org.eclipse.debug.ui/launchConfigurationHistory.xml",
                 [](const std::optional<std::string>& text) { return launchHistory(text); });
        !done)
      return done;
    std::vector<Path> clones;
    for (const auto& project : projects_)
      if (project.gitFolder)
        clones.push_back(*project.gitFolder);
    std::vector<Path> gone;
    for (const auto& [name, location] : generated_.registrations[import_.workspace])
      if (!isThere(location))
        gone.push_back(location / ".git");
    return edit(preferences("org.eclipse.egit.core"), [&](const std::optional<std::string>& text) {
      return Result<std::string>(egitPreferences(text, import_.workspace, clones, gone));
    });
  }

  Status addRegistrations() {
    auto& ours = generated_.registrations[import_.workspace];
    std::vector<Registration> add;
    std::vector<std::string> remove;
    for (const auto& project : projects_) {
      const auto registered = workspace_.projects.find(project.name);
      if (registered == workspace_.projects.end() ||
          registered->second.location != project.location)
        add.push_back({project.name, project.location});
      ours[project.name] = project.location;
    }
    for (auto entry = ours.begin(); entry != ours.end();) {
      const auto& [name, location] = *entry;
      const bool present =
          std::any_of(everything_.begin(), everything_.end(),
                      [&location = location](const auto& p) { return p.location == location; });
      const auto registered = workspace_.projects.find(name);
      const bool asWeLeftIt =
          registered != workspace_.projects.end() && registered->second.location == location;
      const bool again = std::any_of(
          add.begin(), add.end(), [&, wanted = name](const auto& r) { return r.name == wanted; });
      if (present) {
        ++entry;
        continue;
      }
      if (asWeLeftIt && !again)
        remove.push_back(name);
      entry = ours.erase(entry);
    }
    auto changes = registrationPlan(workspace_, add, remove);
    if (!changes)
      return changes.error();
    for (auto& change : *changes)
      import_.changes.files.push_back(std::move(change));
    return {};
  }

  Status finish(FoundProjects& found) {
    if (!import_.changes.empty()) {
      const auto file = root_.state / GeneratedFiles::kName;
      auto before = current(file);
      if (!before)
        return before.error();
      write(file, std::move(*before), generated_.encoded(), FileMode::Private);
    }
    import_.changes.title = "import " + std::to_string(projects_.size()) +
                            (projects_.size() == 1 ? " project" : " projects");
    import_.changes.places = {root_.folder, import_.workspace, root_.state};
    for (const auto& project : projects_)
      if (project.commonGitFolder && !isBelow(*project.commonGitFolder, root_.folder))
        import_.changes.places.push_back(*project.commonGitFolder);
    import_.facts = {"facts", {root_.state}, {}};
    if (found.factsChanged) {
      auto before = current(root_.state / kFactsName);
      if (!before)
        return before.error();
      import_.facts.files.push_back({root_.state / kFactsName, std::move(*before),
                                     std::move(found.factsFile), FileMode::Private});
    }
    if (knownInterpreters_.changed()) {
      const auto file = root_.state / KnownInterpreters::kName;
      auto before = current(file);
      if (!before)
        return before.error();
      import_.facts.files.push_back(
          {file, std::move(*before), knownInterpreters_.encoded(), FileMode::Private});
    }
    std::sort(import_.projects.begin(), import_.projects.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return {};
  }

  Path plugins() const { return import_.workspace / ".metadata/.plugins"; }
  Path preferences(const std::string& node) const {
    return plugins() / "org.eclipse.core.runtime/.settings" / (node + ".prefs");
  }

  const Root& root_;
  const ImportRequest& request_;
  GeneratedFiles generated_;
  Import import_;
  WorkspaceState workspace_;
  KnownInterpreters knownInterpreters_;
  std::vector<Interpreter> interpreters_;
  std::string interpreterName_ = "Default";
  std::vector<Project> everything_; // also those that are not asked for
  std::vector<Project> projects_;
  std::set<Path> wanted_;
  std::map<Path, std::vector<std::string>> excludes_;
};

Result<Import> planned(const Root& root, const ImportRequest& request) {
  const auto workspace = workspaceOf(root, request);
  if (!isUtf8(workspace.native()))
    return Error{ErrorCode::InvalidArgument,
                 "--workspace " + shownText(workspace.native()) +
                     ": the path is not UTF-8; Eclipse could not name it"};
  const auto bytes = readFileIfThere(root.state / GeneratedFiles::kName);
  if (!bytes)
    return bytes.error();
  return ImportBuilder(root, request, GeneratedFiles::decoded(*bytes ? **bytes : "")).build();
}

} // namespace

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
    if (auto done = apply(import->changes, root.state); !done)
      return done.error();
  }
  // What only spares work the next time must not make of a done import a failed one.
  if (auto done = apply(import->facts, root.state, Remember::No); !done)
    import->warnings.push_back("not remembered for the next import: " + done.error().message);
  return import;
}

Result<AppliedChange> undoLast(const Root& root) {
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
  return undo(root.state);
}

} // namespace stackdev
