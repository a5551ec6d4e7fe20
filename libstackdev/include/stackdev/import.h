// The one step: every repository below a root becomes a project of an IDE, or of several.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <stackdev/apply.h>
#include <stackdev/change_set.h>
#include <stackdev/project.h>
#include <stackdev/result.h>
#include <stackdev/stack.h>

namespace stackdev {

enum class Ide { Eclipse, VsCode, PyCharm };

/// "eclipse", as the command line has it.
std::string_view nameOf(Ide ide);

/// From "eclipse,vscode", in that order, each once. Errors: InvalidArgument.
Result<std::vector<Ide>> idesNamed(std::string_view list);

struct ImportRequest {
  std::vector<Ide> ides = {Ide::Eclipse};
  std::vector<std::string> names;                 // projects or folders; empty: all
  std::optional<std::filesystem::path> workspace; // Eclipse's
  std::vector<std::string> interpreters;          // the first is the default; empty: the root's own
  enum class LaunchFiles { InWorkspace, InProjects } launchFiles = LaunchFiles::InWorkspace;
  bool djangoNature = false;   // PyDev's Django nature, beside the variables that are always set
  bool debugServer = false;    // PyDev's debug server starts with Eclipse
  bool languageServer = false; // Eclipse's LSP4E starts stackdev-lsp for Python files
  ReadingProgress progressed = {};
};

struct ImportedProject {
  std::string name;
  std::filesystem::path location;
  std::string interpreter;              // executable; "" if there is none
  std::string grammar;                  // what .pydevproject says: "python interpreter"
  std::vector<std::string> sourcePaths; // as .pydevproject has them
  std::vector<std::string> references;
};

struct ImportedLaunchConfiguration {
  Ide ide;
  std::string name;
  std::string type;
  std::string project; // "" for a group
  std::filesystem::path file;
};

struct Import {
  std::filesystem::path workspace; // what the first IDE opens: Eclipse's workspace
  std::vector<std::pair<Ide, std::filesystem::path>> opened; // by each: workspace, file or folder
  std::vector<ImportedProject> projects;
  std::vector<ImportedLaunchConfiguration> launchConfigurations;
  std::vector<std::string> warnings;
  std::string exposure; // what an IDE opens to others when it debugs, and how to shut it; or ""
  ChangeSet changes;    // empty if everything is as it shall be
  ChangeSet facts;      // of the state folder: what spares reading the repositories again
};

/// The Eclipse workspace that an import uses: the request's, the manifest's, else ROOT/workspace.
std::filesystem::path workspaceOf(const Root& root, const ImportRequest& request);

/// Computes an import; writes nothing. Errors: Io with the pid if Eclipse has the workspace open,
/// InvalidArgument for names and interpreters that are none.
Result<Import> importPlan(const Root& root, const ImportRequest& request);

/// The same, carried out, with Eclipse kept out of the workspace meanwhile.
Result<Import> importProjects(const Root& root, const ImportRequest& request);

/// Takes back the root's last change, with Eclipse kept out of the workspaces that it touches.
/// Files of `except` stay as they are.
Result<AppliedChange> undoLast(const Root& root,
                               const std::vector<std::filesystem::path>& except = {});

} // namespace stackdev
