// What PyCharm shall find in the root: modules with source roots and dependencies in .idea, run
// configurations in .run; nothing in the repositories. Source of the formats: files of the IntelliJ
// platform's own (JpsModuleRootModelSerializer, ModuleManager, VcsDirectoryMapping).
#pragma once

#include "ide/ide.h"

namespace stackdev {

/// Errors: InvalidArgument for files that cannot be understood, Io.
Result<IdeFiles> pycharmFiles(const IdeInput& input);

} // namespace stackdev
