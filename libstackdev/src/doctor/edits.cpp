// What stackdev itself has left in sources.
#include <stackdev/debug_safe.h>
#include <stackdev/hook.h>
#include <stackdev/shell_word.h>

#include "doctor/examination.h"

namespace stackdev {

void checkEdits(const Examination& examined, Findings& found) {
  ScanOptions options;
  options.root = examined.root.folder;
  if (const auto plan = debugSafeStatus(options))
    for (const auto& edit : plan->edits)
      found.push_back(
          {"debug-safe-left", Severity::Warning, examined.root.folder / edit.path,
           "a monkey patch call is edited for the debugger" +
               (edit.problem.empty() ? "" : ", and " + edit.problem),
           "stackdev debug-safe off " + shellWord((examined.root.folder / edit.path).string()),
           edit.line});
  if (const auto plan = hookStatus(options))
    for (const auto& hook : plan->hooks)
      found.push_back(
          {"hook-left", Severity::Warning, examined.root.folder / hook.path,
           "a debugger's hook is in it" + (hook.problem.empty() ? "" : ", and " + hook.problem),
           "stackdev hook off " + shellWord((examined.root.folder / hook.path).string()),
           hook.line});
}

} // namespace stackdev
