#include <stackdev/launch_configuration.h>

#include <algorithm>
#include <set>

namespace stackdev {

std::vector<LaunchText> pythonPath(const Project& project, const std::vector<Project>& projects) {
  std::vector<LaunchText> path;
  std::vector<const Project*> waiting = {&project};
  std::set<std::string> seen = {project.name};
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    for (const auto& folder : waiting[i]->sourceFolders) {
      LaunchText text{{{true, waiting[i]->name}}};
      if (!folder.empty())
        text.parts.push_back({false, "/" + folder});
      path.push_back(std::move(text));
    }
    for (const auto& name : waiting[i]->references) {
      const auto next = std::find_if(projects.begin(), projects.end(),
                                     [&](const auto& one) { return one.name == name; });
      if (next != projects.end() && seen.insert(name).second)
        waiting.push_back(&*next);
    }
  }
  return path;
}

} // namespace stackdev
