// The lines of a hook, and hooks found again in a text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/hook.h>

#include "python/source_text.h"
#include "python/syntax_tree.h"

namespace stackdev {

enum class HookKind { Auto, Here }; // at the start of the program; where it stands

/// Whole lines, each with `indentation` in front and `newline` at its end.
std::string hookText(HookKind kind, const DebugServer& server, std::string_view bootstrap,
                     std::string_view indentation, std::string_view newline);

/// Every hook that starts with a comment in `tree`, in order.
std::vector<Hook> foundHooks(const SourceText& source, const SyntaxTree& tree);

bool mayHoldHooks(std::string_view text);

/// Nothing else may be debugged from here. Errors: InvalidArgument.
Result<DebugServer> checkedServer(DebugServer server);

} // namespace stackdev
