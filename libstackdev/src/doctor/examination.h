// What the checks of the doctor look at, read once; and the checks.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <stackdev/doctor.h>
#include <stackdev/project.h>

namespace stackdev {

/// A configuration file of the root's: below a repository's etc, or named by a service.
struct ConfigurationFile {
  std::filesystem::path path;
  std::string text;
};

struct Examination {
  const Root& root;
  std::vector<Project> projects;
  std::vector<ConfigurationFile> configurations;
};

using Findings = std::vector<Finding>;
using Check = void (*)(const Examination& examined, Findings& found);

// One function for each family: the file of the same name.
void checkConfigurations(const Examination& examined, Findings& found);
void checkServices(const Examination& examined, Findings& found);
void checkBackends(const Examination& examined, Findings& found);
void checkHypervisor(const Examination& examined, Findings& found);
void checkVolumes(const Examination& examined, Findings& found);
void checkHostNetwork(const Examination& examined, Findings& found);
void checkCatalog(const Examination& examined, Findings& found);
void checkPorts(const Examination& examined, Findings& found);
void checkPython(const Examination& examined, Findings& found);
void checkInstalledPackages(const Examination& examined, Findings& found);
void checkWorkingDirectories(const Examination& examined, Findings& found);
void checkEclipse(const Examination& examined, Findings& found);
void checkEclipsePlugins(const Examination& examined, Findings& found);
void checkMachine(const Examination& examined, Findings& found);
void checkEdits(const Examination& examined, Findings& found);

/// Reads what there is to be examined.
Result<Examination> examined(const Root& root);

/// The files that a service's arguments name as its configuration, repositories written out.
std::vector<std::filesystem::path> namedConfigurations(const Root& root,
                                                       const ManifestService& service);

/// The root's Eclipse workspace, which need not exist.
std::filesystem::path workspaceOf(const Root& root);

/// An interpreter in PyDev's preferences of a workspace.
struct PydevInterpreter {
  std::filesystem::path executable;
  std::string version; // "3.11"
};
std::vector<PydevInterpreter> pydevInterpreters(const std::filesystem::path& workspace);

/// The file that has them.
std::filesystem::path pydevPreferences(const std::filesystem::path& workspace);

/// "a, b and c".
std::string listed(const std::vector<std::string>& words);

} // namespace stackdev
