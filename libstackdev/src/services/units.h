// Services and steps of a stack with the programs that they are, in the order that they need.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include <stackdev/stack.h>

#include "supervision/supervisor_config.h"

namespace stackdev {

struct Unit {
  SupervisedProgram process; // `once`: a step
  std::vector<std::string> after;
  std::optional<int> port;
  std::vector<int> furtherPorts; // that it takes, too
  std::string ready;             // URL; "" if something else tells
  std::vector<std::string>
      readyScript; // and its arguments; {} if the port or the process alone does
  int seconds = 60;
  std::string fingerprint;      // of a step: changes when it must be done again
  std::optional<Error> problem; // why it cannot be started

  const std::string& name() const { return process.name; }
};

/// The manifest's services and steps, each behind all that it needs, else in the manifest's order.
/// Errors: InvalidArgument for a circle.
Result<std::vector<const ManifestService*>> ordered(const Manifest& manifest);

/// The same with their programs. Errors: as above.
Result<std::vector<Unit>> unitsOf(const Root& root);

/// The names with all that these need. Errors: NotFound.
Result<std::set<std::string>> withNeeds(const std::vector<std::string>& names,
                                        const Manifest& manifest);

} // namespace stackdev
