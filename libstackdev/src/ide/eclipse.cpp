#include "ide/eclipse.h"

#include <algorithm>

#include "ide/language_server.h"
#include "ide/launch_file.h"
#include "ide/pydev.h"
#include "ide/workspace_preferences.h"
#include "support/file.h"
#include "support/process.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

class Eclipse {
public:
  Eclipse(const IdeInput& input, const WorkspaceState& workspace)
      : input_(input), workspace_(workspace) {}

  Result<IdeFiles> files() {
    for (const auto step :
         {&Eclipse::addPreferences, &Eclipse::addProjects, &Eclipse::addLaunches,
          &Eclipse::addLanguageServer, &Eclipse::addWorkspaceFiles, &Eclipse::addRegistrations})
      if (auto done = (this->*step)(); !done)
        return done.error();
    return std::move(files_);
  }

private:
  /// A preference or other file that is shared with the user and edited in place. `Edit` takes the
  /// current text and returns the new one.
  template <class Edit>
  Status edit(const Path& file, const Edit& editText) {
    auto before = readFileIfThere(file);
    if (!before)
      return before.error();
    Result<std::string> after = editText(*before);
    if (!after)
      return after.error();
    if (!after->empty() || *before)
      files_.edited.push_back({file, std::move(*before), std::move(*after)});
    return {};
  }

  Status addPreferences() {
    return edit(preferences("org.python.pydev"),
                [this](const std::optional<std::string>& text) -> Result<std::string> {
                  auto made = pydevPreferences(text, input_.interpreters,
                                               input_.request.debugServer ? DebugServer::AlwaysOn
                                                                          : DebugServer::AsItIs);
                  if (!made)
                    return made.error();
                  interpreterName_ = made->isDefault || input_.interpreters.empty()
                                         ? "Default"
                                         : input_.interpreters.front().name;
                  debugServerPort_ = made->debugServerPort;
                  return std::move(made->text);
                });
  }

  Status addProjects() {
    for (const auto& project : input_.projects)
      if (auto added = addProject(project); !added)
        return added;
    return {};
  }

  Status addProject(const Project& project) {
    const auto django = input_.request.djangoNature ? DjangoNature::Yes : DjangoNature::No;
    auto done = merge(project, ".project", [&](const FileHistory& history) {
      return projectFile(project, history, django);
    });
    if (done && project.isPython)
      done = merge(project, ".pydevproject", [&](const FileHistory& history) {
        return pydevProjectFile(project, interpreterName_, history);
      });
    if (done)
      done = edit(project.location / ".settings/org.eclipse.core.resources.prefs",
                  [](const std::optional<std::string>& text) {
                    return Result<std::string>(encodingPreferences(text));
                  });
    for (const char* name : {".project", ".pydevproject", ".settings/"})
      files_.hidden.push_back(project.location / name);
    return done;
  }

  template <class Make>
  Status merge(const Project& project, const char* name, const Make& make) {
    const auto file = project.location / name;
    auto history = historyOf(file, input_.generated);
    if (!history)
      return history.error();
    auto after = make(*history);
    if (!after)
      return after.error();
    auto fresh = make(FileHistory{});
    if (!fresh)
      return fresh.error();
    files_.merged.push_back(
        {file, std::move(history->current), std::move(*after), std::move(*fresh), project.name});
    return {};
  }

  Status addLaunches() {
    auto templates = LaunchTemplates::load();
    if (!templates)
      return templates.error();
    templates->debugServer = "127.0.0.1:" + debugServerPort_;
    for (const auto& launch : input_.launches) {
      const auto* project = projectOf(launch);
      const bool inProject = project != nullptr && isShared();
      const auto folder = inProject ? project->location / ".stackdev/launch" : launches();
      const auto file = folder / (launch.name + ".launch");
      const bool known = inProject ? isThere(project->location / ".project") : workspace_.exists;
      files_.owned.push_back(
          {file, templates->launchFile(launch, input_.projects), launch.project, FileMode::Regular,
           known ? OwnedFile::IfDeleted::LeaveDeleted : OwnedFile::IfDeleted::MakeAgain});
      files_.launchConfigurations.push_back(
          {Ide::Eclipse, launch.name, std::string(launchType(launch.kind)), launch.project, file});
    }
    return {};
  }

  /// Asked for, now or before. A user who takes the preference away later keeps it so.
  Status addLanguageServer() {
    const auto file = launches() / (std::string(kLanguageServerLaunch) + ".launch");
    const bool isKnown = input_.generated.text(file).has_value();
    if (!input_.request.languageServer && !isKnown)
      return {};
    const auto program = programBeside("stackdev-lsp");
    if (!program)
      return program.error();
    auto text = languageServerLaunch(*program);
    if (!text)
      return text.error();
    files_.owned.push_back({file, std::move(*text), ""});
    if (!input_.request.languageServer)
      return {};
    return edit(preferences("org.eclipse.lsp4e"), [](const std::optional<std::string>& current) {
      return Result<std::string>(languageServerPreferences(current));
    });
  }

  const Project* projectOf(const LaunchConfiguration& launch) const {
    for (const auto& project : input_.projects)
      if (project.name == launch.project)
        return &project;
    return nullptr;
  }

  bool isShared() const {
    return input_.request.launchFiles == ImportRequest::LaunchFiles::InProjects;
  }

  /// Whoever reaches PyDev's debug server can pose as a program of the user's.
  void tellExposure() {
    const bool isUsed = std::any_of(input_.launches.begin(), input_.launches.end(),
                                    [](const auto& launch) { return launch.debugsWorkers; });
    if (!isUsed && !input_.request.debugServer)
      return;
    files_.exposure =
        "PyDev's debug server, and the sockets of its Debug launches, listen on every network "
        "interface without a password. Shut the server's port to others: iptables -I INPUT -p tcp "
        "--dport " +
        debugServerPort_ + " ! -i lo -j DROP";
    if (input_.request.debugServer)
      files_.warnings.push_back(files_.exposure);
  }

  Status addWorkspaceFiles() {
    tellExposure();
    files_.hidden.push_back(input_.workspace / "");
    if (auto done = edit(plugins() / "org.eclipse.ui.workbench/workingsets.xml",
                         [&](const std::optional<std::string>& text) {
                           return workingSets(text, stackName(input_.root), input_.projects,
                                              goneProjects());
                         });
        !done)
      return done;
    if (auto done =
            edit(plugins() / "org.eclipse.debug.ui/launchConfigurationHistory.xml",
                 [](const std::optional<std::string>& text) { return launchHistory(text); });
        !done)
      return done;
    std::vector<Path> clones;
    for (const auto& project : input_.projects)
      if (project.gitFolder)
        clones.push_back(*project.gitFolder);
    std::vector<Path> gone;
    for (const auto& [name, location] : registered())
      if (!isThere(location))
        gone.push_back(location / ".git");
    return edit(preferences("org.eclipse.egit.core"), [&](const std::optional<std::string>& text) {
      return Result<std::string>(egitPreferences(text, input_.workspace, clones, gone));
    });
  }

  /// The projects that stackdev has registered in this workspace before.
  std::map<std::string, Path> registered() const {
    const auto& all = input_.generated.registrations;
    const auto found = all.find(input_.workspace);
    return found == all.end() ? std::map<std::string, Path>() : found->second;
  }

  /// Those of them whose folders, and names, are no project's any more.
  std::vector<std::string> goneProjects() const {
    std::vector<std::string> gone;
    for (const auto& [name, location] : registered())
      if (!isPresent(location) &&
          std::none_of(input_.everything.begin(), input_.everything.end(),
                       [&wanted = name](const auto& one) { return one.name == wanted; }))
        gone.push_back(name);
    return gone;
  }

  Status addRegistrations() {
    auto ours = registered();
    std::vector<Registration> add;
    for (const auto& project : input_.projects) {
      if (!isRegistered(project.name, project.location))
        add.push_back({project.name, project.location});
      ours[project.name] = project.location;
    }
    std::vector<std::string> remove;
    for (auto entry = ours.begin(); entry != ours.end();) {
      const auto& [name, location] = *entry;
      if (isPresent(location)) {
        ++entry;
        continue;
      }
      const bool again = std::any_of(
          add.begin(), add.end(), [&wanted = name](const auto& one) { return one.name == wanted; });
      if (isRegistered(name, location) && !again)
        remove.push_back(name);
      entry = ours.erase(entry);
    }
    auto changes = registrationPlan(workspace_, add, remove);
    if (!changes)
      return changes.error();
    files_.edited.insert(files_.edited.end(), std::make_move_iterator(changes->begin()),
                         std::make_move_iterator(changes->end()));
    files_.registrations = std::move(ours);
    return {};
  }

  bool isRegistered(const std::string& name, const Path& location) const {
    const auto found = workspace_.projects.find(name);
    return found != workspace_.projects.end() && found->second.location == location;
  }

  bool isPresent(const Path& location) const {
    return std::any_of(input_.everything.begin(), input_.everything.end(),
                       [&](const auto& project) { return project.location == location; });
  }

  Path plugins() const { return input_.workspace / ".metadata/.plugins"; }
  Path launches() const { return plugins() / "org.eclipse.debug.core/.launches"; }
  Path preferences(const std::string& node) const {
    return plugins() / "org.eclipse.core.runtime/.settings" / (node + ".prefs");
  }

  const IdeInput& input_;
  const WorkspaceState& workspace_;
  IdeFiles files_;
  std::string interpreterName_ = "Default";
  std::string debugServerPort_;
};

} // namespace

Result<IdeFiles> eclipseFiles(const IdeInput& input, const WorkspaceState& workspace) {
  return Eclipse(input, workspace).files();
}

} // namespace stackdev
