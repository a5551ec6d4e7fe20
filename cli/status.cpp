// status, verify and env: how the services are, whether they do what they should, how to reach
// them.
#include <algorithm>
#include <chrono>
#include <iomanip>
#include <iostream>
#include <thread>

#include <unistd.h>

#include <stackdev/json.h>
#include <stackdev/shell_word.h>

#include "interrupt.h"
#include "services.h"

namespace stackdev::cli {
namespace {

constexpr std::chrono::milliseconds kLook{100};
constexpr int kLooksPerPicture = 10;

Result<std::vector<ServiceStatus>> printStatus(const Globals& globals, bool clear) {
  const auto root = rootOf(globals);
  if (!root)
    return root.error();
  auto services = serviceStatus(*root);
  if (!services)
    return services;
  if (globals.json) {
    print(jsonOf(*services));
    std::cout << std::flush;
    return services;
  }
  const auto debugSafe = debugSafeServices(*root);
  if (!debugSafe)
    return debugSafe.error();
  std::cout << (clear ? "\033[H\033[J" : "") << table(*services, *debugSafe) << std::flush;
  return services;
}

int watchStatus(const Globals& globals) {
  const bool clear = ::isatty(STDOUT_FILENO) != 0;
  const auto& stop = interruption();
  while (!stop && std::cout) {
    if (const auto shown = printStatus(globals, clear); !shown)
      return failed(globals, shown.error());
    for (int i = 0; i < kLooksPerPicture && !stop; ++i)
      std::this_thread::sleep_for(kLook);
  }
  return kInterrupted;
}

int showStatus(const Globals& globals) {
  const auto shown = printStatus(globals, false);
  return shown ? kDone : failed(globals, shown.error());
}

void printCheck(const CheckResult& check) {
  std::cout << (check.ok ? "PASS" : "FAIL") << std::fixed << std::setprecision(1) << std::setw(7)
            << check.seconds << " s  " << check.name;
  if (!check.ok)
    std::cout << ": " << check.detail;
  std::cout << std::endl;
}

int tryAll(const Globals& globals) {
  const auto root = rootOf(globals);
  if (!root)
    return failed(globals, root.error());
  if (globals.dryRun)
    return failed(globals, {ErrorCode::InvalidArgument, "verify has no --dry-run: it tries"});
  if (auto trusted = requireTrust(*root, "this would start what it names"); !trusted)
    return failed(globals, trusted.error());
  const auto onResult =
      globals.json ? std::function<void(const CheckResult&)>() : std::function(printCheck);
  const auto results = verify(*root, onResult, &interruption());
  if (!results)
    return failed(globals, results.error());
  if (globals.json)
    print(jsonOf(*results));
  const bool allFine =
      std::all_of(results->begin(), results->end(), [](const auto& check) { return check.ok; });
  return allFine ? kDone : kNo;
}

int printEnvironment(const Globals& globals) {
  const auto root = rootOf(globals);
  if (!root)
    return failed(globals, root.error());
  const auto values = clientEnvironment(*root);
  if (!values)
    return failed(globals, values.error());
  boost::json::object object;
  for (const auto& [name, value] : *values) {
    object[name] = value;
    if (!globals.json)
      std::cout << "export " << name << '=' << quotedShellWord(value) << '\n';
  }
  if (globals.json)
    print(boost::json::object{{"environment", std::move(object)}});
  return kDone;
}

} // namespace

void addStatus(CLI::App& app, const Globals& globals, Run& run) {
  auto watch = std::make_shared<bool>(false);
  auto* command = app.add_subcommand("status", "How the services are");
  command->add_flag("--watch", *watch, "Again every second, until interrupted");
  command->footer("Example: stackdev status --watch");
  command->callback([&globals, &run, watch] {
    run = [&globals, watch] { return *watch ? watchStatus(globals) : showStatus(globals); };
  });
}

void addVerify(CLI::App& app, const Globals& globals, Run& run) {
  auto* command = app.add_subcommand("verify", "Try what a user would do, and tell what works");
  command->footer("Exits 1 if something does not.\nExample: stackdev verify --json");
  command->callback([&globals, &run] { run = [&globals] { return tryAll(globals); }; });
}

void addEnv(CLI::App& app, const Globals& globals, Run& run) {
  auto* command = app.add_subcommand("env", "The variables that your own clients need");
  command->footer("Example: eval \"$(stackdev env)\" && openstack server list");
  command->callback([&globals, &run] { run = [&globals] { return printEnvironment(globals); }; });
}

} // namespace stackdev::cli
