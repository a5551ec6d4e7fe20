#include <iostream>

#include <stackdev/apply.h>

#include "command.h"

namespace stackdev::cli {
namespace {

int list(const Globals& globals) {
  const auto all = builtInStacks();
  if (all.empty()) // there are some in every installation
    return failed(globals, initPlan({}, "").error());
  boost::json::array stacks;
  for (const auto& stack : all) {
    stacks.push_back(boost::json::object{{"name", stack.name}, {"summary", stack.summary}});
    if (!globals.json)
      std::cout << stack.name << "  " << stack.summary << '\n';
  }
  if (globals.json)
    print(boost::json::object{{"stacks", std::move(stacks)}});
  return kDone;
}

int report(const Globals& globals, const Root& root, const std::string& stack,
           const std::vector<std::filesystem::path>& made) {
  const auto manifest = (root.folder / kManifestName).string();
  if (globals.json) {
    boost::json::array repositories;
    for (const auto& folder : made)
      repositories.emplace_back(folder.string());
    print(boost::json::object{{"manifest", manifest}, {"made", std::move(repositories)}});
    return kDone;
  }
  if (globals.verbosity < 0)
    return kDone;
  std::cout << manifest << ": the stack " << stack << '\n';
  for (const auto& folder : made)
    std::cout << folder.string() << ": made\n";
  return kDone;
}

int init(const Globals& globals, const std::string& stack) {
  auto root = rootOf(globals);
  if (!root)
    return failed(globals, root.error());
  const auto plan = initPlan(*root, stack);
  if (!plan)
    return failed(globals, plan.error());
  if (globals.dryRun && globals.json)
    return report(globals, *root, stack, {});
  if (globals.dryRun) {
    printDiff(minimal(*plan), *root);
    return kDone;
  }
  if (auto done = apply(*plan, root->state); !done)
    return failed(globals, done.error());
  const auto trust = trustPlan(*root); // it is our own manifest
  if (!trust)
    return failed(globals, trust.error());
  if (auto done = apply(*trust, root->state, Remember::No); !done)
    return failed(globals, done.error());
  const auto made = makeSampleRepositories(*root, stack);
  if (!made)
    return failed(globals, made.error());
  return report(globals, *root, stack, *made);
}

} // namespace

void addInit(CLI::App& app, const Globals& globals, Run& run) {
  auto* command = app.add_subcommand("init", "Write stackdev.toml from a built-in stack");
  auto stack = std::make_shared<std::string>();
  command->add_option("--stack", *stack, "Name of the stack; without it, the stacks are listed")
      ->type_name("STACK");
  command->footer("Example: stackdev init --stack sample");
  command->callback([&globals, &run, stack] {
    run = [&globals, stack] { return stack->empty() ? list(globals) : init(globals, *stack); };
  });
}

} // namespace stackdev::cli
