// import, launchConfigurations, undo, trust: what concerns a root as a whole.
#include "commands/commands.h"

#include <stackdev/apply.h>
#include <stackdev/import.h>
#include <stackdev/json.h>
#include <stackdev/launch_configuration.h>

namespace stackdev::lsp {
namespace {

/// "vscode,eclipse", or an array of such names.
Result<std::vector<Ide>> importIdes(const Arguments& arguments) {
  if (const auto list = arguments.text("ide"))
    return idesNamed(list->value_or("eclipse"));
  const auto names = arguments.texts("ide");
  if (!names)
    return names.error();
  std::string list;
  for (const auto& name : *names)
    list += (list.empty() ? "" : ",") + name;
  return idesNamed(list);
}

Result<ImportRequest> importRequest(const CommandCall& call) {
  const auto names = call.arguments.texts("names");
  const auto interpreters = call.arguments.texts("interpreter");
  const auto workspace = call.arguments.text("workspace");
  const auto isShared = call.arguments.flag("shared");
  const auto isDjango = call.arguments.flag("djangoNature");
  const auto hasDebugServer = call.arguments.flag("debugServer");
  const auto hasLanguageServer = call.arguments.flag("languageServer");
  const auto ides = importIdes(call.arguments);
  for (const auto* texts : {&names, &interpreters})
    if (!*texts)
      return texts->error();
  for (const auto* flag : {&isShared, &isDjango, &hasDebugServer, &hasLanguageServer})
    if (!*flag)
      return flag->error();
  if (!workspace)
    return workspace.error();
  if (!ides)
    return ides.error();
  ImportRequest request;
  request.ides = *ides;
  request.names = *names;
  request.interpreters = *interpreters;
  if (*workspace)
    request.workspace = pathIn(call.root, **workspace);
  if (*isShared)
    request.launchFiles = ImportRequest::LaunchFiles::InProjects;
  request.djangoNature = *isDjango;
  request.debugServer = *hasDebugServer;
  request.languageServer = *hasLanguageServer;
  return request;
}

std::string summary(const Import& import) {
  return counted(import.projects.size(), "project") + " and " +
         counted(import.launchConfigurations.size(), "launch configuration") +
         (import.changes.empty() ? " were up to date in " : " are now in ") +
         import.workspace.string();
}

Result<Outcome> listChanges(const CommandCall& call) {
  const auto changes = appliedChanges(call.root.state);
  if (!changes)
    return changes.error();
  json::array array;
  for (const auto& change : *changes)
    array.push_back(jsonOf(change));
  return Outcome{json::object{{"changes", std::move(array)}},
                 counted(changes->size(), "change") + " can be taken back"};
}

/// The part of an undo that the client does: in the documents that are open.
struct OpenPart {
  std::vector<DocumentEdit> edits;
  std::vector<std::filesystem::path> files;
};

/// Errors: Conflict for a document that was changed and not saved.
Result<OpenPart> openPart(const CommandCall& call, const ChangeSet& undo) {
  OpenPart part;
  for (const auto& file : undo.files) {
    const auto open = documentAt(*call.query.documents, file.path);
    if (open == nullptr)
      continue;
    if (file.before != open->text())
      return Error{ErrorCode::Conflict, file.path.string() +
                                            " has changes that are not saved; save or revert "
                                            "them, then undo again"};
    if (!file.after) // deleted, under the editor's eyes
      continue;
    part.edits.push_back(documentEdit(*open, *file.after, call.query.can.encoding));
    part.files.push_back(file.path);
  }
  return part;
}

} // namespace

Result<Outcome> importCommand(const CommandCall& call) {
  const auto request = importRequest(call);
  if (!request)
    return request.error();
  if (call.arguments.isDryRun()) {
    const auto plan = importPlan(call.root, *request);
    if (!plan)
      return plan.error();
    return Outcome{jsonOf(*plan), "would change " + counted(plan->changes.files.size(), "file")};
  }
  Outcome outcome;
  outcome.act = [root = call.root, request = *request]() -> Result<Outcome> {
    const auto import = importProjects(root, request);
    if (!import)
      return import.error();
    return Outcome{jsonOf(*import), summary(*import)};
  };
  return outcome;
}

Result<Outcome> launchConfigurationsCommand(const CommandCall& call) {
  const auto found = findProjects(call.root);
  if (!found)
    return found.error();
  json::array all;
  for (const auto& launch : launchConfigurations(call.root, found->projects).all)
    all.push_back(jsonOf(launch, found->projects));
  const auto count = all.size();
  return Outcome{json::object{{"launchConfigurations", std::move(all)}},
                 counted(count, "launch configuration") + " in " + call.root.folder.string()};
}

Result<Outcome> undoCommand(const CommandCall& call) {
  const auto isList = call.arguments.flag("list");
  if (!isList)
    return isList.error();
  if (*isList)
    return listChanges(call);
  if (!call.arguments.isDryRun())
    if (const auto recovered = recover(call.root.state); !recovered)
      return recovered.error();
  const auto plan = undoPlan(call.root.state);
  if (!plan)
    return plan.error();
  const auto changes = appliedChanges(call.root.state);
  if (!changes)
    return changes.error();
  auto open = openPart(call, *plan);
  if (!open)
    return open.error();
  Outcome outcome{jsonOf(changes->front()), "would take back " + changes->front().title};
  outcome.edits = std::move(open->edits);
  outcome.act = [root = call.root, files = std::move(open->files)]() -> Result<Outcome> {
    const auto undone = undoLast(root, files);
    if (!undone)
      return undone.error();
    return Outcome{jsonOf(*undone), "taken back: " + undone->title};
  };
  return outcome;
}

Result<Outcome> trustCommand(const CommandCall& call) {
  Outcome outcome{
      json::object{{"root", call.root.folder.string()}, {"trusted", isTrusted(call.root)}},
      "would trust " + call.root.folder.string()};
  outcome.act = [root = call.root]() -> Result<Outcome> {
    const auto plan = trustPlan(root);
    if (!plan)
      return plan.error();
    if (const auto done = apply(*plan, root.state, Remember::No); !done)
      return done.error();
    return Outcome{json::object{{"root", root.folder.string()}, {"trusted", true}},
                   root.folder.string() + " is trusted"};
  };
  return outcome;
}

} // namespace stackdev::lsp
