// The section "stackdev" of a client's settings.
#pragma once

#include <optional>
#include <string>

#include "protocol/structure.h"

namespace stackdev::lsp {

struct Settings {
  std::string preset; // for Make debug-safe; "": the default
  bool diagnostics = true;

  bool operator==(const Settings&) const = default;
};

/// What `from` says: {"preset": ..}, or the same below "stackdev"; `otherwise` for what it does not
/// mention any more, or has of a wrong type. Nullopt if it is not about us.
std::optional<Settings> settingsFrom(const json::value& from, Settings otherwise);

} // namespace stackdev::lsp
