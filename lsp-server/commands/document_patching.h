// debugSafe, restore, hook and unhook in a document that is open: by its text, whether or not it is
// on the disk, or below any root.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include <stackdev/hook.h>
#include <stackdev/scan.h>

#include "commands/command.h"

namespace stackdev::lsp {

/// A document, and what of it is meant.
struct DocumentTarget {
  std::shared_ptr<const Document> document;
  std::optional<std::size_t> start; // offset of a call, an edit or a hook
  std::optional<std::size_t> line;
};

Result<Outcome> debugSafeIn(const CommandCall& call, const DocumentTarget& target,
                            const std::vector<Preset>& presets);
Result<Outcome> restoreIn(const CommandCall& call, const DocumentTarget& target,
                          const std::string& preset);
Result<Outcome> hookIn(const CommandCall& call, const DocumentTarget& target,
                       const DebugServer& server);
Result<Outcome> unhookIn(const CommandCall& call, const DocumentTarget& target,
                         const HookFilter& only);

} // namespace stackdev::lsp
