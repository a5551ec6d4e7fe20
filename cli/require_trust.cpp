#include <iostream>

#include <unistd.h>

#include <stackdev/apply.h>
#include <stackdev/shell_word.h>

#include "command.h"

namespace stackdev::cli {

Status requireTrust(const Root& root, const std::string& why) {
  if (isTrusted(root))
    return {};
  const auto reason = root.folder.string() + " is not trusted, and " + why;
  if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDERR_FILENO) == 0)
    return Error{ErrorCode::Untrusted,
                 reason + ".\nTrust it: stackdev trust --root " + shellWord(root.folder.string())};
  std::cerr << reason << ". Trust it? [y/N] ";
  std::string answer;
  std::getline(std::cin, answer);
  if (answer != "y" && answer != "yes")
    return Error{ErrorCode::Untrusted, "not trusted"};
  const auto plan = trustPlan(root);
  return plan ? apply(*plan, root.state, Remember::No) : Status(plan.error());
}

} // namespace stackdev::cli
