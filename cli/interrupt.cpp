#include "interrupt.h"

#include <csignal>

namespace stackdev::cli {
namespace {

std::atomic<bool> came = false; // a signal handler has nothing else to write to

void note(int) {
  came = true;
}

} // namespace

const std::atomic<bool>& interrupted() {
  static_assert(std::atomic<bool>::is_always_lock_free);
  std::signal(SIGINT, note);
  std::signal(SIGTERM, note);
  return came;
}

} // namespace stackdev::cli
