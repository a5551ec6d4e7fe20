#include <algorithm>
#include <charconv>
#include <iostream>

#include <stackdev/apply.h>
#include <stackdev/hook.h>
#include <stackdev/json.h>

#include "command.h"
#include "patching.h"

namespace stackdev::cli {
namespace {

struct Options {
  std::string place; // FILE or FILE:LINE
  DebugServer server;
  HookFilter only;
  std::vector<std::string> places; // the same, and folders
};

struct Place {
  std::filesystem::path file;
  std::optional<std::size_t> line;
};

/// A file may have a colon in its name.
Place placeOf(const std::string& text) {
  const auto colon = text.rfind(':');
  std::size_t line = 0;
  if (text.empty() || colon == 0)
    return {text, std::nullopt};
  if (colon == std::string::npos || std::filesystem::exists(text))
    return {std::filesystem::absolute(text), std::nullopt};
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data() + colon + 1, end, line);
  if (error != std::errc() || stopped != end)
    return {std::filesystem::absolute(text), std::nullopt};
  return {std::filesystem::absolute(text.substr(0, colon)), line};
}

void printHook(const Hook& hook, const char* verb) {
  std::cout << hook.path << ':' << hook.line << ": " << verb;
  if (!hook.problem.empty())
    std::cout << hook.problem << '\n';
  else
    std::cout << (hook.isAtLine ? "stops here, at " : "attaches to ") << hook.server.host << ':'
              << hook.server.port << '\n';
}

int carryOut(const Globals& globals, const Root& root, const Result<HookPlan>& plan,
             const char* verb) {
  if (!plan)
    return failed(globals, plan.error());
  if (!globals.dryRun)
    if (const auto done = apply(plan->changes, root.state); !done)
      return failed(globals, done.error());
  if (globals.json) {
    print(jsonOf(*plan));
    return kDone;
  }
  printRefused(plan->refused);
  for (const auto& warning : plan->warnings)
    warn(globals, warning);
  if (globals.dryRun) {
    printDiff(plan->changes, root);
  } else if (globals.verbosity >= 0) {
    for (const auto& hook : plan->hooks)
      printHook(hook, verb);
    if (plan->changes.empty())
      std::cout << "Nothing to change.\n";
  }
  return kDone;
}

int on(const Globals& globals, const Options& options) {
  const auto root = rootOf(globals, BadManifest::IsNone);
  if (!root)
    return failed(globals, root.error());
  if (const auto whole = recovered(globals, *root); !whole)
    return failed(globals, whole.error());
  const auto place = placeOf(options.place);
  return carryOut(globals, *root, hookOn(root->folder, place.file, place.line, options.server), "");
}

int off(const Globals& globals, const Options& options) {
  const auto root = rootOf(globals, BadManifest::IsNone);
  if (!root)
    return failed(globals, root.error());
  if (const auto whole = recovered(globals, *root); !whole)
    return failed(globals, whole.error());
  const auto place = placeOf(options.place);
  return carryOut(globals, *root, hookOff(root->folder, place.file, place.line, {}, options.only),
                  "taken out: ");
}

/// Whether one of the places is the hook's file or a folder around it, and its line if it has one.
bool isAt(const Hook& hook, const Root& root, const std::vector<Place>& places) {
  return std::any_of(places.begin(), places.end(), [&](const Place& place) {
    std::error_code ignored;
    return !place.line ||
           (*place.line == hook.line &&
            std::filesystem::equivalent(place.file, root.folder / hook.path, ignored));
  });
}

int status(const Globals& globals, const Options& options) {
  const auto root = rootOf(globals, BadManifest::IsNone);
  if (!root)
    return failed(globals, root.error());
  std::vector<Place> places;
  std::vector<std::filesystem::path> paths;
  for (const auto& text : options.places) {
    places.push_back(placeOf(text));
    paths.push_back(places.back().file);
  }
  const auto request = scanOptions(*root, paths, "", BadManifest::IsNone);
  if (!request)
    return failed(globals, request.error());
  auto plan = hookStatus(*request);
  if (!plan)
    return failed(globals, plan.error());
  std::erase_if(plan->hooks, [&](const Hook& hook) {
    return !options.only.takes(hook) || (!places.empty() && !isAt(hook, *root, places));
  });
  if (globals.json) {
    print(jsonOf(*plan));
  } else {
    for (const auto& warning : plan->warnings)
      warn(globals, warning);
    for (const auto& hook : plan->hooks)
      printHook(hook, "");
  }
  return plan->hooks.empty() ? kDone : kNo;
}

void addFilter(CLI::App& command, HookFilter& only) {
  command.add_option("--host", only.host, "Only hooks for a debug server on this host");
  command.add_option("--port", only.port, "Only hooks for this port")->check(CLI::Range(1, 65535));
}

} // namespace

void addHook(CLI::App& app, const Globals& globals, Run& run) {
  auto* command = app.add_subcommand("hook", "Put the debugger's hook into a source, reversibly");
  command->require_subcommand(1);
  command->footer("stackdev debug -- COMMAND needs no hook: try that first.\n"
                  "Example: stackdev hook on nova/bin/nova-api --port 5678");
  auto options = std::make_shared<Options>();
  const auto act = [&globals, &run, options](int (*action)(const Globals&, const Options&)) {
    return [&globals, &run, options, action] {
      run = [&globals, options, action] { return action(globals, *options); };
    };
  };
  auto* onCommand = command->add_subcommand(
      "on", "Attach to the IDE: when the program starts to serve, or where LINE is reached");
  onCommand->add_option("place", options->place, "Source, and the line to stop at")
      ->type_name("FILE[:LINE]")
      ->required();
  onCommand->add_option("--host", options->server.host, "Of the IDE's debug server: loopback only")
      ->capture_default_str();
  onCommand->add_option("--port", options->server.port, "Of the IDE's debug server")
      ->check(CLI::Range(1, 65535))
      ->capture_default_str();
  onCommand->footer("Example: stackdev hook on nova/nova/compute/manager.py:120");
  onCommand->callback(act(&on));
  auto* offCommand = command->add_subcommand("off", "Take hooks out, byte for byte");
  offCommand->add_option("place", options->place, "Source, and the hook's line if only that one")
      ->type_name("FILE[:LINE]")
      ->required();
  addFilter(*offCommand, options->only);
  offCommand->footer("Example: stackdev hook off nova/bin/nova-api");
  offCommand->callback(act(&off));
  auto* statusCommand =
      command->add_subcommand("status", "List hooks; exits with 1 if there is one");
  statusCommand
      ->add_option(
          "paths", options->places,
          "Sources, with the line if only that hook is meant, and folders (default: the root)")
      ->type_name("PATH[:LINE]");
  addFilter(*statusCommand, options->only);
  statusCommand->footer("Example: stackdev hook status");
  statusCommand->callback(act(&status));
}

} // namespace stackdev::cli
