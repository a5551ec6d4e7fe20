// scan, debugSafe, restore, hook, unhook.
#include "commands/commands.h"

#include <algorithm>

#include <stackdev/debug_safe.h>
#include <stackdev/hook.h>
#include <stackdev/json.h>

#include "commands/document_patching.h"
#include "uri.h"

namespace stackdev::lsp {
namespace {

/// A place in one file: {"uri", "start"}, {"uri", "line"}, or {"file", "line"}.
struct Target {
  std::filesystem::path file;
  std::optional<std::size_t> start;
  std::optional<std::size_t> line;
};

/// Nullopt if no file is named.
Result<std::optional<Target>> targetOf(const CommandCall& call) {
  const auto uri = call.arguments.text("uri");
  const auto file = call.arguments.text("file");
  const auto start = call.arguments.number("start");
  const auto line = call.arguments.number("line");
  for (const auto* text : {&uri, &file})
    if (!*text)
      return text->error();
  for (const auto* number : {&start, &line})
    if (!*number)
      return number->error();
  if (!*uri && !*file)
    return std::optional<Target>();
  const auto path = *uri ? pathOf(**uri) : pathIn(call.root, **file);
  if (!path)
    return Error{ErrorCode::InvalidArgument, "uri: expected a file: URI"};
  std::error_code failed; // the library names files by their real paths
  const auto real = std::filesystem::canonical(*path, failed);
  return std::optional(Target{failed ? *path : real, *start, *line});
}

Result<Target> requiredTarget(const CommandCall& call) {
  auto target = targetOf(call);
  if (!target)
    return target.error();
  if (!*target)
    return Error{ErrorCode::InvalidArgument, "name a file: {\"uri\": ...} or {\"file\": ...}"};
  return std::move(**target);
}

/// The document that "uri" names, if it is open.
Result<std::optional<DocumentTarget>> openTarget(const CommandCall& call) {
  const auto uri = call.arguments.text("uri");
  if (!uri)
    return uri.error();
  if (!*uri)
    return std::optional<DocumentTarget>();
  const auto document = call.query.document(**uri);
  if (!document)
    return std::optional<DocumentTarget>();
  const auto start = call.arguments.number("start");
  const auto line = call.arguments.number("line");
  if (!start)
    return start.error();
  if (!line)
    return line.error();
  return std::optional(DocumentTarget{*document, *start, *line});
}

/// As scanOptions(), or only the call that is named.
Result<ScanOptions> namedOptions(const CommandCall& call,
                                 BadManifest badManifest = BadManifest::IsError) {
  auto options = scanOptions(call, badManifest);
  const auto target = targetOf(call);
  if (!options)
    return options.error();
  if (!target)
    return target.error();
  if (*target) {
    options->paths = {(*target)->file};
    options->at = (*target)->start;
  }
  return options;
}

/// Plans the pre-commit hooks, too, if they are asked for.
Status addGuard(const CommandCall& call, const ScanOptions& options, ChangeSet& changes,
                Result<ChangeSet> (*guard)(const ScanOptions&)) {
  const auto isWanted = call.arguments.flag("guard");
  if (!isWanted || !*isWanted)
    return isWanted ? Status() : Status(isWanted.error());
  const auto hooks = guard(options);
  if (!hooks)
    return hooks.error();
  changes = joined(std::move(changes), *hooks);
  return {};
}

/// The same for a document that the client edits.
Result<Outcome> withGuard(const CommandCall& call, const Document& document,
                          Result<Outcome> outcome, Result<ChangeSet> (*guard)(const ScanOptions&)) {
  if (!outcome || !document.isFile())
    return outcome;
  ScanOptions options;
  options.root = call.root.folder;
  options.paths = {document.path()};
  if (const auto fine = addGuard(call, options, outcome->changes, guard); !fine)
    return fine.error();
  return outcome;
}

/// {"host", "port"}
Result<HookFilter> hookFilter(const CommandCall& call) {
  const auto host = call.arguments.text("host");
  const auto port = call.arguments.number("port");
  if (!host)
    return host.error();
  if (!port)
    return port.error();
  if (port->value_or(1) < 1 || port->value_or(1) > 65535)
    return Error{ErrorCode::InvalidArgument, "port: expected 1..65535"};
  HookFilter filter{*host, {}};
  if (*port)
    filter.port = static_cast<std::uint16_t>(**port);
  return filter;
}

Error nothingAt(const ScanOptions& options, const std::string& what) {
  return {ErrorCode::NotFound, options.paths.front().string() + ": there is no " + what +
                                   " at offset " + std::to_string(*options.at)};
}

/// Refusals of the one call that was asked for are its error.
Status notRefused(const ScanOptions& options, const DebugSafePlan& plan, const std::string& what) {
  if (!options.at || !plan.changes.empty())
    return {};
  if (plan.refused.empty())
    return nothingAt(options, what);
  return Error{ErrorCode::Conflict, plan.refused.front().reason};
}

} // namespace

Result<Outcome> scanCommand(const CommandCall& call) {
  auto options = scanOptions(call);
  if (!options)
    return options.error();
  options->cancelled = call.query.cancelled.get();
  const auto found = scan(*options);
  if (!found)
    return found.error();
  json::array calls;
  for (const auto& one : found->calls)
    calls.push_back(jsonOf(one));
  return Outcome{std::move(calls), counted(found->calls.size(), "monkey patch call") + " in " +
                                       call.root.folder.string()};
}

Result<Outcome> debugSafeCommand(const CommandCall& call) {
  const auto open = openTarget(call);
  if (!open)
    return open.error();
  if (*open) {
    const auto options = scanOptions(call);
    return options ? withGuard(call, *(*open)->document,
                               debugSafeIn(call, **open, options->presets), &guardOn)
                   : options.error();
  }
  auto options = namedOptions(call);
  const auto preset = call.arguments.text("preset");
  if (!options)
    return options.error();
  if (!preset)
    return preset.error();
  options->preset = preset->value_or("");
  auto plan = debugSafeOn(*options);
  if (!plan)
    return plan.error();
  if (const auto fine = notRefused(*options, *plan, "call to be made debug-safe"); !fine)
    return fine.error();
  if (const auto fine = addGuard(call, *options, plan->changes, &guardOn); !fine)
    return fine.error();
  Outcome outcome{madeDebugSafeJson(*plan),
                  "made " + counted(plan->calls.size(), "call") + " debug-safe"};
  splitByDocuments(call, std::move(plan->changes), outcome);
  return outcome;
}

Result<Outcome> restoreCommand(const CommandCall& call) {
  const auto open = openTarget(call);
  const auto preset = call.arguments.text("preset");
  if (!open)
    return open.error();
  if (!preset)
    return preset.error();
  if (*open)
    return withGuard(call, *(*open)->document, restoreIn(call, **open, preset->value_or("")),
                     &guardOff);
  auto options = namedOptions(call, BadManifest::IsNone);
  if (!options)
    return options.error();
  options->preset = preset->value_or("");
  auto plan = debugSafeOff(*options);
  if (!plan)
    return plan.error();
  if (const auto fine = notRefused(*options, *plan, "edited call"); !fine)
    return fine.error();
  if (const auto fine = addGuard(call, *options, plan->changes, &guardOff); !fine)
    return fine.error();
  Outcome outcome{debugSafeEditsJson(*plan), "restored " + counted(plan->edits.size(), "call")};
  splitByDocuments(call, std::move(plan->changes), outcome);
  return outcome;
}

Result<Outcome> hookCommand(const CommandCall& call) {
  const auto given = hookFilter(call);
  if (!given)
    return given.error();
  DebugServer server;
  server.host = given->host.value_or(server.host);
  server.port = given->port.value_or(server.port);
  const auto open = openTarget(call);
  if (!open)
    return open.error();
  if (*open)
    return hookIn(call, **open, server);
  const auto target = requiredTarget(call);
  if (!target)
    return target.error();
  auto plan = hookOn(call.root.folder, target->file, target->line, server,
                     openDocuments(*call.query.documents));
  if (!plan)
    return plan.error();
  Outcome outcome{jsonOf(*plan), plan->hooks.empty()
                                     ? "the hook is there already"
                                     : "inserted " + counted(plan->hooks.size(), "hook")};
  splitByDocuments(call, std::move(plan->changes), outcome);
  return outcome;
}

Result<Outcome> unhookCommand(const CommandCall& call) {
  const auto only = hookFilter(call);
  if (!only)
    return only.error();
  const auto open = openTarget(call);
  if (!open)
    return open.error();
  if (*open)
    return unhookIn(call, **open, *only);
  const auto target = requiredTarget(call);
  if (!target)
    return target.error();
  auto line = target->line;
  ScanOptions options;
  options.root = call.root.folder;
  options.paths = {target->file};
  options.at = target->start;
  options.documents = openDocuments(*call.query.documents);
  if (target->start) {
    const auto status = hookStatus(options);
    if (!status)
      return status.error();
    for (const auto& hook : status->hooks)
      if (hook.start <= *target->start && *target->start < hook.end)
        line = hook.line;
    if (!line)
      return nothingAt(options, "hook");
  }
  auto plan = hookOff(call.root.folder, target->file, line, options.documents, *only);
  if (!plan)
    return plan.error();
  Outcome outcome{jsonOf(*plan), "removed " + counted(plan->hooks.size(), "hook")};
  splitByDocuments(call, std::move(plan->changes), outcome);
  return outcome;
}

} // namespace stackdev::lsp
