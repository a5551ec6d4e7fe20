// network apply: the bridge on trial, until somebody who can still reach the machine confirms it.
#pragma once

#include <stackdev/network.h>

#include "command.h"

namespace stackdev::cli {

struct NetworkTrial {
  int seconds = 60;
  bool yes = false; // keep it unasked, if the gateway answers as it did before
};

/// Makes what is planned, and asks whether it is to stay.
int applyPlan(const Globals& globals, const Root& root, const NetworkTrial& trial,
              const NetworkPlan& plan);

/// The same where all is as it shall be already: made by others, kept, or on trial.
int applyThere(const Globals& globals, const Root& root, const NetworkTrial& trial,
               const NetworkPlan& plan);

int keepTrial(const Globals& globals, const Root& root);

} // namespace stackdev::cli
