#include "configuration/source_metadata.h"

#include <algorithm>
#include <set>

#include "python/ini.h"
#include "stack/expansion.h"
#include "support/file.h"
#include "support/git.h"
#include "support/toml.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

std::string fileText(const Path& file) {
  auto text = readFile(file);
  return text ? std::move(*text) : std::string();
}

/// "Version: 26.2.2" of an unpacked release.
std::string releasedVersion(const Path& tree) {
  constexpr std::string_view kVersion = "\nVersion: ";
  const auto text = fileText(tree / "PKG-INFO");
  const auto at = text.find(kVersion);
  if (at == std::string::npos)
    return {};
  const auto begin = at + kVersion.size();
  return text.substr(begin, text.find_first_of("\r\n", begin) - begin);
}

/// The nearest tag of a clone: "26.2.2" of "26.2.2-5-g0123abc".
std::string taggedVersion(const Path& tree) {
  useGit();
  git_repository* rawRepository = nullptr;
  if (git_repository_open(&rawRepository, tree.c_str()) != 0)
    return {};
  const GitRepository repository(rawRepository);
  git_describe_options options = GIT_DESCRIBE_OPTIONS_INIT;
  options.describe_strategy = GIT_DESCRIBE_TAGS;
  git_describe_result* rawResult = nullptr;
  if (git_describe_workdir(&rawResult, rawRepository, &options) != 0)
    return {};
  const std::unique_ptr<git_describe_result, GitFree<git_describe_result_free>> result(rawResult);
  git_buf text = GIT_BUF_INIT;
  if (git_describe_format(&text, rawResult, nullptr) != 0)
    return {};
  const std::string_view whole(text.ptr, text.size);
  std::string version(whole.substr(0, whole.find('-')));
  git_buf_dispose(&text);
  const bool isVersion = !version.empty() && version.front() >= '0' && version.front() <= '9';
  return isVersion ? version : std::string();
}

std::string versionOf(const Path& tree) {
  auto version = releasedVersion(tree);
  if (version.empty())
    version = taggedVersion(tree);
  return version.empty() ? "0" : version;
}

SourceMetadata ofSetupCfg(const std::string& text) {
  SourceMetadata found;
  for (const auto& section : iniSections(text)) {
    if (section.name == "metadata")
      found.name = section.value("name");
    if (section.name != "entry_points")
      continue;
    for (const auto& [group, lines] : section.values) {
      found.entryPoints += "[" + group + "]\n";
      for (const auto& line : iniLines(lines))
        found.entryPoints += line + "\n";
    }
  }
  return found;
}

void addGroup(std::string& text, std::string_view group, const toml::table& entries) {
  text.append("[").append(group).append("]\n");
  for (const auto& [name, target] : entries)
    if (const auto value = target.value<std::string>())
      text.append(name.str()).append(" = ").append(*value).append("\n");
}

SourceMetadata ofPyproject(const std::string& text) {
  SourceMetadata found;
  try {
    const auto document = toml::parse(text);
    const auto project = document["project"];
    found.name = project["name"].value_or(std::string());
    if (const auto* scripts = project["scripts"].as_table())
      addGroup(found.entryPoints, "console_scripts", *scripts);
    if (const auto* groups = project["entry-points"].as_table())
      for (const auto& [group, entries] : *groups)
        if (const auto* table = entries.as_table())
          addGroup(found.entryPoints, group.str(), *table);
  } catch (const toml::parse_error&) { // what is broken has no entry points
    return {};
  }
  return found;
}

bool hasEggInfo(const Path& tree) {
  std::error_code failure;
  std::filesystem::directory_iterator entry(tree, failure);
  for (; !failure && entry != std::filesystem::directory_iterator(); entry.increment(failure))
    if (entry->path().extension() == ".egg-info" &&
        std::filesystem::exists(entry->path() / "entry_points.txt", failure))
      return true;
  return false;
}

Status add(ChangeSet& changes, const Path& file, std::string text) {
  auto before = readFileIfThere(file);
  if (!before)
    return before.error();
  changes.files.push_back({file, std::move(*before), std::move(text), FileMode::Private});
  return {};
}

/// Of a release that is checked out no more: two versions of one name would be one too many.
Status removeOthers(ChangeSet& changes, const Path& folder, const std::set<Path>& wanted) {
  std::error_code failure;
  std::filesystem::recursive_directory_iterator entry(folder, failure);
  for (; !failure && entry != std::filesystem::recursive_directory_iterator();
       entry.increment(failure)) {
    if (!entry->is_regular_file(failure) || wanted.contains(entry->path()))
      continue;
    auto text = readFile(entry->path());
    if (!text)
      return text.error();
    changes.files.push_back({entry->path(), std::move(*text), std::nullopt});
  }
  return {};
}

} // namespace

std::optional<SourceMetadata> sourceMetadata(const Path& tree) {
  if (hasEggInfo(tree))
    return std::nullopt;
  auto found = ofSetupCfg(fileText(tree / "setup.cfg"));
  const auto project = ofPyproject(fileText(tree / "pyproject.toml"));
  if (found.name.empty())
    found.name = project.name;
  found.entryPoints += project.entryPoints;
  if (found.name.empty() || found.entryPoints.empty() || found.name.find('/') != std::string::npos)
    return std::nullopt;
  found.version = versionOf(tree);
  return found;
}

Status addSourceMetadata(const Root& root, ChangeSet& changes) {
  const auto folder = metadataFolder(root.state);
  std::set<Path> wanted;
  for (const auto& repository : root.manifest->repositories) {
    const auto found = sourceMetadata(root.folder / repository.name);
    if (!found)
      continue;
    auto name = found->name;
    std::replace(name.begin(), name.end(), '-', '_');
    const auto own = folder / (name + ".dist-info"); // one of another version would stay beside it
    wanted.insert({own / "METADATA", own / "entry_points.txt"});
    if (auto done = add(changes, own / "METADATA",
                        "Metadata-Version: 2.1\nName: " + found->name +
                            "\nVersion: " + found->version + "\n");
        !done)
      return done;
    if (auto done = add(changes, own / "entry_points.txt", found->entryPoints); !done)
      return done;
  }
  return removeOthers(changes, folder, wanted);
}

} // namespace stackdev
