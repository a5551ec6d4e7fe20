#include "deps/requirements.h"

#include <algorithm>
#include <utility>

#include "python/ini.h"
#include "python/packaging.h"
#include "support/file.h"
#include "support/toml.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// pip's own rule: a '#' begins a comment at the begin of a line and behind a blank.
std::string_view withoutComment(std::string_view line) {
  for (auto at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1))
    if (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t')
      return line.substr(0, at);
  return line;
}

/// What stands behind an option: "-r FILE", "-rFILE", "--requirement=FILE"; "" for another line.
std::string_view optionValue(std::string_view text, std::string_view brief, std::string_view full) {
  for (const auto option : {brief, full})
    if (text.starts_with(option)) {
      auto rest = text.substr(option.size());
      if (option == full && (rest.empty() || (rest.front() != '=' && rest.front() != ' ')))
        continue;
      rest.remove_prefix(rest.starts_with('=') ? 1 : 0);
      return trimmed(rest);
    }
  return {};
}

/// "-e git+https://...#egg=NAME", "#subdirectory=x&egg=NAME", "NAME @ https://...".
std::string nameOfUrl(std::string_view url) {
  const auto fragment = std::min(url.find('#'), url.size());
  for (const std::string_view egg : {"#egg=", "&egg="})
    if (const auto at = url.find(egg, fragment); at != std::string_view::npos) {
      const auto name = url.substr(at + egg.size());
      return normalizedName(name.substr(0, name.find_first_of("&[ ")));
    }
  const auto direct = url.find('@');
  if (url.starts_with('-') || direct == std::string_view::npos || direct > url.find("://"))
    return {};
  return normalizedName(url.substr(0, url.find_first_of(" [@")));
}

/// A path where a name could be: "./nova", "../x.whl", "vendor/nova", "nova-1.0.tar.gz".
bool isPath(std::string_view text) {
  const auto word = text.substr(0, text.find_first_of(" \t;<>=!~@["));
  return word.starts_with('.') || word.find('/') != std::string_view::npos ||
         word.ends_with(".whl") || word.ends_with(".zip") || word.ends_with(".tar.gz");
}

/// Its own repository, which is installed anyway: ".", "./", ".[test]".
bool isOwnFolder(std::string_view path) {
  const auto folder = path.substr(0, path.find('['));
  return folder == "." || folder == "./";
}

/// As pip takes it outside of files, without the options of one requirement: "a==1 --hash=...".
std::string_view withoutOptions(std::string_view text) {
  return trimmed(text.substr(0, std::min(text.find(" -"), text.find("\t-"))));
}

void addText(std::string_view text, std::size_t line, RequirementList& found) {
  text = trimmed(withoutComment(text));
  const auto editable = optionValue(text, "-e", "--editable");
  if (const auto list = optionValue(text, "-r", "--requirement"); !list.empty())
    found.lists.emplace_back(list);
  else if (!editable.empty()) {
    if (!isOwnFolder(editable))
      found.byUrl.push_back({nameOfUrl(text), std::string(text), {}, {}, line});
  } else if (text.empty() || text.front() == '-') {
    return; // an option, its value perhaps an index's URL
  } else if (text.find("://") != std::string_view::npos || isPath(text)) {
    if (!isOwnFolder(text))
      found.byUrl.push_back({nameOfUrl(text), std::string(text), {}, {}, line});
  } else {
    text = withoutOptions(text);
    Packaging packaging;
    addRequirements(text, packaging);
    if (!packaging.requirements.empty())
      found.requirements.push_back(
          {normalizedName(packaging.requirements.front()), std::string(text), {}, {}, line});
  }
}

std::string contentOf(const Path& file) {
  auto text = readFile(file);
  return text ? std::move(*text) : std::string();
}

/// setuptools' "file: requirements.txt, more.txt": those lists in place of lines.
void addSetupCfgValue(std::string_view value, RequirementList& found) {
  constexpr std::string_view kFile = "file:";
  if (!value.starts_with(kFile)) {
    for (const auto& line : iniLines(value))
      addText(line, 0, found);
    return;
  }
  for (value.remove_prefix(kFile.size()); !value.empty();) {
    const auto end = std::min(value.find_first_of(",\n"), value.size());
    if (const auto name = trimmed(value.substr(0, end)); !name.empty())
      found.lists.emplace_back(name);
    value.remove_prefix(std::min(end + 1, value.size()));
  }
}

RequirementList inSetupCfg(const std::string& text) {
  RequirementList found;
  for (const auto& section : iniSections(text))
    if (section.name == "options")
      addSetupCfgValue(section.value("install_requires"), found);
  return found;
}

RequirementList inPyproject(const std::string& text) {
  RequirementList found;
  try {
    const auto document = toml::parse(text);
    if (const auto* lines = document["project"]["dependencies"].as_array())
      for (const auto& line : *lines)
        if (const auto value = line.value<std::string>())
          addText(*value, 0, found);
    const auto named = document["tool"]["setuptools"]["dynamic"]["dependencies"]["file"];
    if (const auto file = named.value<std::string>())
      found.lists.push_back(*file);
    else if (const auto* files = named.as_array())
      for (const auto& one : *files)
        if (const auto value = one.value<std::string>())
          found.lists.push_back(*value);
  } catch (const toml::parse_error&) { // what is broken asks for nothing
    return {};
  }
  return found;
}

/// What one file of a project asks for, joined to what the others do.
void join(RequirementList& all, const RequirementList& found, const Project& project,
          const Path& file) {
  for (const auto list : {&RequirementList::requirements, &RequirementList::byUrl})
    for (const auto& one : found.*list) {
      auto& joined = (all.*list).emplace_back(one);
      joined.repository = project.name;
      joined.file = file;
    }
}

bool isBelow(const Path& file, const Path& folder) {
  const auto relative = file.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

/// The lists and those that they include, each once.
void addLists(RequirementList& all, std::vector<Path> lists, const Project& project) {
  std::set<Path> read;
  for (std::size_t next = 0; next < lists.size(); ++next) {
    const auto file = (project.location / lists[next]).lexically_normal();
    if (!isBelow(file, project.location) || !read.insert(file).second)
      continue;
    const auto found = requirementsIn(contentOf(file));
    for (const auto& list : found.lists)
      lists.push_back(file.parent_path() / list);
    join(all, found, project, file);
  }
}

} // namespace

RequirementList requirementsIn(std::string_view text) {
  RequirementList found;
  if (text.starts_with("\xEF\xBB\xBF"))
    text.remove_prefix(3);
  std::string joined; // a '\' at a line's end has the next one follow
  std::size_t begin = 1;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    const bool isComment = trimmed(line).starts_with('#');
    const bool goesOn = line.ends_with('\\') && !isComment;
    joined.append(isComment ? " " : "").append(line.substr(0, line.size() - (goesOn ? 1 : 0)));
    if (goesOn && !text.empty())
      continue;
    addText(joined, begin, found);
    joined.clear();
    begin = number + 1;
  }
  return found;
}

RequirementList requirementsOf(const Project& project, bool tests) {
  RequirementList all;
  std::vector<Path> lists = {"tools/pip-requires", "requirements.txt"};
  if (tests)
    lists.insert(lists.end(), {"tools/test-requires", "test-requirements.txt"});
  const auto setupCfg = project.location / "setup.cfg";
  const auto pyproject = project.location / "pyproject.toml";
  const auto ofSetupCfg = inSetupCfg(contentOf(setupCfg));
  const auto ofPyproject = inPyproject(contentOf(pyproject));
  for (const auto* named : {&ofSetupCfg.lists, &ofPyproject.lists})
    lists.insert(lists.end(), named->begin(), named->end());
  addLists(all, std::move(lists), project);
  join(all, ofSetupCfg, project, setupCfg);
  join(all, ofPyproject, project, pyproject);
  return all;
}

std::string distributionOf(const Project& project) {
  Packaging packaging;
  addSetupCfg(contentOf(project.location / "setup.cfg"), packaging);
  addPyproject(contentOf(project.location / "pyproject.toml"), packaging);
  if (packaging.distribution.empty())
    addSetupPy(contentOf(project.location / "setup.py"), packaging);
  return normalizedName(packaging.distribution.empty() ? project.name : packaging.distribution);
}

} // namespace stackdev
