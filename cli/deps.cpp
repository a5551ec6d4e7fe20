#include <stackdev/deps.h>

#include <iostream>

#include <stackdev/json.h>

#include "command.h"
#include "interrupt.h"
#include "progress.h"

namespace stackdev::cli {
namespace {

struct Options {
  DepsOptions deps;
  std::string wheels;
  std::string constraints;
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

void printPlan(const DepsPlan& plan) {
  if (!plan.systemCommand.empty())
    std::cout << "system: " << joined(plan.systemCommand) << '\n';
  if (!plan.hasVenv)
    std::cout << "venv: " << plan.venv.string() << '\n';
  for (const auto& package : plan.packages)
    std::cout << package.name << ' ' << package.version
              << (package.requiredBy.empty() ? "" : "  for " + joined(package.requiredBy)) << '\n';
  for (const auto& repository : plan.repositories)
    if (!repository.isInstalled)
      std::cout << repository.name << (repository.isInPlace ? "  on the path" : "  editable")
                << '\n';
}

int report(const Globals& globals, const Result<DepsPlan>& plan) {
  if (!plan)
    return failed(globals, plan.error());
  for (const auto& warning : plan->warnings)
    warn(globals, warning);
  if (globals.json)
    print(jsonOf(*plan));
  else
    printPlan(*plan);
  return kDone;
}

Options complete(Options options) {
  if (!options.wheels.empty())
    options.deps.wheels = std::filesystem::absolute(options.wheels);
  if (!options.constraints.empty())
    options.deps.constraints = std::filesystem::absolute(options.constraints);
  options.deps.cancelled = &interruption();
  return options;
}

int runPlan(const Globals& globals, const Options& given) {
  const auto root = rootOf(globals);
  if (!root)
    return failed(globals, root.error());
  return report(globals, depsPlan(*root, complete(given).deps));
}

int runInstall(const Globals& globals, const Options& given) {
  const auto root = rootOf(globals);
  if (!root)
    return failed(globals, root.error());
  if (globals.dryRun)
    return report(globals, depsPlan(*root, complete(given).deps));
  if (auto trusted = requireTrust(*root, "this would run the build programs of its repositories");
      !trusted)
    return failed(globals, trusted.error());
  ProgressDisplay display(globals);
  std::string shown;
  const auto tell = [&](std::string_view step, std::size_t done, std::size_t of) {
    if (step.starts_with("system: ") && globals.verbosity >= 0) // shown before it is run
      std::cerr << step.substr(8) << '\n';
    display.update({"deps", std::string(step), done, of, 0});
  };
  const auto plan = installDeps(*root, complete(given).deps, tell);
  display.remove("deps");
  return report(globals, plan);
}

void addOptions(CLI::App& command, Options& options) {
  command
      .add_option("--interpreter", options.deps.interpreter, "The Python that the venv is made of")
      ->type_name("PYTHON");
  command
      .add_option("--find-links", options.wheels,
                  "Take packages from this folder only, ask no index")
      ->type_name("DIR");
  command
      .add_option("--constraint", options.constraints,
                  "File of constraints; else upper-constraints.txt in the root")
      ->type_name("FILE");
  command.add_flag("--tests", options.deps.tests, "What their tests require, too");
}

} // namespace

void addDeps(CLI::App& app, const Globals& globals, Run& run) {
  auto* command = app.add_subcommand("deps", "What the stack needs of the system and of Python");
  command->require_subcommand(1);
  command->footer("Example: stackdev deps plan");
  auto options = std::make_shared<Options>();
  auto* plan = command->add_subcommand("plan", "Say what is missing");
  addOptions(*plan, *options);
  plan->footer("Installs nothing. Example: stackdev deps plan");
  plan->callback([&globals, &run, options] {
    run = [&globals, options] { return runPlan(globals, *options); };
  });
  auto* install = command->add_subcommand("install", "Install what is missing");
  addOptions(*install, *options);
  install->footer("Needs trust. What is there is not installed again.\n"
                  "Example: stackdev deps install --find-links /srv/wheels");
  install->callback([&globals, &run, options] {
    run = [&globals, options] { return runInstall(globals, *options); };
  });
}

} // namespace stackdev::cli
