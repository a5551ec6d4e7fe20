// How the commands of the network print.
#pragma once

#include <vector>

#include <stackdev/network.h>

#include "command.h"

namespace stackdev::cli {

void printCommands(const std::vector<NetworkCommand>& commands);

/// What a plan would do: addresses, files, commands.
void printPlan(const Root& root, const NetworkPlan& plan);

void warnAll(const Globals& globals, const NetworkPlan& plan);

/// The bridge is as it shall be.
int reportThere(const Globals& globals, const NetworkPlan& plan);

} // namespace stackdev::cli
