// The section "stackdev" of a client's settings.
#pragma once

#include <string>

#include "protocol/structure.h"

namespace stackdev::lsp {

struct Settings {
  std::string preset; // for Make debug-safe; "": the default
  bool diagnostics = true;

  bool operator==(const Settings&) const = default;
};

/// `before` with what `from` says: {"preset": ..}, or the same below "stackdev". What is of a wrong
/// type is left out.
Settings settingsFrom(const json::value& from, Settings before);

} // namespace stackdev::lsp
