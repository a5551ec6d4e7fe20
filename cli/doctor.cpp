#include <stackdev/doctor.h>

#include <iostream>

#include <stackdev/apply.h>
#include <stackdev/json.h>

#include "command.h"

namespace stackdev::cli {
namespace {

void printFinding(const Finding& finding) {
  std::cout << toString(finding.severity) << ": ";
  if (!finding.path.empty()) {
    std::cout << finding.path.string();
    if (finding.line > 0)
      std::cout << ':' << finding.line;
    std::cout << ": ";
  }
  std::cout << finding.message << " [" << finding.id << "]\n  mend it: " << finding.fix << '\n';
}

constexpr int kRounds = 2; // the second plan begins where the first has ended

Status mend(const Globals& globals, const Root& root) {
  for (int round = 0; round < kRounds; ++round) {
    const auto plan = mendingPlan(root);
    if (!plan)
      return plan.error();
    if (globals.dryRun) {
      if (!globals.json)
        printDiff(minimal(*plan), root);
      return {};
    }
    if (auto done = apply(*plan, root.state); !done)
      return done;
  }
  return {};
}

int runDoctor(const Globals& globals, bool fix) {
  const auto root = rootOf(globals);
  if (!root)
    return failed(globals, root.error());
  if (fix)
    if (const auto done = mend(globals, *root); !done)
      return failed(globals, done.error());
  const auto found = findings(*root);
  if (!found)
    return failed(globals, found.error());
  const bool isDiff = fix && globals.dryRun; // the change is what was asked for
  boost::json::array all;
  for (const auto& finding : *found) {
    all.push_back(jsonOf(finding));
    if (!globals.json && !isDiff)
      printFinding(finding);
  }
  if (globals.json)
    print(boost::json::object{{"findings", std::move(all)}});
  else if (found->empty() && !isDiff && globals.verbosity >= 0)
    std::cout << root->folder.string() << ": nothing wrong was found\n";
  return found->empty() || isDiff ? kDone : kNo;
}

} // namespace

void addDoctor(CLI::App& app, const Globals& globals, Run& run) {
  auto* command = app.add_subcommand("doctor", "Find what will not work, and say what mends it");
  auto fix = std::make_shared<bool>(false);
  command->add_flag(
      "--fix", *fix,
      "Mend first what can be meant in one way only: values, files with an example, own edits");
  command->footer("Starts nothing that the root names. Exits with 1 if something was found.\n"
                  "Example: stackdev doctor --fix");
  command->callback(
      [&globals, &run, fix] { run = [&globals, fix] { return runDoctor(globals, *fix); }; });
}

} // namespace stackdev::cli
