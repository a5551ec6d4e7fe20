#include <stackdev/project.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "project/facts.h"
#include "project/references.h"
#include "project/shape.h"
#include "repository/git_folder.h"
#include "repository/working_tree.h"
#include "support/at_once.h"
#include "support/file.h"
#include "support/utf8.h"
#include "support/xml.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

// Reading is bound by memory bandwidth and the disk: more threads than this were no faster.
constexpr unsigned kMostThreads = 4;

// A file that changed so shortly before the walk may change again within the same clock tick.
constexpr std::chrono::nanoseconds kClockTick = std::chrono::milliseconds(50);

struct Candidate {
  std::string folder; // relative to the root
  bool isGit;
};

struct Found {
  Candidate candidate;
  FoundFacts facts;
};

bool isThere(const Path& path) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
}

/// Children of the root that may be projects; the root itself if it is a clone.
std::vector<Candidate> candidates(const Path& root, std::vector<std::string>& warnings) {
  if (isThere(root / ".git"))
    return {{"", true}};
  std::vector<Candidate> found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(root, ignored)) {
    const auto name = entry.path().filename().string();
    if (name.starts_with(".") || isToolFolder(name))
      continue;
    if (!isUtf8(name)) {
      warnings.push_back(shownText(entry.path().native()) +
                         ": left out: its name is not UTF-8, which Eclipse cannot express");
      continue;
    }
    if (entry.is_symlink(ignored) && entry.is_directory(ignored)) {
      warnings.push_back(name + ": left out: it is a symbolic link; import the folder that it "
                                "points to with --root");
      continue;
    }
    if (!entry.is_directory(ignored) || isThere(entry.path() / ".metadata") ||
        isThere(entry.path() / "pyvenv.cfg"))
      continue;
    found.push_back({name, isThere(entry.path() / ".git")});
  }
  return found;
}

/// The size of the index tells which clone is large: those go first, so that no thread ends late.
std::uintmax_t weight(const Path& folder) {
  std::error_code error;
  const auto size = std::filesystem::file_size(folder / ".git/index", error);
  return error ? 0 : size;
}

/// Gathers the facts of every candidate, and of repositories nested in them, on a few threads.
class Gathering {
public:
  Gathering(const Path& root, std::vector<Candidate> candidates, const KnownFacts& known,
            const ReadingProgress& progressed)
      : root_(root), known_(known), progressed_(progressed) {
    std::stable_sort(candidates.begin(), candidates.end(), [&](const auto& a, const auto& b) {
      return weight(root / a.folder) > weight(root / b.folder);
    });
    waiting_.assign(candidates.begin(), candidates.end());
  }

  std::vector<Found> run(std::vector<std::string>& warnings) {
    const auto count = std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
    atOnce(count, [this](std::size_t) { work(); });
    std::sort(found_.begin(), found_.end(),
              [](const auto& a, const auto& b) { return a.candidate.folder < b.candidate.folder; });
    std::sort(warnings_.begin(), warnings_.end());
    warnings.insert(warnings.end(), warnings_.begin(), warnings_.end());
    return std::move(found_);
  }

private:
  void work() {
    for (;;) {
      std::unique_lock lock(mutex_);
      // An empty queue may fill again as long as others still walk: they find nested ones.
      changed_.wait(lock, [this] { return !waiting_.empty() || working_ == 0; });
      if (waiting_.empty())
        return;
      const auto candidate = std::move(waiting_.front());
      waiting_.pop_front();
      ++working_;
      lock.unlock();
      auto facts = factsOf(candidate);
      lock.lock();
      take(candidate, std::move(facts));
      --working_;
      ++read_;
      if (progressed_)
        progressed_(read_, read_ + waiting_.size() + static_cast<std::size_t>(working_));
      changed_.notify_all();
    }
  }

  Result<FoundFacts> factsOf(const Candidate& candidate) {
    const auto entry = known_.repositories.find(candidate.folder);
    try {
      return repositoryFacts(root_ / candidate.folder,
                             entry == known_.repositories.end() ? nullptr : &entry->second);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      --working_; // the others would wait for it
      changed_.notify_all();
      throw;
    }
  }

  void take(const Candidate& candidate, Result<FoundFacts> facts) {
    if (!facts) {
      warnings_.push_back(facts.error().message);
      return;
    }
    const auto prefix = candidate.folder.empty() ? std::string() : candidate.folder + "/";
    for (const auto& unreadable : facts->unreadable)
      warnings_.push_back("cannot read " + shownText(prefix + unreadable));
    for (const auto& nested : facts->facts.nested)
      waiting_.push_back({prefix + nested, true});
    found_.push_back({candidate, std::move(*facts)});
  }

  const Path& root_;
  const KnownFacts& known_;
  const ReadingProgress& progressed_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Candidate> waiting_;
  int working_ = 0;
  std::size_t read_ = 0;
  std::vector<Found> found_;
  std::vector<std::string> warnings_;
};

/// The name that an existing .project gives; "" if there is none.
std::string givenName(const Path& location) {
  const auto text = readFileIfThere(location / ".project");
  if (!text || !*text)
    return {};
  pugi::xml_document document;
  if (!parseXml(**text, location / ".project", document))
    return {};
  return document.child("projectDescription").child_value("name");
}

/// A name that Eclipse, its variables (`${workspace_loc:NAME}`) and PyDev's paths can take.
std::string fitName(std::string name) {
  for (char& c : name)
    if (std::string_view("/\\:*?\"<>|{}$").find(c) != std::string_view::npos ||
        static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      c = '_';
  while (!name.empty() && (name.back() == ' ' || name.back() == '.')) // refused by Eclipse
    name.pop_back();
  const auto begin = name.find_first_not_of(' ');
  return begin == std::string::npos ? "project" : name.substr(begin);
}

/// Own names win over given paths: "library", then "outer-library", then "outer-library-2".
class ProjectNames {
public:
  std::string take(const std::string& wanted, const std::string& folder) {
    auto name = fitName(wanted);
    if (taken_.insert(name).second)
      return name;
    auto path = folder;
    std::replace(path.begin(), path.end(), '/', '-');
    name = fitName(path);
    for (int i = 2; !taken_.insert(name).second; ++i)
      name = fitName(path) + "-" + std::to_string(i);
    return name;
  }

private:
  std::set<std::string> taken_;
};

Project projectOf(const Root& root, const Found& found, ProjectNames& names) {
  const auto& facts = found.facts.facts;
  Project project;
  project.folder = found.candidate.folder;
  project.location = project.folder.empty() ? root.folder : root.folder / project.folder;
  const auto given = givenName(project.location);
  project.name =
      names.take(given.empty() ? project.location.filename().string() : given, project.folder);
  project.isPython = !facts.pythonFolders.empty() || !facts.scripts.empty();
  project.isPython2 = facts.python2;
  for (const char* library : {"eventlet", "gevent"})
    project.isGreen =
        project.isGreen || std::binary_search(facts.imports.begin(), facts.imports.end(), library);
  project.sourceFolders = sourceFolders(facts);
  if (project.isPython && project.sourceFolders.empty())
    project.sourceFolders = {""};
  project.packages = providedPackages(facts, project.sourceFolders);
  project.django = djangoProject(facts);
  project.entryPoints = entryPoints(facts, project.sourceFolders);
  project.testSuites = testSuites(facts, project.name);
  Path workTree;
  if (found.candidate.isGit) {
    if (const auto git = gitFolders(project.location)) {
      project.gitFolder = git->git;
      project.commonGitFolder = git->common;
    }
  } else if (const auto git = enclosingGitFolders(project.location, root.folder, workTree)) {
    project.commonGitFolder = git->common;
  }
  return project;
}

void warnOfMissing(const Manifest& manifest, const std::vector<Project>& projects,
                   std::vector<std::string>& warnings) {
  std::string missing;
  for (const auto& repository : manifest.repositories)
    if (std::none_of(projects.begin(), projects.end(),
                     [&](const Project& project) { return project.folder == repository.name; }))
      missing += (missing.empty() ? "" : ", ") + repository.name;
  if (!missing.empty())
    warnings.push_back("not cloned yet: " + missing);
}

std::int64_t nowNanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

} // namespace

Result<FoundProjects> findProjects(const Root& root, const ReadingProgress& progressed) {
  const auto started = nowNanoseconds();
  const auto bytes = readFileIfThere(root.state / kFactsName);
  const auto known = bytes && *bytes ? decodedFacts(**bytes) : KnownFacts();
  FoundProjects result;
  Gathering gathering(root.folder, candidates(root.folder, result.warnings), known, progressed);
  auto found = gathering.run(result.warnings);

  ProjectNames names;
  std::vector<RepositoryFacts> facts;
  KnownFacts now;
  for (auto& one : found) {
    const bool isProject = one.candidate.isGit || !one.facts.facts.pythonFolders.empty() ||
                           !one.facts.facts.scripts.empty();
    if (one.facts.fingerprint.newest + kClockTick.count() < started)
      now.repositories[one.candidate.folder] = {one.facts.fingerprint, one.facts.facts};
    result.factsChanged = result.factsChanged || !one.facts.reused;
    if (!isProject)
      continue; // a folder of clones, of data, ...
    result.projects.push_back(projectOf(root, one, names));
    facts.push_back(std::move(one.facts.facts));
  }
  result.factsChanged = result.factsChanged || now.repositories.size() != known.repositories.size();
  if (result.factsChanged)
    result.factsFile = encodedFacts(now);
  addReferences(result.projects, facts, root.manifest);
  if (root.manifest)
    warnOfMissing(*root.manifest, result.projects, result.warnings);
  return result;
}

} // namespace stackdev
