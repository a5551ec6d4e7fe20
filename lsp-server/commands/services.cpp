// up, status, logs, down, verify: the services of the stack.
#include <algorithm>
#include <cmath>

#include <stackdev/json.h>
#include <stackdev/services.h>

#include "commands/commands.h"

namespace stackdev::lsp {
namespace {

std::size_t countOf(const std::vector<ServiceStatus>& services, ServiceState state) {
  return static_cast<std::size_t>(
      std::count_if(services.begin(), services.end(),
                    [&](const ServiceStatus& one) { return one.state == state; }));
}

std::string summary(const std::vector<ServiceStatus>& services) {
  const auto failed = countOf(services, ServiceState::Failed);
  return std::to_string(countOf(services, ServiceState::Running)) + " of " +
         counted(services.size(), "service") + " running" +
         (failed == 0 ? "" : ", " + std::to_string(failed) + " failed");
}

std::string shown(const UpProgress& progress) {
  return std::to_string(progress.done) + "/" + std::to_string(progress.total) + " " +
         progress.name + " " + std::string(progress.what) +
         (progress.secondsLeft && *progress.secondsLeft >= 1
              ? ", about " + std::to_string(std::lround(*progress.secondsLeft)) + " s left"
              : "");
}

} // namespace

Result<Outcome> upCommand(const CommandCall& call) {
  const auto services = call.arguments.texts("services");
  if (!services)
    return services.error();
  if (call.arguments.isDryRun()) {
    const auto plan = upPlan(call.root, *services);
    return plan ? Result<Outcome>(Outcome{jsonOf(*plan), summary(*plan)}) : plan.error();
  }
  if (const auto plan = upPlan(call.root, *services); !plan) // no trust makes up for that
    return plan.error();
  if (auto trusted = requireTrust(call.root, "this would start its services"); !trusted)
    return trusted.error();
  UpOptions options;
  options.services = *services;
  options.progress = [&](const UpProgress& progress) { call.report(shown(progress)); };
  options.cancelled = call.query.cancelled.get();
  const auto running = up(call.root, options);
  if (!running)
    return running.error();
  return Outcome{jsonOf(*running), summary(*running)};
}

Result<Outcome> statusCommand(const CommandCall& call) {
  const auto services = serviceStatus(call.root);
  if (!services)
    return services.error();
  return Outcome{jsonOf(*services), summary(*services)};
}

Result<Outcome> logsCommand(const CommandCall& call) {
  const auto service = call.arguments.text("service");
  if (!service)
    return service.error();
  auto logs = serviceLogs(call.root);
  if (!logs)
    return logs.error();
  if (*service)
    std::erase_if(*logs, [&](const ServiceLog& log) { return log.name != **service; });
  if (*service && logs->empty())
    return Error{ErrorCode::NotFound, "there is no log of " + **service + " (yet)"};
  json::array all;
  std::string message = logs->empty() ? "there are no logs yet" : "";
  for (const auto& log : *logs) {
    all.push_back(json::object{{"name", log.name}, {"file", log.file.string()}});
    message += (message.empty() ? "" : "\n") + log.name + ": " + log.file.string();
  }
  return Outcome{json::object{{"logs", std::move(all)}}, std::move(message)};
}

Result<Outcome> downCommand(const CommandCall& call) {
  const auto wipe = call.arguments.flag("wipe");
  if (!wipe)
    return wipe.error();
  if (call.arguments.isDryRun())
    return statusCommand(call);
  Outcome outcome;
  outcome.act = [root = call.root, isWiped = *wipe]() -> Result<Outcome> {
    if (const auto done = down(root, isWiped ? Wipe::Yes : Wipe::No); !done)
      return done.error();
    return Outcome{json::object{{"down", true}, {"wiped", isWiped}},
                   isWiped ? "all services are down, and what they kept is gone"
                           : "all services are down"};
  };
  return outcome;
}

Result<Outcome> verifyCommand(const CommandCall& call) {
  if (call.arguments.isDryRun())
    return Error{ErrorCode::InvalidArgument, "verify has no dryRun: it tries"};
  if (auto trusted = requireTrust(call.root, "this would start what it names"); !trusted)
    return trusted.error();
  const auto checks = verify(
      call.root,
      [&](const CheckResult& check) { call.report((check.ok ? "PASS " : "FAIL ") + check.name); },
      call.query.cancelled.get());
  if (!checks)
    return checks.error();
  const auto failed = static_cast<std::size_t>(
      std::count_if(checks->begin(), checks->end(), [](const auto& check) { return !check.ok; }));
  return Outcome{jsonOf(*checks),
                 counted(checks->size(), "check") + ", " + std::to_string(failed) + " failed"};
}

} // namespace stackdev::lsp
