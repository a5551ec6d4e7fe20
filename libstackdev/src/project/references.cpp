#include "project/references.h"

#include <map>
#include <set>

namespace stackdev {
namespace {

/// Which project a name stands for; a name that two projects claim stands for none.
class Names {
public:
  void add(const std::string& name, const std::string& project) {
    const auto [known, added] = projects_.emplace(name, project);
    if (!added && known->second != project)
      known->second.clear();
  }
  /// "" if it is nobody's.
  std::string find(const std::string& name) const {
    const auto found = projects_.find(name);
    return found == projects_.end() ? std::string() : found->second;
  }

private:
  std::map<std::string, std::string> projects_;
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
                      project.name);
    folders.add(project.folder, project.name);
    for (const auto& package : project.packages)
      packages.add(package, project.name);
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
