#include "project/shape.h"

#include <algorithm>
#include <array>
#include <set>

namespace stackdev {
namespace {

std::string folderOf(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

std::string nameOf(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

bool has(const std::vector<std::string>& sorted, const std::string& value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

/// Folders of these names hold no packages for others to import.
bool isAside(const std::string& name) {
  constexpr std::array<std::string_view, 22> kAside = {
      "api-guide",  "api-ref",  "bin",   "contrib",   "devstack",     "doc",   "docs",    "etc",
      "example",    "examples", "gate",  "playbooks", "releasenotes", "roles", "samples", "scripts",
      "smoketests", "test",     "tests", "tools",     "utils",        "vendor"};
  return std::find(kAside.begin(), kAside.end(), name) != kAside.end();
}

/// Packages whose parent is none, by the folder that they are imported from.
std::vector<std::pair<std::string, std::string>> topPackages(const RepositoryFacts& facts) {
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& package : facts.packageFolders)
    if (!package.empty() && !has(facts.packageFolders, folderOf(package)))
      found.emplace_back(folderOf(package), nameOf(package));
  return found;
}

std::string normalized(std::string folder) {
  while (folder.starts_with("./"))
    folder.erase(0, 2);
  while (!folder.empty() && folder.back() == '/')
    folder.pop_back();
  return folder == "." ? std::string() : folder;
}

/// The repository's own file for a program, by the names that OpenStack and others use.
std::string configurationOf(const RepositoryFacts& facts, const std::string& name,
                            const std::vector<std::string>& packages) {
  std::vector<std::string> candidates = {"etc/" + name + ".conf"};
  for (const auto& package : packages) {
    candidates.push_back("etc/" + package + "/" + name + ".conf");
    if (name.starts_with(package + "-")) {
      candidates.push_back("etc/" + package + ".conf");
      candidates.push_back("etc/" + package + "/" + package + ".conf");
    }
  }
  for (auto& candidate : candidates)
    if (has(facts.configurations, candidate))
      return candidate;
  return {};
}

} // namespace

std::vector<std::string> sourceFolders(const RepositoryFacts& facts) {
  std::set<std::string> folders;
  const auto packages = topPackages(facts);
  const auto exists = [&](const std::string& folder) {
    return std::any_of(facts.pythonFolders.begin(), facts.pythonFolders.end(),
                       [&](const std::string& python) {
                         return python == folder || python.starts_with(folder + "/");
                       });
  };
  for (const auto& root : facts.packaging.packageRoots)
    if (const auto folder = normalized(root); exists(folder))
      folders.insert(folder);
  if (exists("src"))
    folders.insert("src");
  for (const auto& [folder, name] : packages)
    if (folder.empty() && !isAside(name))
      folders.insert("");
  if (!facts.topModules.empty() && folders.empty())
    folders.insert("");
  if (const auto django = djangoProject(facts))
    folders.insert(folderOf(django->manageFile));
  if (folders.empty()) // packages one level down: lib/, python/, or whatever it is called here
    for (const auto& [folder, name] : packages)
      if (folder.find('/') == std::string::npos && !isAside(folder))
        folders.insert(folder);
  if (folders.empty() && !facts.pythonFolders.empty())
    folders.insert("");
  return {folders.begin(), folders.end()};
}

std::vector<std::string> providedPackages(const RepositoryFacts& facts,
                                          const std::vector<std::string>& sources) {
  std::set<std::string> names;
  for (const auto& [folder, name] : topPackages(facts))
    if (has(sources, folder) && !isAside(name))
      names.insert(name);
  for (const auto& module : facts.topModules)
    if (!isAside(module) && module != "manage" && !module.starts_with("test_"))
      names.insert(module);
  for (const auto& python : facts.pythonFolders) // packages without __init__.py below src
    if (python.starts_with("src/") && python.find('/', 4) == std::string::npos)
      names.insert(python.substr(4));
  return {names.begin(), names.end()};
}

std::optional<Django> djangoProject(const RepositoryFacts& facts) {
  for (const auto& manage : facts.manageFiles) {
    const auto folder = folderOf(manage);
    if (has(facts.packageFolders, folder) || isAside(nameOf(folder)))
      continue; // a module that happens to be called so
    auto settings = facts.manageSettings;
    const auto prefix = folder.empty() ? std::string() : folder + "/";
    for (const auto& candidate : facts.settingsFolders) {
      if (!settings.empty())
        break;
      const auto package = candidate.starts_with(prefix) ? candidate.substr(prefix.size()) : "";
      if (!package.empty() && package.find('/') == std::string::npos && !isAside(package))
        settings = package + ".settings";
    }
    if (!settings.empty())
      return Django{manage, settings};
  }
  return std::nullopt;
}

std::vector<EntryPoint> entryPoints(const RepositoryFacts& facts,
                                    const std::vector<std::string>& sources) {
  const auto packages = providedPackages(facts, sources);
  std::vector<EntryPoint> found;
  std::set<std::string> names;
  const auto add = [&](const std::string& name, Program program) {
    program.name = program.kind == Program::Kind::Script ? "" : name;
    if (!name.empty() && names.insert(name).second)
      found.push_back({name, std::move(program), configurationOf(facts, name, packages)});
  };
  const auto addScript = [&](const std::string& path) {
    auto name = nameOf(path);
    if (name.ends_with(".py"))
      name.resize(name.size() - 3);
    add(name, {Program::Kind::Script, path, {}, {}, {}});
  };
  for (const auto& script : facts.scripts)
    if (folderOf(script) == "bin" || has(facts.packaging.scripts, script))
      addScript(script);
  for (const auto& script : facts.packaging.scripts)
    if (script.ends_with(".py") && has(facts.pythonFolders, folderOf(script)))
      addScript(script);
  for (const auto& point : facts.packaging.entryPoints)
    add(point.name, {point.kind == ScriptEntryPoint::Kind::Wsgi ? Program::Kind::WsgiFunction
                                                                : Program::Kind::Function,
                     {},
                     point.module,
                     point.function,
                     {}});
  for (const auto& main : facts.mainModules) {
    const auto package = folderOf(main);
    for (const auto& source : sources) {
      const auto prefix = source.empty() ? std::string() : source + "/";
      auto module = package.starts_with(prefix) ? package.substr(prefix.size()) : std::string();
      const auto top = module.substr(0, module.find('/'));
      if (!std::binary_search(packages.begin(), packages.end(), top))
        continue;
      std::replace(module.begin(), module.end(), '/', '.');
      add(module, {Program::Kind::Module, {}, module, {}, {}});
      break;
    }
  }
  return found;
}

std::vector<TestSuite> testSuites(const RepositoryFacts& facts, const std::string& project) {
  const auto needs = [&](std::string_view name) {
    return std::any_of(facts.packaging.requirements.begin(), facts.packaging.requirements.end(),
                       [&](const auto& required) { return normalizedName(required) == name; });
  };
  const auto runner = needs("pytest") ? TestSuite::Runner::Pytest
                      : needs("nose") ? TestSuite::Runner::Nose
                                      : TestSuite::Runner::Unittest;
  std::set<std::string> roots; // the outermost folder called test or tests above each test file
  for (const auto& folder : facts.testFolders) {
    for (std::size_t end = 0; end != std::string::npos;) {
      end = folder.find('/', end + (end == 0 ? 0 : 1));
      const auto prefix = folder.substr(0, end);
      const auto name = nameOf(prefix);
      if (name != "tests" && name != "test")
        continue;
      const bool hasUnit = std::any_of(
          facts.testFolders.begin(), facts.testFolders.end(), [&](const std::string& other) {
            return other == prefix + "/unit" || other.starts_with(prefix + "/unit/");
          });
      roots.insert(hasUnit ? prefix + "/unit" : prefix);
      break;
    }
  }
  std::vector<TestSuite> suites;
  for (const auto& root : roots)
    suites.push_back(
        {roots.size() == 1 ? project + " tests" : project + " tests " + root, root, runner});
  std::for_each(suites.begin(), suites.end(), [](TestSuite& suite) {
    std::replace(suite.name.begin(), suite.name.end(), '/', '.');
  });
  return suites;
}

} // namespace stackdev
