// What a stack needs of the machine and of Python's package index, and how it gets there: packages
// of the system, a venv of the stack, the requirements of all repositories resolved together,
// libraries installed as editable, services put on the path.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/result.h>
#include <stackdev/stack.h>

namespace stackdev {

struct DepsOptions {
  std::string interpreter = {};                     // "": the manifest's first, /usr/bin/python3
  std::optional<std::filesystem::path> wheels = {}; // nothing but what lies in this folder
  std::optional<std::filesystem::path> constraints = {}; // else the root's upper-constraints.txt
  bool tests = false;                                    // test requirements, too
  const std::atomic<bool>* cancelled = nullptr;
};

/// A line of a repository that asks for a distribution.
struct Requirement {
  std::string name; // comparable: "oslo-config"
  std::string text; // "oslo.config>=9.0; python_version>'3'"
  std::string repository;
  std::filesystem::path file;
  std::size_t line; // from 1; 0 for files that are no lists
};

/// A distribution that pip would install.
struct ResolvedPackage {
  std::string name;
  std::string version;
  std::vector<std::string> requiredBy; // repositories that ask for it themselves
};

/// A repository as far as installing goes.
struct DepsRepository {
  std::string name;
  std::filesystem::path location;
  bool isInPlace;   // runs from its tree: put on the path, not installed
  bool isInstalled; // it is there already, from this tree
};

struct DepsPlan {
  std::filesystem::path venv;
  bool hasVenv;
  std::vector<std::string> systemPackages;  // that are missing
  std::vector<std::string> systemCommand;   // that installs them; empty if none is missing
  std::vector<ResolvedPackage> packages;    // that are missing in the venv
  std::vector<DepsRepository> repositories; // in the order of dependency
  std::vector<std::string> warnings;
};

/// Asks pip, installs nothing. Errors: NotFound for no interpreter or no pip; Conflict with what
/// each repository asks for where no version suits all; Io; Cancelled.
Result<DepsPlan> depsPlan(const Root& root, const DepsOptions& options);

/// Called with each step: "venv", "resolving", "nova: installing".
using DepsProgress = std::function<void(std::string_view step, std::size_t done, std::size_t of)>;

/// Carries it out, from where it was left: what is there is not done again. The root needs trust:
/// the build programs of its repositories are run. Returns the plan that it began with.
Result<DepsPlan> installDeps(const Root& root, const DepsOptions& options,
                             const DepsProgress& progress = {});

} // namespace stackdev
