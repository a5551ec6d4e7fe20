#include "interrupt.h"

#include <csignal>

namespace stackdev::cli {
namespace {

// A signal's handler has no other way to say anything.
std::atomic<bool> interrupted = false; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)
static_assert(std::atomic<bool>::is_always_lock_free);

void remember(int number) {
  interrupted = true;
  std::signal(number, SIG_DFL);
}

} // namespace

const std::atomic<bool>& interruption() {
  for (const int number : {SIGINT, SIGTERM})
    std::signal(number, remember);
  return interrupted;
}

} // namespace stackdev::cli
