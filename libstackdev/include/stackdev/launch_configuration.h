// Launch configurations: the one model behind every IDE, `run` and `debug`.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <stackdev/project.h>
#include <stackdev/stack.h>

namespace stackdev {

/// Text in which the folders of projects are named, not written out: each IDE has its own way.
struct LaunchText {
  struct Part {
    bool isProject; // `text` is a project's name and stands for its location
    std::string text;
  };
  std::vector<Part> parts;
};

struct LaunchConfiguration {
  enum class Kind { Program, Tests, Group };
  /// A member of a group.
  struct Member {
    std::string name; // of the launch configuration
    int delay;        // seconds to wait after it was started
  };

  std::string name; // unique, and fit for a file's name
  Kind kind = Kind::Program;
  bool isService = false;     // named by the manifest: offered first
  bool debugsWorkers = false; // with the bootstrap: forked workers connect to the IDE
  int adapterPort = 0; // debugsWorkers: where debugpy's adapter waits; one serves one program
  std::string project;
  Program program;     // Kind::Program
  TestSuite testSuite; // Kind::Tests
  std::vector<LaunchText> arguments;
  std::vector<std::pair<std::string, LaunchText>> environment;
  LaunchText workingDirectory;
  std::vector<Member> members; // Kind::Group
};

/// Where PyDev's debug server waits unless it is told otherwise.
inline constexpr std::string_view kDebugServer = "127.0.0.1:5678";

/// The first of the ports on which debugpy's adapters wait.
inline constexpr int kFirstAdapterPort = 5700;

struct LaunchConfigurations {
  std::vector<LaunchConfiguration> all; // sorted by name, groups last
  std::vector<std::string> warnings;
};

/// What the root's manifest names, then what was discovered and is not named there. Below a root
/// that DevStack filled, programs get the arguments with which DevStack starts them.
LaunchConfigurations launchConfigurations(const Root& root, const std::vector<Project>& projects);

/// That of one service or step; nullopt where its repository is not cloned, or it has none.
std::optional<LaunchConfiguration> launchConfiguration(const ManifestService& service,
                                                       const std::vector<Project>& projects);

/// What its programs import from: the source folders of the project and of all that it refers to,
/// its own first.
std::vector<LaunchText> pythonPath(const Project& project, const std::vector<Project>& projects);

/// The text with the folders of projects written out.
std::string plainText(const LaunchText& text, const std::vector<Project>& projects);

} // namespace stackdev
