#include "services.h"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <sstream>

#include <stackdev/json.h>

#include "interrupt.h"

namespace stackdev::cli {
namespace {

constexpr long kMebibyte = 1024; // KiB

std::string duration(double seconds) {
  const auto whole = static_cast<long>(seconds);
  std::ostringstream text;
  if (whole >= 3600)
    text << whole / 3600 << "h" << std::setw(2) << std::setfill('0') << whole / 60 % 60 << "m";
  else if (whole >= 60)
    text << whole / 60 << "m" << std::setw(2) << std::setfill('0') << whole % 60 << "s";
  else
    text << whole << "s";
  return text.str();
}

void printProgress(const UpProgress& progress) {
  std::cerr << std::setw(3) << progress.done << "/" << progress.total << "  " << progress.name
            << " " << progress.what;
  if (progress.what != "starting")
    std::cerr << std::fixed << std::setprecision(1) << " (" << progress.seconds << " s)";
  if (progress.secondsLeft && *progress.secondsLeft >= 1)
    std::cerr << ", about " << std::fixed << std::setprecision(0) << *progress.secondsLeft
              << " s left";
  std::cerr << '\n';
}

std::string debugging(const ServiceStatus& service, const std::set<std::string>& debugSafe) {
  const std::string edited = debugSafe.contains(service.name) ? "debug-safe" : "";
  if (service.state != ServiceState::Debugged)
    return edited.empty() ? "-" : edited;
  return edited.empty() ? "debugger" : "debugger, " + edited;
}

} // namespace

bool isAlive(const ServiceStatus& service) {
  return service.state != ServiceState::Stopped && service.state != ServiceState::Failed;
}

int showPlan(const Globals& globals, const std::vector<ServiceStatus>& services,
             const std::function<std::string_view(const ServiceStatus&)>& deed) {
  if (globals.json) {
    print(jsonOf(services));
    return kDone;
  }
  for (const auto& one : services)
    if (const auto what = deed(one); !what.empty())
      std::cout << "would " << what << ' ' << one.name << '\n';
  return kDone;
}

std::string table(const std::vector<ServiceStatus>& services,
                  const std::set<std::string>& debugSafe) {
  std::size_t width = 7;
  for (const auto& one : services)
    width = std::max(width, one.name.size());
  std::ostringstream text;
  text << std::left << std::setw(static_cast<int>(width)) << "service"
       << "  " << std::setw(9) << "state" << std::right << std::setw(8) << "pid" << std::setw(7)
       << "port" << std::setw(8) << "up" << std::setw(9) << "memory"
       << "  debug       url\n";
  for (const auto& one : services)
    text << std::left << std::setw(static_cast<int>(width)) << one.name << "  " << std::setw(9)
         << toString(one.state) << std::right << std::setw(8)
         << (one.pid ? std::to_string(*one.pid) : "-") << std::setw(7)
         << (one.port ? std::to_string(*one.port) : "-") << std::setw(8)
         << (one.startedSeconds ? duration(*one.startedSeconds) : "-") << std::setw(9)
         << (one.memoryKiB > 0 ? std::to_string(one.memoryKiB / kMebibyte) + " MiB" : "-") << "  "
         << std::left << std::setw(12) << debugging(one, debugSafe) << one.url.value_or("") << '\n';
  return text.str();
}

int bring(const Globals& globals, const std::vector<std::string>& services, Bring bringing) {
  const auto root = rootOf(globals);
  if (!root)
    return failed(globals, root.error());
  const auto plan = upPlan(*root, services);
  if (!plan)
    return failed(globals, plan.error());
  if (globals.dryRun)
    return showPlan(globals, *plan, [&](const ServiceStatus& one) -> std::string_view {
      if (!isAlive(one))
        return "start";
      const bool isNamed = services.empty() ||
                           std::find(services.begin(), services.end(), one.name) != services.end();
      return bringing == &restart && isNamed ? "restart" : "";
    });
  if (auto trusted = requireTrust(*root, "this would start its services"); !trusted)
    return failed(globals, trusted.error());
  UpOptions options{services, {}, &interruption()};
  if (globals.verbosity >= 0)
    options.progress = printProgress;
  const auto running = bringing(*root, options);
  if (!running)
    return failed(globals, running.error());
  if (globals.json)
    print(jsonOf(*running));
  else if (globals.verbosity >= 0)
    std::cout << table(*running);
  return kDone;
}

} // namespace stackdev::cli
