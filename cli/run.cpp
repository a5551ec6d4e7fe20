// run and debug: both become the program, so its signals, terminal and status are its own. A
// service that runs under supervision is taken over for as long as debug has it.
#include <stackdev/run.h>

#include <iostream>

#include <stackdev/json.h>
#include <stackdev/services.h>
#include <stackdev/shell_word.h>

#include "command.h"

namespace stackdev::cli {
namespace {

struct Options {
  std::string name;
  DebugOptions debug;
};

int become(const Globals& globals, const ForegroundProgram& program) {
  if (!globals.dryRun)
    return failed(globals, execute(program));
  if (globals.json) {
    print(jsonOf(program));
    return kDone;
  }
  for (const auto& [name, value] : program.environment)
    std::cout << name << '=' << shellWord(value) << '\n';
  std::cout << shellWord(program.program.string());
  for (const auto& argument : program.arguments)
    std::cout << ' ' << shellWord(argument);
  std::cout << '\n';
  return kDone;
}

Result<ForegroundProgram> trustedProgram(const Globals& globals, const std::string& name) {
  const auto root = rootOf(globals);
  if (!root)
    return root.error();
  auto program = programNamed(*root, name);
  if (!program)
    return program;
  if (!globals.dryRun)
    if (auto trusted = requireTrust(*root, "this would start programs in it"); !trusted)
      return trusted.error();
  return program;
}

int runNamed(const Globals& globals, const Options& options) {
  const auto program = trustedProgram(globals, options.name);
  if (!program)
    return failed(globals, program.error());
  if (const auto root = rootOf(globals); root && !globals.dryRun)
    if (const auto alone = runsNowhereElse(*root, options.name); !alone)
      return failed(globals, alone.error());
  return become(globals, *program);
}

int debug(const Globals& globals, const Options& options) {
  if (options.name.empty() == globals.program.empty())
    return failed(globals, {ErrorCode::InvalidArgument,
                            "debug: give the name of a launch configuration, or -- and a command"});
  Result<ForegroundProgram> program = ForegroundProgram{};
  if (!options.name.empty()) {
    program = trustedProgram(globals, options.name);
  } else {
    program->program = globals.program.front();
    program->arguments.assign(globals.program.begin() + 1, globals.program.end());
  }
  if (!program)
    return failed(globals, program.error());
  auto debug = options.debug;
  if (const auto root = rootOf(globals))
    debug.sources = knownSourceFolders(*root);
  const auto ready = debugged(std::move(*program), debug);
  if (!ready)
    return failed(globals, ready.error());
  if (!options.name.empty() && !globals.dryRun)
    if (const auto root = rootOf(globals)) {
      const auto status = runInPlaceOf(*root, options.name, *ready);
      if (!status)
        return failed(globals, status.error());
      if (*status)
        return **status;
    }
  return become(globals, *ready);
}

} // namespace

void addRun(CLI::App& app, const Globals& globals, Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("run", "Run a launch configuration's program in the terminal");
  command->add_option("name", options->name, "Its name")->required()->type_name("NAME");
  command->footer("Example: stackdev run sample-api");
  command->callback([&globals, &run, options] {
    run = [&globals, options] { return runNamed(globals, *options); };
  });
}

void addDebug(CLI::App& app, const Globals& globals, Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand(
      "debug", "Run it with the bootstrap: its green workers connect to the IDE's debugger");
  command->add_option("name", options->name, "Name of a launch configuration")->type_name("NAME");
  command->add_option("--ide-port", options->debug.idePort, "Port of the IDE's debug server")
      ->type_name("N")
      ->capture_default_str();
  command->add_option("--debugger", options->debug.debugger, "pydevd or debugpy")
      ->capture_default_str();
  command->add_option("--attach", options->debug.attach, "auto, children or all")
      ->capture_default_str();
  command->add_flag("--native-threads", options->debug.nativeThreads,
                    "Ask nova and cinder not to patch at all, by their own switch");
  command->footer("Examples:\n"
                  "  stackdev debug sample-api\n"
                  "  stackdev debug --ide-port 5679 -- nova-api --config-file nova.conf\n"
                  "Start the IDE's debug server first; without one the program runs undebugged.");
  command->callback([&globals, &run, options] {
    run = [&globals, options] { return debug(globals, *options); };
  });
}

} // namespace stackdev::cli
