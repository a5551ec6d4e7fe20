// Signals that wait until what must not be left half done is done.
#pragma once

#include <csignal>

namespace stackdev {

/// Keeps the signals that would end us waiting, for as long as it lives. For a thread that is
/// alone.
class HeldSignals {
public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

private:
  sigset_t before_;
};

} // namespace stackdev
