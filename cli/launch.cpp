#include <iostream>

#include <stackdev/json.h>
#include <stackdev/launch_configuration.h>
#include <stackdev/run.h>

#include "command.h"

namespace stackdev::cli {
namespace {

void printOne(const boost::json::object& launch) {
  for (const auto& [key, value] : launch)
    std::cout << key << ": "
              << (value.is_string() ? std::string(value.as_string())
                                    : boost::json::serialize(value))
              << '\n';
}

/// Errors of `run`, too: unknown, or its repository is not cloned.
Error noLaunchConfiguration(const Root& root, const std::string& name) {
  if (const auto program = programNamed(root, name); !program)
    return program.error();
  return {ErrorCode::NotFound, name +
                                   " is a server of the machine, no program of a repository; "
                                   "stackdev run " +
                                   name + " --dry-run shows what starts it"};
}

int listOrShow(const Globals& globals, const std::string& name) {
  const auto root = rootOf(globals);
  if (!root)
    return failed(globals, root.error());
  const auto found = findProjects(*root);
  if (!found)
    return failed(globals, found.error());
  const auto launches = launchConfigurations(*root, found->projects);
  boost::json::array all;
  for (const auto& launch : launches.all) {
    auto object = jsonOf(launch, found->projects);
    if (!name.empty() && launch.name == name) {
      globals.json ? print(object) : printOne(object);
      return kDone;
    }
    if (name.empty() && !globals.json)
      std::cout << launch.name << "  " << launch.project
                << (launch.kind == LaunchConfiguration::Kind::Group ? "(group)" : "") << "  "
                << launchTarget(launch) << '\n';
    all.push_back(std::move(object));
  }
  if (!name.empty())
    return failed(globals, noLaunchConfiguration(*root, name));
  if (globals.json)
    print(boost::json::object{{"launchConfigurations", std::move(all)}});
  return kDone;
}

} // namespace

void addLaunch(CLI::App& app, const Globals& globals, Run& run) {
  auto* command = app.add_subcommand("launch", "Launch configurations: discovered and declared");
  command->require_subcommand(1);
  auto name = std::make_shared<std::string>();
  auto* list = command->add_subcommand("list", "Name them all");
  auto* show = command->add_subcommand("show", "What one runs, with which arguments, where");
  show->add_option("name", *name, "Its name")->required()->type_name("NAME");
  command->footer("Example: stackdev launch show sample-api --json");
  list->footer("Example: stackdev launch list");
  show->footer("Example: stackdev launch show sample-api");
  for (auto* one : {list, show})
    one->callback(
        [&globals, &run, name] { run = [&globals, name] { return listOrShow(globals, *name); }; });
}

} // namespace stackdev::cli
