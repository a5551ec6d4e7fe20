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

/// "-e git+https://...#egg=NAME", "NAME @ https://...".
std::string nameOfUrl(std::string_view url) {
  constexpr std::string_view kEgg = "#egg=";
  const auto at = url.find(kEgg);
  const auto direct = url.find(" @ ");
  if (at == std::string_view::npos)
    return direct == std::string_view::npos
               ? std::string()
               : normalizedName(std::string(url.substr(0, url.find_first_of(" ["))));
  const auto name = url.substr(at + kEgg.size());
  return normalizedName(std::string(name.substr(0, name.find_first_of("&[ "))));
}

void addText(std::string_view text, std::size_t line, RequirementList& found) {
  text = trimmed(withoutComment(text));
  const auto editable = optionValue(text, "-e", "--editable");
  if (const auto list = optionValue(text, "-r", "--requirement"); !list.empty())
    found.lists.emplace_back(list);
  else if (!editable.empty() || text.find("://") != std::string_view::npos) {
    if (editable.empty()
            ? text.front() != '-'
            : editable != "." && !editable.starts_with(".[")) // an index's URL is none of these
      found.byUrl.push_back({nameOfUrl(text), std::string(text), {}, {}, line});
  } else if (!text.empty() && text.front() != '-') {
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

RequirementList inSetupCfg(const std::string& text) {
  RequirementList found;
  for (const auto& section : iniSections(text))
    if (section.name == "options")
      for (const auto& line : iniLines(section.value("install_requires")))
        addText(line, 0, found);
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
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    addText(text.substr(0, end), number, found);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return found;
}

RequirementList requirementsOf(const Project& project, bool tests) {
  RequirementList all;
  std::vector<Path> lists = {"tools/pip-requires", "requirements.txt"};
  if (tests)
    lists.insert(lists.end(), {"tools/test-requires", "test-requirements.txt"});
  addLists(all, std::move(lists), project);
  const auto setupCfg = project.location / "setup.cfg";
  join(all, inSetupCfg(contentOf(setupCfg)), project, setupCfg);
  const auto pyproject = project.location / "pyproject.toml";
  join(all, inPyproject(contentOf(pyproject)), project, pyproject);
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
