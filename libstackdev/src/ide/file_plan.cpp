#include "ide/file_plan.h"

#include <algorithm>

#include "repository/exclude.h"
#include "repository/git_index.h"
#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

/// A path as a pattern of gitignore's that matches it alone; but for a line feed, of which there is
/// no pattern, any letter does.
std::string escapedPattern(const std::string& path) {
  std::string pattern;
  for (const char c : path) {
    if (c == '*' || c == '?' || c == '[' || c == ']' || c == '\\' || c == '#' || c == '!')
      pattern += '\\';
    pattern += c == '\n' ? '?' : c;
  }
  return pattern;
}

/// The working tree that `folder` lies in; "" if in none.
Path treeOf(Path folder) {
  while (!isThere(folder / ".git")) {
    if (folder == folder.root_path())
      return {};
    folder = folder.parent_path();
  }
  return folder;
}

/// Of projects: a folder that is there yet is no project any more has files that are the user's.
bool isProjectFile(const Path& file) {
  return file.filename() == ".project" || file.filename() == ".pydevproject";
}

} // namespace

void FilePlan::change(FileChange file) {
  if (file.before != file.after)
    changes_.push_back(std::move(file));
}

Status FilePlan::add(IdeFiles files, const std::string& ide) {
  for (auto& file : files.merged) {
    wanted_.insert(file.path);
    generated_.record(file.path, {std::move(file.generated), std::move(file.project), ide});
    change({file.path, std::move(file.before), std::move(file.after)});
  }
  for (auto& file : files.owned)
    if (auto added = addOwned(std::move(file), ide); !added)
      return added;
  for (auto& file : files.edited)
    if (file.before != file.after)
      last_.push_back(std::move(file));
  hidden_.insert(hidden_.end(), files.hidden.begin(), files.hidden.end());
  warnings_.insert(warnings_.end(), files.warnings.begin(), files.warnings.end());
  return {};
}

Status FilePlan::addOwned(OwnedFile file, const std::string& ide) {
  wanted_.insert(file.path);
  const auto history = historyOf(file.path, generated_);
  if (!history)
    return history.error();
  const auto& [before, base] = *history;
  if (!before && base && file.ifDeleted == OwnedFile::IfDeleted::LeaveDeleted) {
    leftDeleted_.insert(file.path);
    return {};
  }
  if (before && *before != file.text && base != *before) {
    warnings_.push_back(file.path.string() + ": " +
                        (base ? "changed by you, so left as it is; delete it and import again for "
                                "the generated one"
                              : "is there already and not stackdev's, so left as it is"));
    return {};
  }
  generated_.record(file.path, {file.text, std::move(file.project), ide});
  change({file.path, before, std::move(file.text), file.mode});
  return {};
}

Status FilePlan::removeStale(const Stale& stale) {
  std::vector<Path> files;
  for (const auto& [file, entry] : generated_.files()) {
    const bool isOurs =
        stale.ides.contains(entry.ide) &&
        std::any_of(stale.places.begin(), stale.places.end(),
                    [&file = file](const auto& place) { return isBelow(file, place); });
    const bool isChosen = std::any_of(
        stale.projects.begin(), stale.projects.end(),
        [&entry = entry](const auto& project) { return project.name == entry.project; });
    if (!isOurs || wanted_.contains(file) || (stale.onlyTheirs && !isChosen))
      continue;
    if (isProjectFile(file) && isThere(file.parent_path()))
      continue;
    files.push_back(file);
  }
  for (const auto& file : files) {
    auto history = historyOf(file, generated_);
    if (!history)
      return history.error();
    if (history->current && history->current == history->generated)
      change({file, std::move(history->current), std::nullopt});
    generated_.forget(file);
  }
  return {};
}

Status FilePlan::hide(const std::vector<Project>& projects) {
  warnOfTracked();
  std::map<Path, Path> gitFolders; // of a working tree: its common git folder
  for (const auto& project : projects)
    if (project.commonGitFolder)
      gitFolders[treeOf(project.location)] = *project.commonGitFolder;
  std::map<Path, std::vector<std::string>> patterns;
  for (const auto& path : hidden_) {
    const auto folder = path.has_filename() ? path.parent_path() : path.parent_path().parent_path();
    const auto tree = treeOf(folder);
    if (const auto found = gitFolders.find(tree); found != gitFolders.end())
      patterns[found->second / "info/exclude"].push_back(
          escapedPattern("/" + path.lexically_relative(tree).string()));
  }
  for (const auto& [file, wanted] : patterns) {
    auto before = readFileIfThere(file);
    if (!before)
      return before.error();
    auto after = withExcluded(before->value_or(""), wanted);
    change({file, std::move(*before), std::move(after)});
  }
  return {};
}

void FilePlan::warnOfTracked() {
  std::map<Path, std::optional<TrackedPaths>> trees;
  for (const auto& file : changes_) {
    const auto tree = file.before ? treeOf(file.path.parent_path()) : Path();
    if (tree.empty())
      continue;
    const auto tracked = trees.try_emplace(tree, std::nullopt);
    if (tracked.second)
      tracked.first->second = TrackedPaths::of(tree);
    const auto& paths = tracked.first->second;
    if (paths && paths->hasFile(file.path.lexically_relative(tree).string()))
      warnings_.push_back(file.path.string() +
                          ": is tracked by git, so `git status` shows what import changes in it; "
                          "`git update-index --skip-worktree` hides that");
  }
}

std::vector<FileChange> FilePlan::takeChanges() {
  auto all = std::move(changes_);
  all.insert(all.end(), std::make_move_iterator(last_.begin()),
             std::make_move_iterator(last_.end()));
  last_.clear();
  return all;
}

} // namespace stackdev
