// Whether there is an Eclipse to open the root's workspace with, and the plug-ins that it takes.
#include <charconv>
#include <compare>
#include <cstdlib>
#include <optional>

#include <stackdev/open.h>

#include "doctor/examination.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr std::string_view kPydev = "org.python.pydev_";
constexpr std::string_view kEgit = "org.eclipse.egit.core_";

/// Folders in which this Eclipse may have plug-ins: its own, dropped in, and the user's.
std::vector<Path> pluginFolders(const Path& program) {
  std::error_code error;
  const auto eclipse = std::filesystem::canonical(program, error).parent_path();
  std::vector<Path> folders = {eclipse / "plugins"};
  if (const char* home = std::getenv("HOME")) { // NOLINT(concurrency-mt-unsafe): nobody sets it
    const Path user(home);
    folders.push_back(user / ".p2/pool/plugins");
    for (const auto& entry : std::filesystem::directory_iterator(user / ".eclipse", error))
      folders.push_back(entry.path() / "plugins");
  }
  folders.push_back(eclipse / "dropins");
  for (const auto& entry : std::filesystem::directory_iterator(eclipse / "dropins", error))
    for (const char* below : {"plugins", "eclipse/plugins"})
      folders.push_back(entry.path() / below);
  return folders;
}

struct Version {
  int major = 0;
  int minor = 0;

  auto operator<=>(const Version&) const = default;
};

Version versionOf(std::string_view text) {
  Version version;
  const auto dot = text.find('.');
  std::from_chars(text.data(), text.data() + text.size(), version.major);
  if (dot != std::string_view::npos)
    std::from_chars(text.data() + dot + 1, text.data() + text.size(), version.minor);
  return version;
}

/// The newest version of a plug-in: "10.1.4.202304151203"; nullopt if it is nowhere.
std::optional<std::string> pluginVersion(const std::vector<Path>& folders,
                                         std::string_view prefix) {
  std::optional<std::string> found;
  for (const auto& folder : folders) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
      const auto name = entry.path().filename().string();
      if (name.starts_with(prefix) &&
          (!found || versionOf(*found) < versionOf(name.substr(prefix.size()))))
        found = name.substr(prefix.size());
    }
  }
  return found;
}

/// Why this PyDev can't work with that Python; "" if it can, or nothing is known.
std::string refusal(const Version& pydev, const Version& python) {
  if (python.major == 2 && pydev.major >= 10)
    return "PyDev 9.3.0 is the last one for Python 2";
  if (python.major != 3)
    return {};
  if (pydev.major <= 9 && python.minor > 10)
    return "it knows Python up to 3.10";
  if (pydev.major == 10 && python.minor > 11)
    return "it knows Python up to 3.11";
  if (pydev.major == 13 && python.minor > 13)
    return "it knows Python up to 3.13";
  return {};
}

void checkPydev(const std::string& version, const Path& workspace, Findings& found) {
  for (const auto& interpreter : pydevInterpreters(workspace)) {
    const auto why = refusal(versionOf(version), versionOf(interpreter.version));
    if (!why.empty())
      found.push_back({"pydev-does-not-know-python", Severity::Warning, pydevPreferences(workspace),
                       "PyDev " + version + " is given " + interpreter.executable.string() +
                           ", a Python " + interpreter.version + ": " + why,
                       "install a PyDev that knows it, or stackdev import --interpreter PYTHON"});
  }
}

} // namespace

void checkEclipsePlugins(const Examination& examined, Findings& found) {
  const auto workspace = workspaceOf(examined.root);
  std::error_code error;
  if (!std::filesystem::is_directory(workspace / ".metadata", error))
    return;
  const auto program = installedEclipse();
  if (program.empty()) {
    found.push_back({"eclipse-missing", Severity::Warning, workspace,
                     "there is a workspace, and no Eclipse in $ECLIPSE, on PATH, in ~/eclipse or "
                     "/opt/eclipse to open it with",
                     "get one from eclipse.org, then PyDev from Help > Eclipse Marketplace"});
    return;
  }
  const auto folders = pluginFolders(program);
  const auto pydev = pluginVersion(folders, kPydev);
  if (pydev)
    checkPydev(*pydev, workspace, found);
  else
    found.push_back({"pydev-missing", Severity::Warning, program,
                     "this Eclipse has no PyDev: projects open, but Python does not",
                     "Help > Eclipse Marketplace > PyDev"});
  if (!pluginVersion(folders, kEgit))
    found.push_back({"egit-missing", Severity::Warning, program,
                     "this Eclipse has no EGit: projects show no git state",
                     "Help > Install New Software > Collaboration > Git integration for Eclipse"});
}

} // namespace stackdev
