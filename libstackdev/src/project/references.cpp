#include "project/references.h"

#include <map>
#include <set>

namespace stackdev {
namespace {

/// Whether it is a further working tree of a clone, or a submodule of one: its git folder is there.
bool isFurtherTree(const Project& project) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(project.location / ".git", ignored);
}

/// Which project a name stands for; a name that two projects claim stands for none. Further trees
/// have what no clone has.
class Names {
public:
  void add(const std::string& name, const Project& project) {
    auto& claims = isFurtherTree(project) ? ofFurtherTrees_ : ofClones_;
    const auto [known, added] = claims.emplace(name, project.name);
    if (!added && known->second != project.name)
      known->second.clear();
  }
  /// "" if it is nobody's.
  std::string find(const std::string& name) const {
    for (const auto* claims : {&ofClones_, &ofFurtherTrees_})
      if (const auto found = claims->find(name); found != claims->end())
        return found->second;
    return "";
  }

private:
  std::map<std::string, std::string> ofClones_;
  std::map<std::string, std::string> ofFurtherTrees_;
};

} // namespace

void addReferences(std::vector<Project>& projects, const std::vector<RepositoryFacts>& facts,
                   const std::optional<Manifest>& manifest) {
  Names distributions;
  Names packages;
  Names folders;
  for (std::size_t i = 0; i < projects.size(); ++i) {
    const auto& project = projects[i];
    const auto& said = facts[i].packaging.distribution;
    distributions.add(normalizedName(said.empty() ? project.location.filename().string() : said),
                      project);
    folders.add(project.folder, project);
    for (const auto& package : project.packages)
      packages.add(package, project);
  }
  for (std::size_t i = 0; i < projects.size(); ++i) {
    auto& project = projects[i];
    const std::set<std::string> own(project.packages.begin(), project.packages.end());
    std::set<std::string> references;
    for (const auto& requirement : facts[i].packaging.requirements)
      references.insert(distributions.find(normalizedName(requirement)));
    for (const auto* modules : {&facts[i].imports, &facts[i].pasteModules})
      for (const auto& module : *modules)
        if (!own.contains(module))
          references.insert(packages.find(module));
    if (manifest)
      for (const auto& repository : manifest->repositories)
        if (repository.name == project.folder)
          for (const auto& name : repository.references)
            references.insert(folders.find(name));
    references.erase("");
    references.erase(project.name);
    project.references.assign(references.begin(), references.end());
  }
}

} // namespace stackdev
