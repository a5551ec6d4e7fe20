// run, debug: a launch configuration's program is started beside the server; debug takes over what
// runs under supervision.
#include "commands/commands.h"

#include <algorithm>

#include <stackdev/json.h>
#include <stackdev/run.h>
#include <stackdev/services.h>

namespace stackdev::lsp {
namespace {

/// A file's name for the log of a program.
std::string logName(std::string name) {
  std::replace(name.begin(), name.end(), '/', '-');
  return name + ".log";
}

Result<Outcome> started(const Root& root, const std::string& name,
                        const ForegroundProgram& program) {
  const auto log = root.state / "run" / logName(name);
  const auto pid = startBeside(program, log);
  if (!pid)
    return pid.error();
  Outcome outcome{json::object{{"name", name}, {"pid", *pid}, {"log", log.string()}},
                  name + " runs as process " + std::to_string(*pid) +
                      "; what it writes: " + log.string()};
  outcome.started = StartedProgram{name, *pid, log};
  return outcome;
}

Outcome starting(const CommandCall& call, std::string name, ForegroundProgram program) {
  Outcome outcome;
  if (call.arguments.isDryRun())
    return {jsonOf(program), "would start " + name};
  outcome.act = [root = call.root, name = std::move(name), program = std::move(program)] {
    return started(root, name, program);
  };
  return outcome;
}

Result<ForegroundProgram> trustedProgram(const CommandCall& call, const std::string& name) {
  auto program = programNamed(call.root, name);
  if (!program)
    return program;
  if (call.arguments.isDryRun())
    return program;
  if (auto trusted = requireTrust(call.root, "this would start programs in it"); !trusted)
    return trusted.error();
  return program;
}

Result<std::optional<std::string>> nameOf(const CommandCall& call) {
  auto name = call.arguments.text("name");
  return name && !*name ? call.arguments.text("label") : name; // as runnables call it
}

Result<DebugOptions> debugOptions(const CommandCall& call) {
  const auto port = call.arguments.number("idePort");
  const auto debugger = call.arguments.text("debugger");
  const auto attach = call.arguments.text("attach");
  const auto nativeThreads = call.arguments.flag("nativeThreads");
  if (!port)
    return port.error();
  if (!debugger)
    return debugger.error();
  if (!attach)
    return attach.error();
  if (!nativeThreads)
    return nativeThreads.error();
  DebugOptions options;
  options.idePort = static_cast<int>(std::min<std::uint64_t>(port->value_or(5678), 65536));
  options.debugger = debugger->value_or(options.debugger);
  options.attach = attach->value_or(options.attach);
  options.nativeThreads = *nativeThreads;
  return options;
}

} // namespace

Result<Outcome> runCommand(const CommandCall& call) {
  const auto name = nameOf(call);
  if (!name)
    return name.error();
  if (!*name)
    return Error{ErrorCode::InvalidArgument, "name: expected a launch configuration's"};
  auto program = trustedProgram(call, **name);
  if (!program)
    return program.error();
  if (auto alone = runsNowhereElse(call.root, **name); !alone && !call.arguments.isDryRun())
    return alone.error();
  return starting(call, **name, std::move(*program));
}

Result<Outcome> debugCommand(const CommandCall& call) {
  const auto name = nameOf(call);
  const auto command = call.arguments.texts("command");
  auto options = debugOptions(call);
  if (!name)
    return name.error();
  if (!command)
    return command.error();
  if (!options)
    return options.error();
  if (name->has_value() == !command->empty())
    return Error{ErrorCode::InvalidArgument,
                 "give the name of a launch configuration, or a command"};
  ForegroundProgram given;
  if (!command->empty())
    given.program = command->front();
  given.arguments.assign(command->begin() + (command->empty() ? 0 : 1), command->end());
  given.folder = call.root.folder;
  auto program = *name ? trustedProgram(call, **name) : Result<ForegroundProgram>(std::move(given));
  if (!program)
    return program.error();
  options->sources = knownSourceFolders(call.root);
  auto ready = debugged(std::move(*program), *options);
  if (ready && *name && !call.arguments.isDryRun() && !runsNowhereElse(call.root, **name))
    ready = takingOver(call.root, **name, *options);
  if (!ready)
    return ready.error();
  const auto shown = *name ? **name : std::filesystem::path(command->front()).filename().string();
  return starting(call, shown, std::move(*ready));
}

} // namespace stackdev::lsp
