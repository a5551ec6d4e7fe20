// The same work on several threads at once.
#pragma once

#include <cstddef>
#include <functional>

namespace stackdev {

/// Calls `work` with 0, 1 ... count - 1, the first on this thread, and returns when all have ended.
/// What one of them throws is thrown here. Where the system gives no more threads, this one does
/// the rest, after its own.
void atOnce(std::size_t count, const std::function<void(std::size_t)>& work);

} // namespace stackdev
