// Which interpreters the projects of an import get.
#pragma once

#include <vector>

#include <stackdev/import.h>
#include <stackdev/stack.h>

#include "python/interpreter.h"
#include "python/known_interpreters.h"

namespace stackdev {

/// The request's, the manifest's, the stack's venv, /usr/bin/python3; each under a name of its own.
/// One inside a root without trust is not run. Errors: NotFound, InvalidArgument.
Result<std::vector<Interpreter>> importInterpreters(const Root& root, const ImportRequest& request,
                                                    KnownInterpreters& known);

} // namespace stackdev
