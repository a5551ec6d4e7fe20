// Programs started in a package's own folder: its modules take the place of Python's.
#include <algorithm>
#include <set>

#include <pugixml.hpp>

#include "doctor/examination.h"
#include "support/file.h"
#include "support/xml.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr std::string_view kWorkspaceVariable = "${workspace_loc:";

/// The modules of the newest Python 3 of the system.
std::set<std::string> standardModules() {
  Path library;
  const auto isOlder = [](const std::string& a, const std::string& b) { // 3.9 than 3.10
    return std::pair(a.size(), a) < std::pair(b.size(), b);
  };
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib", error))
    if (entry.path().filename().string().starts_with("python3.") &&
        std::filesystem::exists(entry.path() / "os.py", error) &&
        isOlder(library.string(), entry.path().string()))
      library = entry.path();
  std::set<std::string> names;
  if (!library.empty())
    for (const auto& entry : std::filesystem::directory_iterator(library, error))
      if (entry.path().extension() == ".py" ||
          std::filesystem::exists(entry.path() / "__init__.py", error))
        names.insert(entry.path().stem().string());
  names.insert({"resource", "time", "select", "syslog"}); // compiled ones that projects like, too
  return names;
}

/// What in `folder` Python would import in place of its own; empty if it is no package's folder.
std::vector<std::string> shadowing(const Path& folder, const std::set<std::string>& standard) {
  std::vector<std::string> names;
  std::error_code error;
  if (!std::filesystem::exists(folder / "__init__.py", error))
    return names;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const bool isModule = entry.path().extension() == ".py" ||
                          std::filesystem::exists(entry.path() / "__init__.py", error);
    auto name = entry.path().stem().string();
    if (isModule && name != "__init__" && standard.contains(name))
      names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

void check(const Path& file, const std::string& what, const Path& folder,
           const std::set<std::string>& standard, Findings& found) {
  const auto names = shadowing(folder, standard);
  if (!names.empty())
    found.push_back({"working-directory-shadows-stdlib", Severity::Error, file,
                     what + " works in " + folder.string() + ", a package whose " + listed(names) +
                         " would be imported in place of Python's own",
                     "let it work in the repository's folder: " + folder.parent_path().string()});
}

/// What ${workspace_loc:nova/nova} is: the project's folder and what is below it.
Path expanded(std::string_view text, const std::vector<Project>& projects) {
  if (!text.starts_with(kWorkspaceVariable) || !text.ends_with('}'))
    return text.starts_with('/') ? Path(text) : Path();
  text.remove_prefix(kWorkspaceVariable.size());
  text.remove_suffix(1);
  while (text.starts_with('/'))
    text.remove_prefix(1);
  const auto slash = text.find('/');
  for (const auto& project : projects)
    if (project.name == text.substr(0, slash))
      return slash == std::string_view::npos ? project.location
                                             : project.location / text.substr(slash + 1);
  return {};
}

void checkLaunchFile(const Path& file, const Examination& examined,
                     const std::set<std::string>& standard, Findings& found) {
  const auto text = readFile(file);
  pugi::xml_document document;
  if (!text || !parseXml(*text, file.string(), document))
    return;
  for (const auto& attribute : document.document_element().children("stringAttribute"))
    if (std::string_view(attribute.attribute("key").value()).ends_with("ATTR_WORKING_DIRECTORY"))
      check(file, "the launch configuration " + file.stem().string(),
            expanded(attribute.attribute("value").value(), examined.projects), standard, found);
}

} // namespace

void checkWorkingDirectories(const Examination& examined, Findings& found) {
  const auto standard = standardModules();
  const auto& root = examined.root;
  std::error_code error;
  check({}, "this terminal", std::filesystem::current_path(error), standard, found);
  if (root.manifest)
    for (const auto& service : root.manifest->services)
      if (!service.workingDirectory.empty() && service.workingDirectory.front() != '{')
        check(root.folder / kManifestName, service.name,
              root.folder / service.repository / service.workingDirectory, standard, found);
  std::vector<Path> folders = {workspaceOf(root) /
                               ".metadata/.plugins/org.eclipse.debug.core/.launches"};
  for (const auto& project : examined.projects)
    folders.push_back(project.location);
  for (const auto& folder : folders) {
    std::vector<Path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
      if (entry.path().extension() == ".launch")
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files)
      checkLaunchFile(file, examined, standard, found);
  }
}

} // namespace stackdev
