// Packages of the system that take the place of the trees which are worked on.
#include <algorithm>
#include <cstdlib>

#include <stackdev/shell_word.h>

#include "doctor/examination.h"
#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

/// Where Python looks for packages, of whatever version.
std::vector<Path> packageFolders() {
  std::vector<Path> folders = {"/usr/lib/python3/dist-packages"};
  std::vector<Path> prefixes = {"/usr/local/lib", "/usr/lib"};
  if (const char* home = std::getenv("HOME")) // NOLINT(concurrency-mt-unsafe): nobody sets it
    prefixes.push_back(Path(home) / ".local/lib");
  for (const auto& prefix : prefixes) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(prefix, error))
      if (entry.path().filename().string().starts_with("python"))
        for (const char* name : {"dist-packages", "site-packages"})
          if (std::filesystem::is_directory(entry.path() / name, error))
            folders.push_back(entry.path() / name);
  }
  std::sort(folders.begin(), folders.end());
  folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
  return folders;
}

/// Those that a service runs from its tree; libraries and clients may well be installed.
bool isDebuggedInPlace(const Project& project) {
  return project.isPython && !project.name.starts_with("python-") &&
         (project.django || !project.entryPoints.empty());
}

bool isProductPackage(const std::string& name) {
  static const std::vector<std::string> kOthers = {"tests", "test",  "tools",     "doc",   "docs",
                                                   "bin",   "setup", "run_tests", "manage"};
  return std::find(kOthers.begin(), kOthers.end(), name) == kOthers.end();
}

std::string howToRemove(const Path& folder, const std::string& package) {
  std::error_code error;
  const auto debian = "python3-" + package;
  if (folder == "/usr/lib/python3/dist-packages" &&
      std::filesystem::exists("/var/lib/dpkg/info/" + debian + ".list", error))
    return "apt-get remove " + debian;
  return "python3 -m pip uninstall " + package;
}

/// An egg-link or .pth of an editable installation that leads to another tree.
void checkLinks(const Project& project, const Path& folder, Findings& found) {
  for (const auto& name :
       {project.name, project.packages.empty() ? "" : project.packages.front()}) {
    const auto file = folder / (name + ".egg-link");
    const auto text = name.empty() ? Result<std::string>(std::string()) : readFile(file);
    if (!text || text->empty())
      continue;
    const Path target = text->substr(0, text->find('\n'));
    if (target.lexically_normal() == project.location)
      continue;
    found.push_back({"installed-elsewhere", Severity::Error, file,
                     project.name + " is installed from " + target.string() + ", not from " +
                         project.location.string(),
                     "rm " + shellWord(file.string()) + ", and its line in easy-install.pth"});
    return;
  }
}

void checkProject(const Project& project, const std::vector<Path>& folders, Findings& found) {
  for (const auto& folder : folders) {
    checkLinks(project, folder, found);
    for (const auto& package : project.packages) {
      std::error_code error;
      if (isProductPackage(package) &&
          std::filesystem::exists(folder / package / "__init__.py", error))
        found.push_back({"package-shadows-tree", Severity::Warning, folder / package,
                         "it is imported in place of " + (project.location / package).string() +
                             " wherever PYTHONPATH does not name the tree first",
                         howToRemove(folder, package)});
    }
  }
  std::vector<std::string> scripts;
  std::error_code error;
  for (const auto& entry : project.entryPoints)
    if (entry.name.find('/') == std::string::npos &&
        std::filesystem::exists(Path("/usr/bin") / entry.name, error))
      scripts.push_back("/usr/bin/" + entry.name);
  if (!scripts.empty())
    found.push_back({"script-shadows-tree", Severity::Warning, project.location,
                     listed(scripts) + (scripts.size() == 1 ? " runs" : " run") + " an installed " +
                         project.name + ", not this tree",
                     "stackdev run NAME runs the tree's; or remove the package"});
}

} // namespace

void checkInstalledPackages(const Examination& examined, Findings& found) {
  const auto folders = packageFolders();
  for (const auto& project : examined.projects)
    if (isDebuggedInPlace(project))
      checkProject(project, folders, found);
}

} // namespace stackdev
