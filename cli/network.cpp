#include <stackdev/network.h>

#include <chrono>

#include <stackdev/json.h>

#include "network_output.h"
#include "network_trial.h"

namespace stackdev::cli {
namespace {

struct Options {
  NetworkOptions network;
  std::string method;
  NetworkTrial trial;
  bool keep = false;
  int after = 0; // seconds, of the guard
  std::string name;
};

Result<NetworkPlan> planOf(const Root& root, const Options& given) {
  auto options = given.network;
  if (!given.method.empty())
    options.method = networkMethodNamed(given.method);
  return networkPlan(root, options);
}

int showPlan(const Globals& globals, const Root& root, const NetworkPlan& plan) {
  if (plan.isThere)
    return reportThere(globals, plan);
  if (globals.json)
    print(jsonOf(plan, "planned"));
  else
    printPlan(root, plan);
  warnAll(globals, plan);
  return kDone;
}

int runPlan(const Globals& globals, const Options& options) {
  const auto root = rootOf(globals);
  if (!root)
    return failed(globals, root.error());
  const auto plan = planOf(*root, options);
  return plan ? showPlan(globals, *root, *plan) : failed(globals, plan.error());
}

int runApply(const Globals& globals, const Options& options) {
  const auto root = rootOf(globals);
  if (!root)
    return failed(globals, root.error());
  if (options.keep)
    return keepTrial(globals, *root);
  const auto plan = planOf(*root, options);
  if (!plan)
    return failed(globals, plan.error());
  if (plan->isThere)
    return applyThere(globals, *root, options.trial, *plan);
  if (globals.dryRun)
    return showPlan(globals, *root, *plan);
  if (auto trusted = requireTrust(*root, "this would change the machine's network"); !trusted)
    return failed(globals, trusted.error());
  return applyPlan(globals, *root, options.trial, *plan);
}

int runRemove(const Globals& globals) {
  const auto root = rootOf(globals);
  if (!root)
    return failed(globals, root.error());
  const auto removal = networkRemoval(*root);
  if (!removal)
    return failed(globals, removal.error());
  if (!globals.json && globals.verbosity >= 0) {
    printDiff(removal->files, *root);
    printCommands(removal->commands);
  }
  if (!globals.dryRun)
    if (const auto removed = removeNetwork(*root, *removal); !removed)
      return failed(globals, removed.error());
  if (globals.json)
    print(jsonOf(*removal));
  return kDone;
}

int runGuard(const Globals& globals, const Options& options) {
  const auto root = rootOf(globals);
  if (!root)
    return failed(globals, root.error());
  const auto ended = guardNetworkTrial(*root, options.name, std::chrono::seconds(options.after));
  return ended ? kDone : failed(globals, ended.error());
}

void addOptions(CLI::App& command, Options& options) {
  command.add_option("--bridge", options.network.bridge, "Its name; else the manifest's, br100")
      ->type_name("NAME");
  command
      .add_option("--interface", options.network.interface,
                  "The interface that becomes its port, with its addresses; else the manifest's, "
                  "or none")
      ->type_name("NAME");
  command.add_option("--address", options.network.address, "An address of its own: 10.0.0.1/24")
      ->type_name("ADDRESS/PREFIX");
  command.add_option("--method", options.method, "Else by what the machine runs")
      ->check(CLI::IsMember({"iproute2", "networkmanager", "ifcfg"}));
}

} // namespace

void addNetwork(CLI::App& app, const Globals& globals, Run& run) {
  auto* command = app.add_subcommand("network", "The bridge that instances are put on");
  command->require_subcommand(1);
  command->footer("Example: stackdev network plan --interface eth0");
  auto options = std::make_shared<Options>();
  auto* plan = command->add_subcommand("plan", "Show the files and commands, change nothing");
  addOptions(*plan, *options);
  plan->footer("Example: stackdev network plan --interface eth0");
  plan->callback([&globals, &run, options] {
    run = [&globals, options] { return runPlan(globals, *options); };
  });
  auto* apply = command->add_subcommand("apply", "Make the bridge, on trial until it is confirmed");
  addOptions(*apply, *options);
  apply
      ->add_option("--trial", options->trial.seconds,
                   "Seconds until it is taken back unless confirmed")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  apply->add_flag("--yes", options->trial.yes,
                  "Keep it without asking, if the gateway answers as it did before");
  apply->add_flag("--keep", options->keep, "Keep the bridge that is on trial");
  apply->footer("Needs trust and root. Example: sudo stackdev network apply --interface eth0");
  apply->callback([&globals, &run, options] {
    run = [&globals, options] { return runApply(globals, *options); };
  });
  auto* remove =
      command->add_subcommand("remove", "Take the bridge away, give its port the addresses back");
  remove->footer("Needs root. Example: sudo stackdev network remove --dry-run");
  remove->callback([&globals, &run] { run = [&globals] { return runRemove(globals); }; });
  auto* guard = command->add_subcommand("end-trial", "Take back what was not kept")->group("");
  guard->add_option("--after", options->after)->required();
  guard->add_option("--trial", options->name)->required();
  guard->callback([&globals, &run, options] {
    run = [&globals, options] { return runGuard(globals, *options); };
  });
}

} // namespace stackdev::cli
