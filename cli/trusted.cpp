#include "trusted.h"

#include <iostream>

#include <unistd.h>

#include <stackdev/apply.h>

namespace stackdev::cli {

Status requireTrust(const Root& root) {
  if (isTrusted(root))
    return {};
  const auto why = root.folder.string() + " is not trusted, and this would start programs in it";
  if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDERR_FILENO) == 0)
    return Error{ErrorCode::Untrusted,
                 why + ".\nTrust it: stackdev trust --root " + root.folder.string()};
  std::cerr << why << ". Trust it? [y/N] ";
  std::string answer;
  std::getline(std::cin, answer);
  if (answer != "y" && answer != "yes")
    return Error{ErrorCode::Untrusted, "not trusted"};
  const auto plan = trustPlan(root);
  return plan ? apply(*plan, root.state, Remember::No) : Status(plan.error());
}

} // namespace stackdev::cli
