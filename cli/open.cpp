#include <stackdev/open.h>

#include <iostream>

#include "command.h"

namespace stackdev::cli {

void addOpen(CLI::App& app, const Globals& globals, Run& run) {
  auto* command = app.add_subcommand("open", "Start Eclipse on the workspace");
  auto workspace = std::make_shared<std::string>();
  command->add_option("--workspace", *workspace, "Eclipse workspace (default: ROOT/workspace)")
      ->type_name("DIR");
  command->footer("Example: stackdev open --workspace ~/eclipse-workspace");
  command->callback([&globals, &run, workspace] {
    run = [&globals, workspace] {
      const auto root = rootOf(globals);
      if (!root)
        return failed(globals, root.error());
      ImportRequest request;
      if (!workspace->empty())
        request.workspace = *workspace;
      const auto folder = workspaceOf(*root, request);
      const auto eclipse = globals.dryRun ? eclipseFor(folder) : openEclipse(folder);
      if (!eclipse)
        return failed(globals, eclipse.error());
      if (globals.json)
        print(boost::json::object{{"eclipse", eclipse->string()}, {"workspace", folder.string()}});
      else if (globals.verbosity >= 0)
        std::cout << (globals.dryRun ? "would start " : "started ") << eclipse->string() << '\n';
      return kDone;
    };
  });
}

} // namespace stackdev::cli
