#include <algorithm>
#include <array>
#include <csignal>
#include <iostream>

#include <unistd.h>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <stackdev/standard_streams.h>

#include "command.h"
#include "complete.h"

namespace stackdev::cli {
namespace {

constexpr std::array kCommands = {
    addInit,      addClone, addImport, addOpen,    addLaunch, addRun,     addDebug, addScan,
    addDebugSafe, addHook,  addUp,     addStatus,  addLogs,   addRestart, addDown,  addVerify,
    addEnv,       addDeps,  addDoctor, addNetwork, addUndo,   addTrust};

void logToStderr(int verbosity) {
  spdlog::set_default_logger(spdlog::stderr_color_mt("stackdev"));
  spdlog::set_pattern("%^%l%$: %v");
  spdlog::set_level(verbosity >= 2   ? spdlog::level::debug
                    : verbosity == 1 ? spdlog::level::info
                    : verbosity == 0 ? spdlog::level::warn
                                     : spdlog::level::err);
}

void addGlobals(CLI::App& app, Globals& globals, bool& quiet) {
  app.add_option("--root", globals.root, "Folder that holds the clones")->type_name("DIR");
  app.add_option("--state", globals.state, "Folder for what stackdev remembers of the root")
      ->type_name("DIR");
  app.add_flag("--json", globals.json, "Machine-readable result on stdout");
  app.add_flag("--dry-run", globals.dryRun, "Show the changes as a diff, write nothing");
  app.add_flag("-v,--verbose", globals.verbosity, "Say more; twice for debugging");
  app.add_flag("-q,--quiet", quiet, "Say nothing but errors");
}

/// `debug -- COMMAND -x`: the words behind `--` are the command's own, whatever they look like.
void splitProgram(std::vector<std::string>& words, Globals& globals) {
  const auto dashes = std::find(words.begin(), words.end(), "--");
  if (dashes == words.end() || std::find(words.begin(), dashes, "debug") == dashes)
    return;
  globals.program.assign(dashes + 1, words.end());
  words.erase(dashes, words.end());
}

/// Interrupted is a status of its own, also of what does not wait to be interrupted.
void endInterrupted(int /*number*/) {
  ::_exit(kInterrupted);
}

/// What is wrong with the words, as every other failure is told.
int usageError(const CLI::App& app, Globals& globals, const CLI::ParseError& error,
               const std::vector<std::string>& words) {
  globals.json = std::find(words.begin(), words.end(), "--json") != words.end();
  if (globals.json && dynamic_cast<const CLI::CallForVersion*>(&error) != nullptr) {
    print(boost::json::object{{"version", STACKDEV_VERSION}});
    return kDone;
  }
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) // --help, --version
    return app.exit(error), kDone;
  std::string message = error.what();
  const auto unknown = app.remaining();
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && !unknown.empty())
    message = unknown.front() + ": no such command or option";
  else if (app.get_subcommands().empty())
    message = "which command?";
  return failed(globals, {ErrorCode::InvalidArgument, message + "\nRun with --help for more."});
}

/// The first option or argument that was given nothing, as by a variable of the shell that is not
/// set.
std::string emptyOption(const CLI::App& app) {
  for (const auto* option : app.get_options())
    for (const auto& value : option->results())
      if (value.empty())
        return option->get_positional() ? option->get_type_name() : option->get_name();
  for (const auto* command : app.get_subcommands())
    if (auto name = emptyOption(*command); !name.empty())
      return name;
  return {};
}

int run(int argc, char** argv) {
  CLI::App app("Import, debug and run systems made of many Python repositories.", "stackdev");
  app.set_version_flag("--version", "stackdev " STACKDEV_VERSION);
  app.require_subcommand(1);
  app.fallthrough(); // the globals may stand behind the command, too
  app.footer("Example: stackdev --root ~/openstack import --workspace ~/eclipse-workspace\n"
             "stackdev COMMAND --help tells more; so does man stackdev.");
  Globals globals;
  bool quiet = false;
  addGlobals(app, globals, quiet);
  Run command;
  for (const auto add : kCommands)
    add(app, globals, command);
  if (argc > 1 && std::string_view(argv[1]) == "--complete") // the shells' files in completion/
    return complete(app, {argv + 2, argv + argc});
  std::vector<std::string> words(argv + 1, argv + argc);
  splitProgram(words, globals);
  std::reverse(words.begin(), words.end()); // as CLI11 wants them
  try {
    app.parse(std::vector(words));
  } catch (const CLI::ParseError& error) {
    return usageError(app, globals, error, words);
  }
  if (quiet)
    globals.verbosity = -1;
  logToStderr(globals.verbosity);
  if (const auto name = emptyOption(app); !name.empty())
    return failed(globals, {ErrorCode::InvalidArgument, name + ": expected a value, got nothing"});
  if (std::signal(SIGINT, endInterrupted) == SIG_IGN) // as shells start what is in the background
    std::signal(SIGINT, SIG_IGN);
  std::signal(SIGPIPE, SIG_DFL); // `stackdev scan | head` ends quietly
  try {
    return command();
  } catch (const std::exception& error) { // bad_alloc and the like: not what an input can cause
    return failed(globals, {ErrorCode::Io, error.what()});
  }
}

/// The status, unless nobody can have read what was printed.
int told(int status) {
  std::cout.flush();
  if (std::cout)
    return status;
  std::cerr << "stackdev: standard output cannot be written to the end: it is closed, or its disk "
               "is full\n";
  return kSystem;
}

} // namespace
} // namespace stackdev::cli

int main(int argc, char** argv) {
  try {
    stackdev::openStandardStreams();
    return stackdev::cli::told(stackdev::cli::run(argc, argv));
  } catch (const std::exception& error) {
    std::cerr << "stackdev: " << error.what() << '\n';
    return stackdev::cli::kSystem;
  }
}
