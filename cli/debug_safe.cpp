#include <iostream>
#include <set>

#include <stackdev/apply.h>
#include <stackdev/debug_safe.h>
#include <stackdev/json.h>

#include "command.h"
#include "patching.h"

namespace stackdev::cli {
namespace {

struct Options {
  std::vector<std::filesystem::path> paths;
  std::string preset;
  bool guard = false;
};

/// Writes, or shows what would be written.
Status carryOut(const Globals& globals, const Root& root, const ChangeSet& changes) {
  if (globals.dryRun) {
    if (!globals.json)
      printDiff(changes, root);
    return {};
  }
  return apply(changes, root.state);
}

/// The one consequence that matters, of each preset that was used.
void printConsequences(const DebugSafePlan& plan, const ScanOptions& options) {
  std::set<Library> used;
  for (const auto& call : plan.calls)
    used.insert(call.library);
  std::set<Library> told;
  for (const auto& preset : options.presets)
    if (used.contains(preset.library) && told.insert(preset.library).second &&
        !preset.consequence.empty())
      std::cout << "Under " << preset.name << " " << preset.consequence << ".\n";
}

/// Writes or shows what is planned, and the guard's hooks with it; says what was refused.
template <typename Plan>
Status carryOut(const Globals& globals, const Root& root, const ScanOptions& options, Plan& plan,
                Result<ChangeSet> (*guard)(const ScanOptions&)) {
  if (guard != nullptr) {
    const auto hooks = guard(options);
    if (!hooks)
      return hooks.error();
    plan.changes = joined(std::move(plan.changes), *hooks);
  }
  if (auto done = carryOut(globals, root, plan.changes); !done || globals.json)
    return done;
  printRefused(plan.refused);
  for (const auto& warning : plan.warnings)
    warn(globals, warning);
  return {};
}

int on(const Globals& globals, const Root& root, const ScanOptions& options, bool guard) {
  auto plan = debugSafeOn(options);
  if (!plan)
    return failed(globals, plan.error());
  const auto done = carryOut(globals, root, options, *plan, guard ? &guardOn : nullptr);
  if (!done)
    return failed(globals, done.error());
  if (globals.json)
    print(madeDebugSafeJson(*plan));
  if (globals.json || globals.dryRun || globals.verbosity < 0)
    return kDone;
  for (const auto& call : plan->calls)
    std::cout << call.path << ':' << call.line << ": " << oneLine(call.text) << "  ->  "
              << oneLine(call.debugSafe.value_or("")) << '\n';
  if (plan->calls.empty()) {
    std::cout << "Nothing to change.\n";
    return kDone;
  }
  printConsequences(*plan, options);
  std::cout << "Take it back: stackdev debug-safe off\n";
  return kDone;
}

int off(const Globals& globals, const Root& root, const ScanOptions& options, bool guard) {
  auto plan = debugSafeOff(options);
  if (!plan)
    return failed(globals, plan.error());
  const auto done = carryOut(globals, root, options, *plan, guard ? &guardOff : nullptr);
  if (!done)
    return failed(globals, done.error());
  if (globals.json)
    print(debugSafeEditsJson(*plan));
  if (globals.json || globals.dryRun || globals.verbosity < 0)
    return kDone;
  for (const auto& edit : plan->edits)
    std::cout << edit.path << ':' << edit.line << ": restored " << oneLine(edit.original) << '\n';
  if (plan->edits.empty())
    std::cout << "No edits here.\n";
  return kDone;
}

int status(const Globals& globals, const ScanOptions& options, bool guard) {
  const auto plan = debugSafeStatus(options);
  if (!plan)
    return failed(globals, plan.error());
  std::vector<std::string> guards; // those that could be taken away
  if (guard) {
    const auto hooks = guardOff(options);
    if (!hooks)
      return failed(globals, hooks.error());
    for (const auto& file : hooks->files)
      guards.push_back(file.path.string());
  }
  if (globals.json) {
    auto object = debugSafeEditsJson(*plan);
    if (guard)
      object["guards"] = boost::json::value_from(guards);
    print(object);
    return plan->edits.empty() ? kDone : kNo;
  }
  for (const auto& hook : guards)
    std::cout << hook << ": refuses to commit an edit\n";
  if (guard && guards.empty())
    std::cout << "No guard here.\n";
  for (const auto& warning : plan->warnings)
    warn(globals, warning);
  for (const auto& edit : plan->edits) {
    std::cout << edit.path << ':' << edit.line << ": ";
    if (edit.problem.empty())
      std::cout << edit.preset << ", was " << oneLine(edit.original) << '\n';
    else
      std::cout << edit.problem << '\n';
  }
  return plan->edits.empty() ? kDone : kNo;
}

enum class Action { On, Off, Status };

int runAction(const Globals& globals, const Options& options, Action action) {
  const auto bad = action == Action::On ? BadManifest::IsError : BadManifest::IsNone;
  const auto root = rootOf(globals, bad);
  if (!root)
    return failed(globals, root.error());
  auto request = scanOptions(*root, options.paths, options.preset, bad);
  if (!request)
    return failed(globals, request.error());
  request->preset = options.preset;
  if (action == Action::Status)
    return status(globals, *request, options.guard);
  if (const auto whole = recovered(globals, *root); !whole)
    return failed(globals, whole.error());
  return action == Action::On ? on(globals, *root, *request, options.guard)
                              : off(globals, *root, *request, options.guard);
}

} // namespace

void addDebugSafe(CLI::App& app, const Globals& globals, Run& run) {
  auto* command = app.add_subcommand(
      "debug-safe", "Edit monkey patch calls so that a debugger works, reversibly");
  command->require_subcommand(1);
  command->footer("stackdev debug -- COMMAND needs no edit: try that first.\n"
                  "Example: stackdev debug-safe on nova/bin --guard");
  const auto add = [&](const char* name, const char* description, Action action) {
    auto* sub = command->add_subcommand(name, description);
    auto options = std::make_shared<Options>();
    sub->add_option("paths", options->paths, "Files and folders (default: the root)")
        ->type_name("PATH");
    if (action == Action::On) {
      sub->add_option("--preset", options->preset,
                      "Arguments to use: socket-select (default), no-thread-time; for gevent "
                      "no-thread; or one of the manifest's")
          ->type_name("NAME");
      sub->add_flag("--guard", options->guard,
                    "Add a pre-commit hook that refuses to commit an edit");
      sub->footer("Example: stackdev debug-safe on nova/bin --dry-run");
    }
    if (action != Action::On)
      sub->add_option("--preset", options->preset, "Only the edits made with this one")
          ->type_name("NAME");
    if (action == Action::Off) {
      sub->add_flag("--guard", options->guard, "Take the pre-commit hook away, too");
      sub->footer("Example: stackdev debug-safe off");
    }
    if (action == Action::Status) {
      sub->add_flag("--guard", options->guard, "List the pre-commit hooks, too");
      sub->footer("Exits with 1 if there is an edit.\nExample: stackdev debug-safe status");
    }
    sub->callback([&globals, &run, options, action] {
      run = [&globals, options, action] { return runAction(globals, *options, action); };
    });
  };
  add("on", "Make the calls debug-safe", Action::On);
  add("off", "Give back what was there, byte for byte", Action::Off);
  add("status", "List the edits in place", Action::Status);
}

} // namespace stackdev::cli
