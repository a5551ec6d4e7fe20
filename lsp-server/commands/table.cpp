#include "commands/commands.h"

namespace stackdev::lsp {

const std::vector<CommandEntry>& commandTable() {
  static const std::vector<CommandEntry> table = {
      {"stackdev.import", "Importing projects", &importCommand},
      {"stackdev.scan", "Scanning for monkey patch calls", &scanCommand},
      {"stackdev.debugSafe", "Making calls debug-safe", &debugSafeCommand},
      {"stackdev.restore", "Restoring calls", &restoreCommand},
      {"stackdev.hook", "Inserting the debugger's hook", &hookCommand},
      {"stackdev.unhook", "Removing hooks", &unhookCommand},
      {"stackdev.launchConfigurations", "Listing launch configurations",
       &launchConfigurationsCommand},
      {"stackdev.run", "Starting a program", &runCommand},
      {"stackdev.debug", "Starting a program under the debugger", &debugCommand},
      {"stackdev.clone", "Cloning repositories", &cloneCommand},
      {"stackdev.deps", "Installing dependencies", &depsCommand},
      {"stackdev.doctor", "Looking for traps", &doctorCommand},
      {"stackdev.up", "Starting services", &upCommand},
      {"stackdev.status", "Asking services", &statusCommand},
      {"stackdev.logs", "Finding logs", &logsCommand},
      {"stackdev.down", "Ending services", &downCommand},
      {"stackdev.verify", "Verifying the stack", &verifyCommand},
      {"stackdev.undo", "Taking back the last change", &undoCommand},
      {"stackdev.trust", "Trusting the manifest", &trustCommand},
  };
  return table;
}

} // namespace stackdev::lsp
