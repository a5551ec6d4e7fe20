#include "features/runnables.h"

#include <algorithm>

#include <stackdev/launch_configuration.h>

namespace stackdev::lsp {
namespace {

const Project* projectNamed(const Launches& launches, const std::string& name) {
  for (const auto& project : launches.projects)
    if (project.name == name)
      return &project;
  return nullptr;
}

/// "nova.cmd.api" below one of the project's source folders is this file.
bool isModule(const Project& project, const std::string& module,
              const std::filesystem::path& file) {
  auto relative = module;
  std::replace(relative.begin(), relative.end(), '.', '/');
  return std::any_of(
      project.sourceFolders.begin(), project.sourceFolders.end(), [&](const std::string& folder) {
        const auto base = (project.location / folder / relative).lexically_normal().string();
        return file == base + ".py" || file == base + "/__init__.py" ||
               file == base + "/__main__.py";
      });
}

bool startsIn(const LaunchConfiguration& launch, const Project& project,
              const std::filesystem::path& file) {
  if (launch.kind == LaunchConfiguration::Kind::Group)
    return false;
  if (launch.kind == LaunchConfiguration::Kind::Tests)
    return (project.location / launch.testSuite.path).lexically_normal() == file;
  if (launch.program.kind == Program::Kind::Script)
    return (project.location / launch.program.path).lexically_normal() == file;
  return isModule(project, launch.program.module, file);
}

bool isWordAt(std::string_view text, std::size_t offset, std::string_view word) {
  const auto isPart = [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const auto end = offset + word.size();
  return text.substr(offset, word.size()) == word && (end >= text.size() || !isPart(text[end]));
}

/// The line of `def main` for a function, of `if __name__` for the rest; else the first line that
/// is no comment.
std::size_t placeOf(const LaunchConfiguration& launch, std::string_view text) {
  const auto& function = launch.program.function;
  std::size_t first = text.size();
  for (std::size_t line = 0; line < text.size(); line = nextLine(text, line)) {
    if (!function.empty() && isWordAt(text, line, "def") && isWordAt(text, line + 4, function))
      return line;
    if (function.empty() && text.substr(line).starts_with("if __name__"))
      return line;
    const bool isCode = lineEnd(text, line) > line && text[line] != '#';
    if (isCode && first == text.size())
      first = line;
  }
  return first == text.size() ? 0 : first;
}

} // namespace

std::vector<RunnableHere> runnablesIn(const Query& query, const Document& document) {
  std::vector<RunnableHere> here;
  if (document.kind() != DocumentKind::Python || !document.isFile())
    return here;
  const auto launches = query.stacks->launchesFor(query.folderOf(document));
  if (!launches)
    return here;
  for (const auto& launch : (*launches)->all) {
    const auto* project = projectNamed(**launches, launch.project);
    if (project != nullptr && !launch.debugsWorkers && startsIn(launch, *project, document.path()))
      here.push_back({(*launches)->root.folder, launch.name, placeOf(launch, document.text())});
  }
  return here;
}

} // namespace stackdev::lsp
