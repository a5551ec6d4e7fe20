// clone: each repository's end is told as it comes.
#include <algorithm>

#include <stackdev/clone.h>
#include <stackdev/json.h>

#include "commands/commands.h"

namespace stackdev::lsp {
namespace {

constexpr std::uint64_t kMostJobs = 64;

Result<CloneOptions> cloneOptions(const CommandCall& call) {
  const auto names = call.arguments.texts("names");
  const auto jobs = call.arguments.number("jobs");
  const auto mirror = call.arguments.text("mirror");
  const auto depth = call.arguments.number("depth");
  const auto filter = call.arguments.text("filter");
  const auto submodules = call.arguments.flag("submodules");
  if (!names)
    return names.error();
  for (const auto* number : {&jobs, &depth})
    if (!*number)
      return number->error();
  for (const auto* text : {&mirror, &filter})
    if (!*text)
      return text->error();
  if (!submodules)
    return submodules.error();
  CloneOptions options;
  options.names = *names;
  options.jobs =
      static_cast<unsigned>(std::clamp<std::uint64_t>(jobs->value_or(options.jobs), 1, kMostJobs));
  if (*mirror)
    options.mirror = pathIn(call.root, **mirror);
  options.depth = static_cast<int>(std::min<std::uint64_t>(depth->value_or(0), 1'000'000));
  options.filter = filter->value_or("");
  options.submodules = *submodules;
  options.cancelled = call.query.cancelled.get();
  return options;
}

} // namespace

Result<Outcome> cloneCommand(const CommandCall& call) {
  const auto options = cloneOptions(call);
  const bool isDry = call.arguments.isDryRun();
  if (!options)
    return options.error();
  CloneObserver observer;
  observer.finished = [&](const CloneResult& result) {
    call.report(result.name + ": " + std::string(toString(result.verdict)));
  };
  const auto results =
      isDry ? clonePlan(call.root, *options) : clone(call.root, *options, observer);
  if (!results)
    return results.error();
  json::array repositories;
  for (const auto& result : *results)
    repositories.push_back(jsonOf(result));
  const auto failures = static_cast<std::size_t>(
      std::count_if(results->begin(), results->end(), [](const CloneResult& result) {
        return result.verdict == CloneVerdict::Failed;
      }));
  return Outcome{json::object{{"repositories", std::move(repositories)}},
                 counted(results->size(), "clone") +
                     (failures == 0 ? "" : ", " + std::to_string(failures) + " failed")};
}

} // namespace stackdev::lsp
