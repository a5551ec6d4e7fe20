// What eventlet's and gevent's patching functions do with their arguments, by the libraries' own
// sources.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/scan.h>

#include "python/names.h"
#include "python/outline.h"

namespace stackdev {

/// The names of all patching functions.
const std::vector<std::string>& patchFunctionNames();

/// Whether `path`, "eventlet.patcher.monkey_patch", is such a function.
std::optional<Library> patchLibrary(std::string_view path);

/// Unsafe, Risky, Safe or Unknown. `function` is one for which patchLibrary() answers.
PatchState patchState(std::string_view function, const std::vector<Argument>& arguments);

/// An argument list that makes the call debug-safe, or why there is none.
struct DebugSafeForm {
  std::optional<std::string> arguments; // without the parentheses, on one line
  std::string refusal;
};
DebugSafeForm debugSafeForm(std::string_view function, const CallSite& call, std::string_view code,
                            const Preset& preset);

} // namespace stackdev
