#include "network_output.h"

#include <iostream>

#include <stackdev/json.h>

namespace stackdev::cli {
namespace {

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

} // namespace

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

} // namespace stackdev::cli
