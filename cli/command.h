// What every command of the command line is: its options, and what it runs. No logic of its own.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include <stackdev/change_set.h>
#include <stackdev/result.h>
#include <stackdev/stack.h>

namespace stackdev::cli {

// Exit statuses: docs/commands.md.
inline constexpr int kDone = 0;
inline constexpr int kNo = 1;
inline constexpr int kUsage = 2;
inline constexpr int kSystem = 3;
inline constexpr int kInterrupted = 130;

/// The options that every command takes.
struct Globals {
  std::optional<std::filesystem::path> root;
  std::optional<std::filesystem::path> state;
  bool json = false;
  bool dryRun = false;
  int verbosity = 0;                // -q is -1, -v 1, -vv 2
  std::vector<std::string> program; // the words behind `--`, of `debug` only
};

/// Adds the command to `app`; when it is the one given, `run` is set to what it does.
using Run = std::function<int()>;
using AddCommand = void (*)(CLI::App& app, const Globals& globals, Run& run);

void addInit(CLI::App& app, const Globals& globals, Run& run);
void addClone(CLI::App& app, const Globals& globals, Run& run);
void addImport(CLI::App& app, const Globals& globals, Run& run);
void addOpen(CLI::App& app, const Globals& globals, Run& run);
void addLaunch(CLI::App& app, const Globals& globals, Run& run);
void addRun(CLI::App& app, const Globals& globals, Run& run);
void addDebug(CLI::App& app, const Globals& globals, Run& run);
void addScan(CLI::App& app, const Globals& globals, Run& run);
void addDebugSafe(CLI::App& app, const Globals& globals, Run& run);
void addHook(CLI::App& app, const Globals& globals, Run& run);
void addUp(CLI::App& app, const Globals& globals, Run& run);
void addStatus(CLI::App& app, const Globals& globals, Run& run);
void addLogs(CLI::App& app, const Globals& globals, Run& run);
void addRestart(CLI::App& app, const Globals& globals, Run& run);
void addDown(CLI::App& app, const Globals& globals, Run& run);
void addVerify(CLI::App& app, const Globals& globals, Run& run);
void addEnv(CLI::App& app, const Globals& globals, Run& run);
void addDeps(CLI::App& app, const Globals& globals, Run& run);
void addNetwork(CLI::App& app, const Globals& globals, Run& run);
void addDoctor(CLI::App& app, const Globals& globals, Run& run);
void addUndo(CLI::App& app, const Globals& globals, Run& run);
void addTrust(CLI::App& app, const Globals& globals, Run& run);

/// The root that the globals name.
Result<Root> rootOf(const Globals& globals, BadManifest badManifest = BadManifest::IsError);

/// Asks on a terminal for trust in the root; else says how to trust. `why` ends "... is not
/// trusted, and ".
Status requireTrust(const Root& root, const std::string& why);

/// Says what went wrong on stderr, and under --json as {"error": {"code", "message"}} on stdout, so
/// that there is always one object to read; the exit status for it.
int failed(const Globals& globals, const Error& error);

/// The result of a command on stdout: JSON under --json.
void print(const boost::json::value& value);
void printDiff(const ChangeSet& changes, const Root& root);

/// "warning: ..." on stderr, unless -q.
void warn(const Globals& globals, const std::string& text);

} // namespace stackdev::cli
