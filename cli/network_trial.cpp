#include "network_trial.h"

#include <chrono>
#include <filesystem>
#include <iostream>

#include <poll.h>
#include <unistd.h>

#include <stackdev/json.h>

#include "interrupt.h"
#include "network_output.h"

namespace stackdev::cli {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

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

NetworkGuard guardOf(const Root& root, const NetworkTrial& trial) {
  return {std::filesystem::read_symlink("/proc/self/exe"),
          {"--quiet", "--root", root.folder.string(), "--state", root.state.string(), "network",
           "end-trial", "--after", std::to_string(trial.seconds), "--trial"}};
}

} // namespace

int applyPlan(const Globals& globals, const Root& root, const NetworkTrial& trial,
              const NetworkPlan& plan) {
  if (!globals.json && globals.verbosity >= 0)
    printPlan(root, plan);
  warnAll(globals, plan);
  const auto end = steady_clock::now() + seconds(trial.seconds);
  const auto answered = tryNetwork(root, plan, guardOf(root, trial));
  if (!answered)
    return failed(globals, answered.error());
  if (trial.yes && (*answered || plan.interface.empty()))
    return keep(globals, root, plan);
  if (trial.yes)
    warn(globals, "no gateway that answered before can be asked, so it is not kept without you");
  if (::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0)
    return isConfirmed(plan.bridge, end) ? keep(globals, root, plan)
                                         : takeBack(globals, root, plan);
  const auto state = networkState(root);
  if (steady_clock::now() >= end && state && !*state)
    return failed(globals, {ErrorCode::Io, "the trial is over: everything was taken back"});
  return reportTrial(globals, root, plan);
}

int applyThere(const Globals& globals, const Root& root, const NetworkTrial& trial,
               const NetworkPlan& plan) {
  const auto state = networkState(root);
  if (!state)
    return failed(globals, state.error());
  if (!*state || (*state)->isKept || (*state)->bridge != plan.bridge || globals.dryRun)
    return reportThere(globals, plan);
  return trial.yes ? keep(globals, root, plan) : reportTrial(globals, root, plan);
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

} // namespace stackdev::cli
