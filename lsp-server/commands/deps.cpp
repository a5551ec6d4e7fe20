// deps: installs what is missing; with dryRun it says what that is.
#include <stackdev/deps.h>
#include <stackdev/json.h>

#include "commands/commands.h"

namespace stackdev::lsp {
namespace {

Result<DepsOptions> depsOptions(const CommandCall& call) {
  const auto interpreter = call.arguments.text("interpreter");
  const auto wheels = call.arguments.text("findLinks");
  const auto constraints = call.arguments.text("constraint");
  const auto tests = call.arguments.flag("tests");
  for (const auto* text : {&interpreter, &wheels, &constraints})
    if (!*text)
      return text->error();
  if (!tests)
    return tests.error();
  DepsOptions options;
  options.interpreter = interpreter->value_or("");
  if (*wheels)
    options.wheels = pathIn(call.root, **wheels);
  if (*constraints)
    options.constraints = pathIn(call.root, **constraints);
  options.tests = *tests;
  options.cancelled = call.query.cancelled.get();
  return options;
}

std::string summary(const DepsPlan& plan, bool isDry) {
  if (!plan.systemCommand.empty() && isDry)
    return counted(plan.systemPackages.size(), "package") + " of the system missing, " +
           std::to_string(plan.packages.size()) + " of Python";
  return counted(plan.packages.size(), "Python package") + (isDry ? " missing" : " installed");
}

} // namespace

Result<Outcome> depsCommand(const CommandCall& call) {
  const auto options = depsOptions(call);
  const bool isDry = call.arguments.isDryRun();
  if (!options)
    return options.error();
  if (auto trusted =
          isDry ? Status()
                : requireTrust(call.root, "this would run the build programs of its repositories");
      !trusted)
    return trusted.error();
  const auto tell = [&](std::string_view step, std::size_t done, std::size_t of) {
    call.report(of == 0
                    ? std::string(step)
                    : std::to_string(done) + "/" + std::to_string(of) + " " + std::string(step));
  };
  const auto plan = isDry ? depsPlan(call.root, *options) : installDeps(call.root, *options, tell);
  if (!plan)
    return plan.error();
  return Outcome{jsonOf(*plan), summary(*plan, isDry)};
}

} // namespace stackdev::lsp
