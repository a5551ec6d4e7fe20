// doctor: traps of the stack and the machine; with "fix" what stackdev left is taken out first.
#include <algorithm>

#include <stackdev/apply.h>
#include <stackdev/doctor.h>
#include <stackdev/json.h>

#include "commands/commands.h"

namespace stackdev::lsp {
namespace {

Result<Outcome> examined(const Root& root) {
  const auto found = findings(root);
  if (!found)
    return found.error();
  json::array all;
  for (const auto& finding : *found)
    all.push_back(jsonOf(finding));
  return Outcome{json::object{{"findings", std::move(all)}},
                 found->empty()
                     ? root.folder.string() + ": nothing wrong was found"
                     : counted(found->size(), "finding") + " in " + root.folder.string()};
}

/// `changes`, and what comes after them in the same files: one loses its edits first, then its
/// hooks.
Status mend(const Root& root, const ChangeSet& changes) {
  if (changes.empty())
    return {};
  if (auto done = apply(changes, root.state); !done)
    return done;
  auto rest = mendingPlan(root);
  if (!rest)
    return rest.error();
  std::erase_if(rest->files, [&](const FileChange& file) {
    return std::none_of(changes.files.begin(), changes.files.end(),
                        [&](const FileChange& first) { return first.path == file.path; });
  });
  return rest->empty() ? Status() : apply(*rest, root.state);
}

} // namespace

Result<Outcome> doctorCommand(const CommandCall& call) {
  const auto isFix = call.arguments.flag("fix");
  if (!isFix)
    return isFix.error();
  if (!*isFix)
    return examined(call.root);
  auto plan = mendingPlan(call.root);
  if (!plan)
    return plan.error();
  if (call.arguments.isDryRun())
    return examined(call.root);
  std::erase_if(plan->files, [&](const FileChange& file) { // typed in since it was saved
    const auto open = documentAt(*call.query.documents, file.path);
    return open != nullptr && open->text() != file.before;
  });
  Outcome outcome;
  splitByDocuments(call, std::move(*plan), outcome);
  outcome.act = [root = call.root, changes = std::move(outcome.changes)]() -> Result<Outcome> {
    if (const auto done = mend(root, changes); !done)
      return done.error();
    return examined(root);
  };
  outcome.changes = {};
  return outcome;
}

} // namespace stackdev::lsp
