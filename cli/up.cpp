// up, restart and down: the services begin and end.
#include <iostream>

#include "services.h"

namespace stackdev::cli {
namespace {

int showEnd(const Globals& globals, const Root& root, bool wipe) {
  const auto services = serviceStatus(root); // a root without any has nothing to end
  const auto shown = showPlan(
      globals, services ? *services : std::vector<ServiceStatus>(),
      [](const ServiceStatus& one) { return std::string_view(isAlive(one) ? "end" : ""); });
  if (wipe && !globals.json)
    std::cout << "would remove what they keep: databases, logs, generated files, passwords\n";
  return shown;
}

int endAll(const Globals& globals, bool wipe) {
  const auto root = rootOf(globals, BadManifest::IsNone);
  if (!root)
    return failed(globals, root.error());
  if (globals.dryRun)
    return showEnd(globals, *root, wipe);
  if (auto done = down(*root, wipe ? Wipe::Yes : Wipe::No); !done)
    return failed(globals, done.error());
  if (globals.json)
    print(boost::json::object{{"down", true}, {"wiped", wipe}});
  else if (globals.verbosity >= 0)
    std::cout << (wipe ? "all services are down, and what they kept is gone\n"
                       : "all services are down\n");
  return kDone;
}

void addBringing(CLI::App& command, const Globals& globals, Run& run, Bring bringing) {
  auto services = std::make_shared<std::vector<std::string>>();
  command.add_option("services", *services, "Only these, and what they need")->type_name("SERVICE");
  command.callback([&globals, &run, services, bringing] {
    run = [&globals, services, bringing] { return bring(globals, *services, bringing); };
  });
}

} // namespace

void addUp(CLI::App& app, const Globals& globals, Run& run) {
  auto* command = app.add_subcommand("up", "Start the services from their source trees");
  command->footer("Returns when all are ready. What runs already is left alone, and what failed is "
                  "where the next up continues.\nExample: stackdev up nova-api");
  addBringing(*command, globals, run, &up);
}

void addRestart(CLI::App& app, const Globals& globals, Run& run) {
  auto* command = app.add_subcommand("restart", "End services and start them again");
  command->footer("Example: stackdev restart nova-api nova-compute");
  addBringing(*command, globals, run, &restart);
}

void addDown(CLI::App& app, const Globals& globals, Run& run) {
  auto wipe = std::make_shared<bool>(false);
  auto* command = app.add_subcommand("down", "End all services");
  command->add_flag("--wipe", *wipe,
                    "Remove their databases, logs, generated files and passwords, too");
  command->footer("Example: stackdev down --wipe");
  command->callback(
      [&globals, &run, wipe] { run = [&globals, wipe] { return endAll(globals, *wipe); }; });
}

} // namespace stackdev::cli
