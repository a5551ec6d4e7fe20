#include "python/packaging.h"

#include <algorithm>
#include <cctype>

#include "python/ini.h"
#include "support/toml.h"

namespace stackdev {
namespace {

bool isNameByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\f";
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// "nova" for "nova>=1; python_version<'3'", "x" for "-e git+https://h/x.git#egg=x", "" for
/// options.
std::string requirementName(std::string_view line) {
  line = trimmed(line);
  if (const auto egg = line.find("#egg="); egg != std::string_view::npos)
    line = line.substr(egg + 5);
  else if (line.starts_with("-") || line.starts_with("#") ||
           line.substr(0, line.find_first_of(" ;@")).find("://") != std::string_view::npos)
    return {};
  std::size_t length = 0;
  while (length < line.size() && isNameByte(line[length]))
    ++length;
  if (line.substr(length).starts_with(":")) // "file: requirements.txt", or a path of Windows
    return {};
  return std::string(line.substr(0, length));
}

void addRequirement(std::string_view line, Packaging& packaging) {
  if (auto name = requirementName(line); !name.empty())
    packaging.requirements.push_back(std::move(name));
}

void addEntryPoint(std::string_view line, ScriptEntryPoint::Kind kind, Packaging& packaging) {
  if (auto entry = scriptEntryPoint(line, kind); !entry.module.empty())
    packaging.entryPoints.push_back(std::move(entry));
}

void addRequirementArray(const toml::node_view<const toml::node>& view, Packaging& packaging) {
  if (const auto* array = view.as_array())
    for (const auto& item : *array)
      if (const auto* text = item.as_string())
        addRequirement(text->get(), packaging);
}

void addKeys(const toml::node_view<const toml::node>& view, Packaging& packaging) {
  if (const auto* table = view.as_table())
    for (const auto& [name, value] : *table)
      addRequirement(name.str(), packaging);
}

void addScriptTable(const toml::node_view<const toml::node>& view, ScriptEntryPoint::Kind kind,
                    Packaging& packaging) {
  if (const auto* table = view.as_table())
    for (const auto& [name, value] : *table)
      if (const auto* text = value.as_string())
        addEntryPoint(std::string(name.str()) + " = " + text->get(), kind, packaging);
}

void addPoetry(const toml::node_view<const toml::node>& poetry, Packaging& packaging) {
  if (const auto* name = poetry["name"].as_string();
      name != nullptr && packaging.distribution.empty())
    packaging.distribution = name->get();
  addKeys(poetry["dependencies"], packaging);
  addKeys(poetry["dev-dependencies"], packaging);
  if (const auto* groups = poetry["group"].as_table())
    for (const auto& [name, group] : *groups)
      addKeys(toml::node_view<const toml::node>(group)["dependencies"], packaging);
  addScriptTable(poetry["scripts"], ScriptEntryPoint::Kind::Console, packaging);
}

void addSetuptools(const toml::node_view<const toml::node>& setuptools, Packaging& packaging) {
  if (const auto* roots = setuptools["packages"]["find"]["where"].as_array())
    for (const auto& root : *roots)
      if (const auto* folder = root.as_string())
        packaging.packageRoots.push_back(folder->get());
  if (const auto* folder = setuptools["package-dir"][""].as_string())
    packaging.packageRoots.push_back(folder->get());
}

} // namespace

std::string normalizedName(std::string_view distribution) {
  std::string name;
  for (const char c : distribution) {
    const bool separator = c == '-' || c == '_' || c == '.';
    if (!separator)
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  return name;
}

ScriptEntryPoint scriptEntryPoint(std::string_view line, ScriptEntryPoint::Kind kind) {
  ScriptEntryPoint entry{kind, {}, {}, {}};
  const auto sign = line.find('=');
  if (sign == std::string_view::npos)
    return entry;
  auto target = trimmed(line.substr(sign + 1));
  target = trimmed(target.substr(0, target.find('[')));
  const auto colon = target.find(':');
  if (colon == std::string_view::npos)
    return entry;
  entry.name = trimmed(line.substr(0, sign));
  entry.module = trimmed(target.substr(0, colon));
  entry.function = trimmed(target.substr(colon + 1));
  const bool plain = std::all_of(entry.name.begin(), entry.name.end(), isNameByte);
  if (!plain || entry.name.empty() || entry.function.empty())
    entry.module.clear();
  return entry;
}

void addRequirements(std::string_view text, Packaging& packaging) {
  if (text.starts_with("\xEF\xBB\xBF"))
    text.remove_prefix(3);
  while (!text.empty()) {
    const auto end = text.find('\n');
    addRequirement(text.substr(0, end), packaging);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

void addSetupCfg(std::string_view text, Packaging& packaging) {
  using Kind = ScriptEntryPoint::Kind;
  for (const auto& section : iniSections(text)) {
    if (section.name == "metadata") {
      if (packaging.distribution.empty())
        packaging.distribution = section.value("name");
      for (const auto& line : iniLines(section.value("requires_dist")))
        addRequirement(line, packaging);
    } else if (section.name == "options") {
      for (const auto& line : iniLines(section.value("install_requires")))
        addRequirement(line, packaging);
      for (const auto& line : iniLines(section.value("scripts")))
        packaging.scripts.push_back(line);
    } else if (section.name == "options.packages.find" || section.name == "files") {
      const auto folder = section.value(section.name == "files" ? "packages_root" : "where");
      if (!folder.empty())
        packaging.packageRoots.emplace_back(folder);
      for (const auto& line : iniLines(section.value("scripts")))
        packaging.scripts.push_back(line);
    } else if (section.name == "options.extras_require") {
      for (const auto& [extra, lines] : section.values)
        for (const auto& line : iniLines(lines))
          addRequirement(line, packaging);
    } else if (section.name == "entry_points" || section.name == "options.entry_points") {
      for (const auto& line : iniLines(section.value("console_scripts")))
        addEntryPoint(line, Kind::Console, packaging);
      for (const auto& line : iniLines(section.value("wsgi_scripts")))
        addEntryPoint(line, Kind::Wsgi, packaging);
    }
  }
}

void addPyproject(std::string_view text, Packaging& packaging) {
  using Kind = ScriptEntryPoint::Kind;
  toml::table document;
  try {
    document = toml::parse(text);
  } catch (const toml::parse_error&) {
    return; // someone's file half edited: the other files still say something
  }
  const toml::table& table = document;
  const auto project = table["project"];
  if (const auto* name = project["name"].as_string())
    packaging.distribution = name->get();
  addRequirementArray(project["dependencies"], packaging);
  for (const auto& groups : {project["optional-dependencies"], table["dependency-groups"]})
    if (const auto* lists = groups.as_table())
      for (const auto& [group, list] : *lists)
        addRequirementArray(toml::node_view<const toml::node>(list), packaging);
  addScriptTable(project["scripts"], Kind::Console, packaging);
  const auto groups = project["entry-points"];
  addScriptTable(groups["console_scripts"], Kind::Console, packaging);
  addScriptTable(groups["wsgi_scripts"], Kind::Wsgi, packaging);
  addPoetry(table["tool"]["poetry"], packaging);
  addSetuptools(table["tool"]["setuptools"], packaging);
}

void tidy(Packaging& packaging) {
  const auto unique = [](std::vector<std::string>& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  };
  unique(packaging.requirements);
  unique(packaging.scripts);
  unique(packaging.packageRoots);
  std::stable_sort(packaging.entryPoints.begin(), packaging.entryPoints.end(),
                   [](const auto& a, const auto& b) { return a.name < b.name; });
  packaging.entryPoints.erase(
      std::unique(packaging.entryPoints.begin(), packaging.entryPoints.end(),
                  [](const auto& a, const auto& b) { return a.name == b.name; }),
      packaging.entryPoints.end());
}

} // namespace stackdev
