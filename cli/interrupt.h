// Ctrl-C as something that long work can look at.
#pragma once

#include <atomic>

namespace stackdev::cli {

/// Becomes true at the first SIGINT or SIGTERM from now on; the second ends the process.
const std::atomic<bool>& interruption();

} // namespace stackdev::cli
