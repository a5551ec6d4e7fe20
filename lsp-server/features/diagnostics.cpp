#include "features/diagnostics.h"

#include <algorithm>

#include "features/repair.h"
#include "unicode.h"

namespace stackdev::lsp {
namespace {

constexpr const char* kSource = "stackdev";

std::string messageOf(const PatchCall& call) {
  std::string message =
      call.state == PatchState::Risky
          ? "breakpoints stop, but the debugger may hang: this patches everything but threads"
          : "no debugger works behind this: it patches the threads that the debugger itself uses";
  if (!call.refusal.empty())
    message += "; no debug-safe form: " + call.refusal;
  return message;
}

std::string messageOf(const DebugSafeEdit& edit) {
  if (!edit.problem.empty())
    return "an edit of stackdev's that cannot be taken back: " + edit.problem;
  return "made debug-safe by stackdev (" + edit.preset + "), was " + edit.original;
}

std::string messageOf(const Hook& hook) {
  if (!hook.problem.empty())
    return "a hook of stackdev's that cannot be taken out: " + hook.problem;
  return std::string("a debugger's hook of stackdev's: ") +
         (hook.isAtLine ? "stops here" : "attaches") + ", " + hook.server.host + ":" +
         std::to_string(hook.server.port);
}

/// The whole lines [start, end) without the last line's end.
std::size_t withoutLineEnd(std::string_view text, std::size_t start, std::size_t end) {
  while (end > start && (text[end - 1] == '\n' || text[end - 1] == '\r'))
    --end;
  return end;
}

/// toml++ counts code points, from 1.
std::size_t offsetOf(std::string_view text, const ManifestProblem& problem) {
  const auto line = static_cast<std::uint32_t>(std::max(problem.line, 1) - 1);
  auto offset = offsetAt(text, {line, 0}, PositionEncoding::Utf8);
  const auto end = lineEnd(text, offset);
  for (int column = 1; column < problem.column && offset < end; ++column)
    offset += codePointAt(text, offset).length;
  return offset;
}

} // namespace

std::vector<Finding> findingsOf(const Query& query, const Document& document) {
  const auto& found = query.findingsIn(document);
  const std::string_view text = document.text();
  Positions positions(text, query.can.encoding);
  std::vector<Finding> findings;
  const auto add = [&](std::size_t start, std::size_t end, DiagnosticSeverity severity,
                       const char* code, std::string message) {
    findings.push_back(
        {{positions.range(start, end), severity, code, kSource, std::move(message)}, start, end});
  };
  for (const auto& call : found.calls)
    if (call.state == PatchState::Unsafe)
      add(call.start, call.end, DiagnosticSeverity::Warning, "unsafe-monkey-patch",
          messageOf(call));
    else if (call.state == PatchState::Risky)
      add(call.start, call.end, DiagnosticSeverity::Warning, "risky-monkey-patch", messageOf(call));
  for (const auto& edit : found.edits)
    add(edit.callStart, edit.end, DiagnosticSeverity::Information, "debug-safe-active",
        messageOf(edit));
  for (const auto& hook : found.hooks)
    add(hook.start, withoutLineEnd(text, hook.start, hook.end), DiagnosticSeverity::Information,
        "hook-active", messageOf(hook));
  for (const auto& trap : found.traps)
    add(trap.start, trap.end,
        trap.severity == Severity::Error ? DiagnosticSeverity::Error : DiagnosticSeverity::Warning,
        trap.id.c_str(), trap.message + "; mend it: " + trap.fix);
  if (!found.problem.empty())
    add(0, lineEnd(text, 0), DiagnosticSeverity::Information, "not-analysed",
        "stackdev does not know what is in this file: it " + found.problem);
  for (const auto& problem : found.manifestProblems) {
    const auto start = offsetOf(text, problem);
    add(start, lineEnd(text, start), DiagnosticSeverity::Error, "manifest",
        (problem.key.empty() ? "" : problem.key + ": ") + problem.message);
  }
  return findings;
}

Report reportOn(const Query& query, const Document& document) {
  Report report;
  for (const auto& repair : repairsIn(query, document))
    (report.lenses += titleOf(repair.kind)) += '\n';
  if (query.settings.diagnostics)
    for (auto& finding : findingsOf(query, document))
      report.diagnostics.push_back(std::move(finding.diagnostic));
  return report;
}

void publish(Server& server, const Document& document, const Report& report) {
  const auto [shown, isNew] = server.lenses.try_emplace(documentKey(document.uri()), report.lenses);
  if (!isNew && shown->second != report.lenses) { // else VS Code keeps those that it has
    shown->second = report.lenses;
    if (server.can.refreshesCodeLenses)
      server.client.request("workspace/codeLens/refresh", std::nullopt, [](const Response&) {});
  }
  if (server.can.pullsDiagnostics)
    return;
  PublishDiagnosticsParams params{document.uri(), std::nullopt, report.diagnostics};
  if (server.can.hasVersionsOfDiagnostics)
    params.version = document.version();
  server.client.notify("textDocument/publishDiagnostics", toJson(params));
}

void withdraw(Server& server, const Document& document) {
  server.lenses.erase(documentKey(document.uri()));
  if (!server.can.pullsDiagnostics)
    server.client.notify("textDocument/publishDiagnostics",
                         toJson(PublishDiagnosticsParams{document.uri(), std::nullopt, {}}));
}

Result<FullDocumentDiagnosticReport> documentDiagnostic(const Query& query,
                                                        const DocumentDiagnosticParams& params) {
  const auto document = query.document(params.textDocument.uri);
  if (!document)
    return document.error();
  return FullDocumentDiagnosticReport{"full", reportOn(query, **document).diagnostics};
}

} // namespace stackdev::lsp
