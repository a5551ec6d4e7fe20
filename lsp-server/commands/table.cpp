#include "commands/commands.h"

namespace stackdev::lsp {

const std::vector<CommandEntry>& commandTable() {
  static const std::vector<CommandEntry> table = {
      {"stackdev.import", "Importing projects", &importCommand},
      {"stackdev.scan", "Scanning for monkey patch calls", &scanCommand},
      {"stackdev.debugSafe", "Making calls debug-safe", &debugSafeCommand, BadManifest::IsError,
       true},
      {"stackdev.restore", "Restoring calls", &restoreCommand, BadManifest::IsNone, true},
      {"stackdev.hook", "Inserting the debugger's hook", &hookCommand, BadManifest::IsNone, true},
      {"stackdev.unhook", "Removing hooks", &unhookCommand, BadManifest::IsNone, true},
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
      {"stackdev.down", "Ending services", &downCommand, BadManifest::IsNone},
      {"stackdev.verify", "Verifying the stack", &verifyCommand},
      {"stackdev.undo", "Taking back the last change", &undoCommand, BadManifest::IsNone},
      {"stackdev.trust", "Trusting the manifest", &trustCommand},
  };
  return table;
}

} // namespace stackdev::lsp
