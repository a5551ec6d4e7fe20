// Projects: what the repositories below a root are to an IDE.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <stackdev/manifest.h>
#include <stackdev/result.h>
#include <stackdev/stack.h>

namespace stackdev {

/// A Django project in a repository; paths are relative to the project.
struct Django {
  std::string manageFile;     // "manage.py"
  std::string settingsModule; // "openstack_dashboard.settings"; "" if none was found
};

/// What can be run: a script, a function of a module, or a module itself.
struct Program {
  enum class Kind { Script, Function, WsgiFunction, Module, ShippedScript };
  Kind kind = Kind::Script;
  std::string path;     // Script: relative to the project; ShippedScript: "openstack/api.py"
  std::string module;   // Function, WsgiFunction, Module: "nova.cmd.compute"
  std::string function; // Function, WsgiFunction: "main"
  std::string name;     // all but Script: that an installation would give it, "nova-compute"
};

struct EntryPoint {
  std::string name; // "nova-compute"
  Program program;
  std::string configuration; // its own file below the project: "etc/keystone.conf"; "" if none
};

struct TestSuite {
  enum class Runner { Unittest, Nose, Pytest };
  std::string name;
  std::string path; // relative to the project: a folder or a file
  Runner runner = Runner::Unittest;
};

struct Project {
  std::string name;               // unique below the root
  std::filesystem::path location; // absolute
  std::string folder;             // the same relative to the root; "" if it is the root
  bool isPython = false;
  bool isPython2 = false;
  bool isGreen = false;                   // imports eventlet or gevent
  std::vector<std::string> sourceFolders; // relative to the location, "" is itself
  std::vector<std::string> packages;      // top-level names that it provides
  std::vector<std::string> references;    // names of projects, sorted
  std::optional<Django> django;
  std::vector<EntryPoint> entryPoints;
  std::vector<TestSuite> testSuites;
  std::optional<std::filesystem::path> gitFolder;       // its .git, as EGit lists it
  std::optional<std::filesystem::path> commonGitFolder; // the one with info/exclude
};

struct FoundProjects {
  std::vector<Project> projects; // sorted by folder
  std::vector<std::string> warnings;
  std::string factsFile;     // new content of the state folder's file of facts
  bool factsChanged = false; // that content differs from what is on the disk
};

/// The state folder's file that spares reading unchanged repositories again.
inline constexpr std::string_view kFactsName = "facts.json";

/// How many of the repositories found so far have been read. Called by several threads, one at a
/// time.
using ReadingProgress = std::function<void(std::size_t done, std::size_t of)>;

/// Finds the projects below the root. Reads only: nothing is written, nothing started.
Result<FoundProjects> findProjects(const Root& root, const ReadingProgress& progressed = {});

} // namespace stackdev
