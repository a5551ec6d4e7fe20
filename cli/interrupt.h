// Ctrl-C as a flag that long work looks at.
#pragma once

#include <atomic>

namespace stackdev::cli {

/// True once SIGINT or SIGTERM has come; the first call starts to catch them.
const std::atomic<bool>& interrupted();

} // namespace stackdev::cli
