// The commands of workspace/executeCommand, one function each, over the library as the command line
// is.
#pragma once

#include "commands/command.h"

namespace stackdev::lsp {

Result<Outcome> importCommand(const CommandCall& call);
Result<Outcome> scanCommand(const CommandCall& call);
Result<Outcome> debugSafeCommand(const CommandCall& call);
Result<Outcome> restoreCommand(const CommandCall& call);
Result<Outcome> hookCommand(const CommandCall& call);
Result<Outcome> unhookCommand(const CommandCall& call);
Result<Outcome> launchConfigurationsCommand(const CommandCall& call);
Result<Outcome> cloneCommand(const CommandCall& call);
Result<Outcome> depsCommand(const CommandCall& call);
Result<Outcome> runCommand(const CommandCall& call);
Result<Outcome> debugCommand(const CommandCall& call);
Result<Outcome> doctorCommand(const CommandCall& call);
Result<Outcome> upCommand(const CommandCall& call);
Result<Outcome> statusCommand(const CommandCall& call);
Result<Outcome> logsCommand(const CommandCall& call);
Result<Outcome> downCommand(const CommandCall& call);
Result<Outcome> verifyCommand(const CommandCall& call);
Result<Outcome> undoCommand(const CommandCall& call);
Result<Outcome> trustCommand(const CommandCall& call);

/// Errors: Untrusted, with `why` it has to be: "this would start programs in it".
Status requireTrust(const Root& root, std::string_view why);

/// Absolute: relative ones are below the root.
std::filesystem::path pathIn(const Root& root, const std::string& path);

/// What scan and debug-safe look through: "paths", else the root; with the documents that are open,
/// which `call` keeps.
Result<ScanOptions> scanOptions(const CommandCall& call,
                                BadManifest badManifest = BadManifest::IsError);

/// A change set apart: what is open in the editor becomes its edits.
void splitByDocuments(const CommandCall& call, ChangeSet changes, Outcome& outcome);

std::string counted(std::size_t count, std::string_view what);

} // namespace stackdev::lsp
