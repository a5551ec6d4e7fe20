// Starting Eclipse on a workspace.
#pragma once

#include <filesystem>

#include <stackdev/import.h>
#include <stackdev/result.h>

namespace stackdev {

/// Eclipse's program: $ECLIPSE, on PATH, in the usual folders; "" if there is none.
std::filesystem::path installedEclipse();

/// Finds Eclipse ($ECLIPSE, PATH, the usual folders) and starts it on the workspace, in a session
/// of its own. Returns the program. Errors: NotFound with where to get Eclipse and PyDev; Io if
/// the workspace is open already.
Result<std::filesystem::path> openEclipse(const std::filesystem::path& workspace);

} // namespace stackdev
