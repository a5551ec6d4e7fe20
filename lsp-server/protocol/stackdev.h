// Our own requests: stackdev/scan, stackdev/runnables, stackdev/debugTarget.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocol/structure.h"

namespace stackdev::lsp {

struct ScanParams {
  std::optional<std::vector<std::string>> uris; // of files and folders; none: the workspace

  static constexpr auto fields() { return std::tuple(field("uris", &ScanParams::uris)); }
};

/// Calls are objects of `scan --json` with `uri` in the place of `path`.
struct ScanReport {
  std::vector<json::object> calls;

  static constexpr auto fields() { return std::tuple(field("calls", &ScanReport::calls)); }
};

struct RunnablesParams {
  std::optional<std::string> uri; // none: of the workspace

  static constexpr auto fields() { return std::tuple(field("uri", &RunnablesParams::uri)); }
};

struct RunnableLaunch {
  std::string eclipse; // the text of a .launch file
  json::value vscode;  // null of tests and groups: it has its own ways for these

  static constexpr auto fields() {
    return std::tuple(field("eclipse", &RunnableLaunch::eclipse),
                      field("vscode", &RunnableLaunch::vscode));
  }
};

/// A launch configuration, ready to be started.
struct Runnable {
  std::string label;
  std::string project;
  std::string kind; // "program", "tests" or "group"
  std::string program;
  std::vector<std::string> args;
  std::string cwd;
  json::object env;
  RunnableLaunch launch;

  static constexpr auto fields() {
    return std::tuple(field("label", &Runnable::label), field("project", &Runnable::project),
                      field("kind", &Runnable::kind), field("program", &Runnable::program),
                      field("args", &Runnable::args), field("cwd", &Runnable::cwd),
                      field("env", &Runnable::env), field("launch", &Runnable::launch));
  }
};

struct RunnablesReport {
  std::vector<Runnable> runnables;

  static constexpr auto fields() {
    return std::tuple(field("runnables", &RunnablesReport::runnables));
  }
};

struct DebugTargetParams {
  std::string label;
  std::optional<std::string> debugger;
  std::optional<std::uint32_t> idePort;

  static constexpr auto fields() {
    return std::tuple(field("label", &DebugTargetParams::label),
                      field("debugger", &DebugTargetParams::debugger),
                      field("idePort", &DebugTargetParams::idePort));
  }
};

/// Where the IDE's debugger has to wait for the program.
struct DebugTarget {
  std::string uri;      // "tcp://127.0.0.1:5678"
  std::string protocol; // "pydevd" or "dap"

  static constexpr auto fields() {
    return std::tuple(field("uri", &DebugTarget::uri), field("protocol", &DebugTarget::protocol));
  }
};

} // namespace stackdev::lsp
