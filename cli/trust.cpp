#include <iostream>

#include <stackdev/apply.h>

#include "command.h"

namespace stackdev::cli {

void addTrust(CLI::App& app, const Globals& globals, Run& run) {
  auto* command = app.add_subcommand("trust", "Trust this root's stackdev.toml as it is now");
  command->footer("Commands that start what the manifest names need it. A change of the manifest "
                  "ends it.\nExample: stackdev trust --root ~/openstack");
  command->callback([&globals, &run] {
    run = [&globals] {
      const auto root = rootOf(globals);
      if (!root)
        return failed(globals, root.error());
      const auto plan = trustPlan(*root);
      if (!plan)
        return failed(globals, plan.error());
      if (globals.dryRun && !globals.json) {
        printDiff(minimal(*plan), *root);
        return kDone;
      }
      if (!globals.dryRun)
        if (auto done = apply(*plan, root->state, Remember::No); !done)
          return failed(globals, done.error());
      if (globals.json)
        print(boost::json::object{{"root", root->folder.string()}, {"trusted", isTrusted(*root)}});
      else if (globals.verbosity >= 0)
        std::cout << root->folder.string() << " is trusted\n";
      return kDone;
    };
  });
}

} // namespace stackdev::cli
