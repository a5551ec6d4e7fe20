#include <stackdev/network.h>

#include <chrono>
#include <iostream>

#include <poll.h>
#include <unistd.h>

#include <stackdev/json.h>

#include "command.h"
#include "interrupt.h"

namespace stackdev::cli {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

struct Options {
  NetworkOptions network;
  std::string method;
  int trial = 60; // seconds
  bool yes = false;
  bool keep = false;
  int after = 0; // seconds, of the guard
  std::string name;
};

const char* told(NetworkMethod method) {
  switch (method) {
  case NetworkMethod::Iproute2:
    return "by iproute2";
  case NetworkMethod::NetworkManager:
    return "by NetworkManager";
  case NetworkMethod::Ifcfg:
    return "by iproute2 now, by ifcfg files from the next start on";
  }
  return "";
}

void printCommands(const std::vector<NetworkCommand>& commands) {
  for (const auto& line : shownCommands(commands))
    std::cout << "  " << line << '\n';
}

void printPlan(const Root& root, const NetworkPlan& plan) {
  std::cout << plan.bridge << (plan.interface.empty() ? " without a port" : " on " + plan.interface)
            << ", " << told(plan.method) << '\n';
  for (const auto& address : plan.addresses)
    std::cout << "  has " << address << '\n';
  printDiff(plan.files, root);
  printCommands(plan.commands);
}

void warnAll(const Globals& globals, const NetworkPlan& plan) {
  for (const auto& warning : plan.warnings)
    warn(globals, warning);
}

int reportThere(const Globals& globals, const NetworkPlan& plan) {
  if (globals.json)
    print(jsonOf(plan, "there"));
  else if (globals.verbosity >= 0)
    std::cout << plan.bridge << " is there"
              << (plan.interface.empty() ? "" : ", with " + plan.interface) << '\n';
  return kDone;
}

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

/// Whether someone types yes before `end`; no answer, an interruption and a terminal that is gone
/// are none.
bool isConfirmed(const std::string& bridge, steady_clock::time_point end) {
  const auto& interrupted = interruption();
  while (!interrupted && steady_clock::now() < end) {
    const auto left = std::chrono::ceil<seconds>(end - steady_clock::now()).count();
    std::cerr << "\rKeep " << bridge << "? Try a new connection first. It is taken back in " << left
              << " s [y/N] " << std::flush;
    struct pollfd input {
      STDIN_FILENO, POLLIN, 0
    };
    if (::poll(&input, 1, 1000) <= 0)
      continue;
    std::string answer;
    return std::getline(std::cin, answer) && (answer == "y" || answer == "yes");
  }
  std::cerr << '\n';
  return false;
}

int report(const Globals& globals, const NetworkPlan& plan, const char* state,
           const std::string& text) {
  if (globals.json)
    print(jsonOf(plan, state));
  else if (globals.verbosity >= 0)
    std::cout << text << '\n';
  return kDone;
}

int reportKept(const Globals& globals, const NetworkPlan& plan) {
  return report(globals, plan, "kept",
                plan.bridge + " is kept. Take it away again: stackdev network remove");
}

int keep(const Globals& globals, const Root& root, const NetworkPlan& plan) {
  const auto kept = keepNetwork(root);
  return kept ? reportKept(globals, plan) : failed(globals, kept.error());
}

int reportTrial(const Globals& globals, const Root& root, const NetworkPlan& plan) {
  return report(globals, plan, "trial",
                plan.bridge +
                    " is on trial. If this machine can still be reached, keep it: "
                    "stackdev network apply --keep --root " +
                    root.folder.string());
}

int takeBack(const Globals& globals, const Root& root, const NetworkPlan& plan) {
  const auto ended = endNetworkTrial(root);
  if (!ended)
    return failed(globals, ended.error());
  const auto state = networkState(root); // perhaps someone else has kept it meanwhile
  if (!*ended && state && *state && (*state)->isKept)
    return reportKept(globals, plan);
  return failed(globals, {interruption() ? ErrorCode::Cancelled : ErrorCode::Io,
                          "not kept: everything was taken back"});
}

NetworkGuard guardOf(const Root& root, const Options& options) {
  return {std::filesystem::read_symlink("/proc/self/exe"),
          {"--quiet", "--root", root.folder.string(), "--state", root.state.string(), "network",
           "end-trial", "--after", std::to_string(options.trial), "--trial"}};
}

int applyPlan(const Globals& globals, const Root& root, const Options& options,
              const NetworkPlan& plan) {
  if (!globals.json && globals.verbosity >= 0)
    printPlan(root, plan);
  warnAll(globals, plan);
  const auto end = steady_clock::now() + seconds(options.trial);
  const auto answered = tryNetwork(root, plan, guardOf(root, options));
  if (!answered)
    return failed(globals, answered.error());
  if (options.yes && (*answered || plan.interface.empty()))
    return keep(globals, root, plan);
  if (options.yes)
    warn(globals, "no gateway that answered before can be asked, so it is not kept without you");
  if (::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0)
    return isConfirmed(plan.bridge, end) ? keep(globals, root, plan)
                                         : takeBack(globals, root, plan);
  const auto state = networkState(root);
  if (steady_clock::now() >= end && state && !*state)
    return failed(globals, {ErrorCode::Io, "the trial is over: everything was taken back"});
  return reportTrial(globals, root, plan);
}

/// As it shall be already: made by others, kept, or on trial.
int applyThere(const Globals& globals, const Root& root, const Options& options,
               const NetworkPlan& plan) {
  const auto state = networkState(root);
  if (!state)
    return failed(globals, state.error());
  if (!*state || (*state)->isKept || (*state)->bridge != plan.bridge || globals.dryRun)
    return reportThere(globals, plan);
  return options.yes ? keep(globals, root, plan) : reportTrial(globals, root, plan);
}

int keepTrial(const Globals& globals, const Root& root) {
  const auto state = networkState(root);
  if (!state)
    return failed(globals, state.error());
  if (!globals.dryRun || !*state)
    if (const auto kept = keepNetwork(root); !kept)
      return failed(globals, kept.error());
  const auto bridge = *state ? (*state)->bridge : std::string();
  if (globals.json)
    print(boost::json::object{{"bridge", bridge}, {"state", globals.dryRun ? "trial" : "kept"}});
  else if (globals.verbosity >= 0)
    std::cout << bridge << (globals.dryRun ? " would be kept" : " is kept")
              << ". Take it away again: stackdev network remove\n";
  return kDone;
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
    return applyThere(globals, *root, options, *plan);
  if (globals.dryRun)
    return showPlan(globals, *root, *plan);
  if (auto trusted = requireTrust(*root, "this would change the machine's network"); !trusted)
    return failed(globals, trusted.error());
  return applyPlan(globals, *root, options, *plan);
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
  const auto ended = guardNetworkTrial(*root, options.name, seconds(options.after));
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
  auto options = std::make_shared<Options>();
  auto* plan = command->add_subcommand("plan", "Show the files and commands, change nothing");
  addOptions(*plan, *options);
  plan->footer("Example: stackdev network plan --interface eth0");
  plan->callback([&globals, &run, options] {
    run = [&globals, options] { return runPlan(globals, *options); };
  });
  auto* apply = command->add_subcommand("apply", "Make the bridge, on trial until it is confirmed");
  addOptions(*apply, *options);
  apply->add_option("--trial", options->trial, "Seconds until it is taken back unless confirmed")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  apply->add_flag("--yes", options->yes,
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
