// Asking for trust, by the commands that start what a root names.
#pragma once

#include <stackdev/result.h>
#include <stackdev/stack.h>

namespace stackdev::cli {

/// Asks on a terminal; else an Untrusted error that says how to trust.
Status requireTrust(const Root& root);

} // namespace stackdev::cli
