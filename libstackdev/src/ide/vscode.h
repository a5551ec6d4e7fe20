// What VS Code shall find: one NAME.code-workspace in the root, and nothing in the repositories.
#pragma once

#include <filesystem>

#include "ide/ide.h"

namespace stackdev {

/// ROOT/NAME.code-workspace, after the stack.
std::filesystem::path vscodeWorkspace(const Root& root);

/// Errors: InvalidArgument for a file that cannot be understood, Io.
Result<IdeFiles> vscodeFiles(const IdeInput& input);

} // namespace stackdev
