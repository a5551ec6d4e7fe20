// What depsPlan() and installDeps() both work on.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <stackdev/deps.h>
#include <stackdev/project.h>

#include "deps/pip.h"
#include "python/packaging.h"

namespace stackdev {

/// The root's repositories and what they ask for, before anybody is asked.
struct DepsInput {
  std::vector<Project> projects;                    // Python's, in the order of dependency
  std::map<std::string, std::string> distributions; // of the projects: comparable name, project
  std::vector<Requirement> requirements;            // of what is none of them
  std::string constraints;                          // lines, those of the projects left out
  std::vector<std::string> warnings;
};

Result<DepsInput> depsInput(const Root& root, const DepsOptions& options);

/// Projects that others need come first.
std::vector<Project> inOrderOfDependency(const std::vector<Project>& projects);

/// Runs from its tree: it has programs of its own and is no client.
bool runsInPlace(const Project& project);

/// Asks `pip` what is missing. Errors: Conflict and as Pip::run().
Result<std::vector<ResolvedPackage>> missingPackages(const Pip& pip, const DepsInput& input);

/// The stack's venv, and its Python.
std::filesystem::path venvOf(const Root& root);
std::filesystem::path venvPython(const Root& root);

/// Errors: NotFound.
Result<std::filesystem::path> baseInterpreter(const Root& root, const DepsOptions& options);

/// The plan but for the packages of the index.
Result<DepsPlan> localPlan(const Root& root, const DepsInput& input);

} // namespace stackdev
