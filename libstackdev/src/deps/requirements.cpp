#include "deps/requirements.h"

#include <algorithm>

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

void addText(std::string_view text, std::size_t line, std::vector<Requirement>& found) {
  text = trimmed(withoutComment(text));
  if (text.empty() || text.front() == '-' || text.find("://") != std::string_view::npos)
    return;
  Packaging packaging;
  addRequirements(text, packaging);
  if (!packaging.requirements.empty())
    found.push_back(
        {normalizedName(packaging.requirements.front()), std::string(text), {}, {}, line});
}

std::string contentOf(const Path& file) {
  auto text = readFile(file);
  return text ? std::move(*text) : std::string();
}

std::vector<Requirement> inSetupCfg(const std::string& text) {
  std::vector<Requirement> found;
  for (const auto& section : iniSections(text))
    if (section.name == "options")
      for (const auto& line : iniLines(section.value("install_requires")))
        addText(line, 0, found);
  return found;
}

std::vector<Requirement> inPyproject(const std::string& text) {
  std::vector<Requirement> found;
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

} // namespace

std::vector<Requirement> requirementsIn(std::string_view text) {
  std::vector<Requirement> found;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    addText(text.substr(0, end), number, found);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return found;
}

std::vector<Requirement> requirementsOf(const Project& project, bool tests) {
  std::vector<Requirement> all;
  const auto add = [&](const Path& file, std::vector<Requirement> found) {
    for (auto& one : found) {
      one.repository = project.name;
      one.file = file;
      all.push_back(std::move(one));
    }
  };
  std::vector<Path> lists = {"tools/pip-requires", "requirements.txt"};
  if (tests)
    lists.insert(lists.end(), {"tools/test-requires", "test-requirements.txt"});
  for (const auto& list : lists)
    add(project.location / list, requirementsIn(contentOf(project.location / list)));
  const auto setupCfg = project.location / "setup.cfg";
  add(setupCfg, inSetupCfg(contentOf(setupCfg)));
  const auto pyproject = project.location / "pyproject.toml";
  add(pyproject, inPyproject(contentOf(pyproject)));
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
