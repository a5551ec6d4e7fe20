#include "support/held_signals.h"

#include <initializer_list>

namespace stackdev {

HeldSignals::HeldSignals() : before_() {
  sigset_t held;
  sigemptyset(&held);
  for (const int number : {SIGINT, SIGQUIT, SIGTERM, SIGHUP})
    sigaddset(&held, number);
  ::pthread_sigmask(SIG_BLOCK, &held, &before_);
}

HeldSignals::~HeldSignals() {
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

} // namespace stackdev
