#include <iostream>

#include <stackdev/import.h>
#include <stackdev/json.h>

#include "command.h"

namespace stackdev::cli {
namespace {

int list(const Globals& globals, const Root& root) {
  const auto changes = appliedChanges(root.state);
  if (!changes)
    return failed(globals, changes.error());
  boost::json::array array;
  for (const auto& change : *changes) {
    array.push_back(jsonOf(change));
    if (!globals.json)
      std::cout << change.time << "  " << change.title << "  (" << change.files.size()
                << " files)\n";
  }
  if (globals.json)
    print(boost::json::object{{"changes", std::move(array)}});
  return kDone;
}

int undoOne(const Globals& globals, const Root& root) {
  if (globals.dryRun) {
    const auto plan = undoPlan(root.state);
    if (!plan)
      return failed(globals, plan.error());
    const auto changes = appliedChanges(root.state);
    if (!changes)
      return failed(globals, changes.error());
    if (globals.json)
      print(jsonOf(changes->front()));
    else
      printDiff(*plan, root);
    return kDone;
  }
  const auto undone = undoLast(root);
  if (!undone)
    return failed(globals, undone.error());
  if (globals.json)
    print(jsonOf(*undone));
  else if (globals.verbosity >= 0)
    std::cout << "taken back: " << undone->title << " of " << undone->time << "\n";
  return kDone;
}

} // namespace

void addUndo(CLI::App& app, const Globals& globals, Run& run) {
  auto* command = app.add_subcommand("undo", "Take back the last change that stackdev made here");
  auto onlyList = std::make_shared<bool>(false);
  command->add_flag("--list", *onlyList, "List what can be taken back, newest first");
  command->footer("Example: stackdev undo --dry-run");
  command->callback([&globals, &run, onlyList] {
    run = [&globals, onlyList] {
      const auto root = rootOf(globals, BadManifest::IsNone);
      if (!root)
        return failed(globals, root.error());
      return *onlyList ? list(globals, *root) : undoOne(globals, *root);
    };
  });
}

} // namespace stackdev::cli
