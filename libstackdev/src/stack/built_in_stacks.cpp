#include <stackdev/stack.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include <sys/stat.h>

#include <stackdev/apply.h>

#include "change/history.h"
#include "change/lock_file.h"
#include "support/file.h"
#include "support/git.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr std::chrono::seconds kLockPatience{10};

Path stacksFolder() {
  return dataFolder() / "pydev-templates/stacks";
}

/// Every regular file below `folder`, sorted, without what running the sample left there.
std::vector<Path> filesBelow(const Path& folder) {
  std::vector<Path> files;
  std::error_code ignored;
  for (auto entry = std::filesystem::recursive_directory_iterator(folder, ignored);
       entry != std::filesystem::recursive_directory_iterator(); ++entry) {
    if (entry->path().filename() == "__pycache__")
      entry.disable_recursion_pending();
    else if (entry->is_regular_file(ignored))
      files.push_back(entry->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Result<ChangeSet> copyPlan(const Path& from, const Path& to) {
  ChangeSet plan{"make " + to.filename().string(), {to.parent_path()}, {}};
  for (const auto& file : filesBelow(from)) {
    auto content = readFile(file);
    if (!content)
      return content.error();
    struct stat info {};
    const bool runs = ::stat(file.c_str(), &info) == 0 && (info.st_mode & S_IXUSR) != 0;
    plan.files.push_back({to / file.lexically_relative(from), std::nullopt, std::move(*content),
                          runs ? FileMode::Executable : FileMode::Regular});
  }
  return plan;
}

Status commitAll(const Path& folder) {
  useGit();
  git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
  options.flags = GIT_REPOSITORY_INIT_MKDIR | GIT_REPOSITORY_INIT_NO_REINIT;
  options.initial_head = "main";
  git_repository* rawRepository = nullptr;
  if (git_repository_init_ext(&rawRepository, folder.c_str(), &options) != 0)
    return gitError("cannot make the repository " + folder.string());
  const GitRepository repository(rawRepository);
  git_index* rawIndex = nullptr;
  git_oid treeId;
  git_oid commitId;
  git_tree* rawTree = nullptr;
  git_signature* rawAuthor = nullptr;
  if (git_repository_index(&rawIndex, rawRepository) != 0)
    return gitError("cannot open the index of " + folder.string());
  const GitIndex index(rawIndex);
  if (git_index_add_all(rawIndex, nullptr, 0, nullptr, nullptr) != 0 ||
      git_index_write(rawIndex) != 0 || git_index_write_tree(&treeId, rawIndex) != 0 ||
      git_tree_lookup(&rawTree, rawRepository, &treeId) != 0)
    return gitError("cannot add the files of " + folder.string());
  const GitTree tree(rawTree);
  // A fixed author and time: the same sample has the same commit everywhere.
  if (git_signature_new(&rawAuthor, "stackdev", "stackdev@localhost", 1333670400, 0) != 0)
    return gitError("cannot commit in " + folder.string());
  const GitSignature author(rawAuthor);
  if (git_commit_create(&commitId, rawRepository, "HEAD", rawAuthor, rawAuthor, nullptr,
                        "The sample stack's repository, as it ships with stackdev\n", rawTree, 0,
                        nullptr) != 0)
    return gitError("cannot commit in " + folder.string());
  return {};
}

/// Beside its place, and then moved there: one that is there is whole.
Status makeRepository(const Path& source, const Path& target, const Path& state) {
  const auto temporary =
      target.parent_path() / ("." + target.filename().string() + ".stackdev-clone");
  std::error_code ignored;
  std::filesystem::remove_all(temporary, ignored); // of a process that was killed
  auto made = [&]() -> Status {
    const auto plan = copyPlan(source, temporary);
    if (!plan)
      return plan.error();
    if (auto done = apply(*plan, state, Remember::No); !done)
      return done;
    if (auto done = commitAll(temporary); !done)
      return done;
    if (::rename(temporary.c_str(), target.c_str()) != 0)
      return systemError("cannot make", target, errno);
    return {};
  }();
  if (!made)
    std::filesystem::remove_all(temporary, ignored);
  return made;
}

} // namespace

std::vector<BuiltInStack> builtInStacks() {
  std::vector<BuiltInStack> stacks;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(stacksFolder(), ignored)) {
    if (entry.path().extension() != ".toml")
      continue;
    const auto text = readFile(entry.path());
    const auto line = text ? text->substr(0, text->find('\n')) : std::string();
    stacks.push_back({entry.path().stem().string(),
                      line.starts_with("# ") ? line.substr(2) : std::string(), entry.path()});
  }
  std::sort(stacks.begin(), stacks.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return stacks;
}

Result<ChangeSet> initPlan(const Root& root, const std::string& stack) {
  std::string names;
  for (const auto& builtIn : builtInStacks()) {
    names += (names.empty() ? "" : ", ") + builtIn.name;
    if (builtIn.name != stack)
      continue;
    auto text = readFile(builtIn.manifest);
    if (!text)
      return text.error();
    const auto target = root.folder / kManifestName;
    auto existing = readFileIfThere(target);
    if (!existing)
      return existing.error();
    if (*existing && **existing != *text)
      return Error{ErrorCode::Conflict, target.string() + " is there already; move it away first"};
    return ChangeSet{"init " + stack, {root.folder}, {{target, *existing, std::move(*text)}}};
  }
  if (names.empty())
    return Error{ErrorCode::NotFound, "there are no stacks in " + stacksFolder().string() +
                                          ": stackdev is not installed whole; set STACKDEV_DATA "
                                          "to the folder that holds pydev-templates"};
  return Error{ErrorCode::NotFound, "no stack is called " + stack + "; there are: " + names};
}

Result<std::vector<Path>> makeSampleRepositories(const Root& root, const std::string& stack) {
  std::vector<Path> made;
  std::error_code ignored;
  std::vector<Path> sources;
  for (const auto& entry : std::filesystem::directory_iterator(stacksFolder() / stack, ignored))
    if (entry.is_directory())
      sources.push_back(entry.path());
  std::sort(sources.begin(), sources.end());
  if (sources.empty())
    return made;
  if (auto folder = makeStateFolder(root.state); !folder)
    return folder.error();
  const auto lock = LockFile::take(root.state / "init.lock", kLockPatience);
  if (!lock)
    return lock.error();
  for (const auto& source : sources) {
    const auto target = root.folder / source.filename();
    if (std::filesystem::exists(std::filesystem::symlink_status(target, ignored)))
      continue; // whatever it is, also a link to nothing
    if (auto done = makeRepository(source, target, root.state); !done)
      return done.error();
    made.push_back(target);
  }
  return made;
}

} // namespace stackdev
