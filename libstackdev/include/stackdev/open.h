// Starting Eclipse on a workspace.
#pragma once

#include <filesystem>

#include <stackdev/import.h>
#include <stackdev/result.h>

namespace stackdev {

/// Eclipse's program: $ECLIPSE, on PATH, in the usual folders; "" if there is none.
std::filesystem::path installedEclipse();

/// The Eclipse ($ECLIPSE, on PATH, in the usual folders) for a workspace. Errors: NotFound with
/// where to get Eclipse and PyDev; Io if the workspace is open already.
Result<std::filesystem::path> eclipseFor(const std::filesystem::path& workspace);

/// Starts it, in a session of its own. Returns the program. Errors: as above.
Result<std::filesystem::path> openEclipse(const std::filesystem::path& workspace);

} // namespace stackdev
