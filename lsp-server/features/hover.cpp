#include "features/hover.h"

#include <algorithm>

#include "features/manifest.h"

namespace stackdev::lsp {
namespace {

/// A text in the client's way: Markdown, or without its marks.
class Text {
public:
  explicit Text(bool isMarkdown) : isMarkdown_(isMarkdown) {}

  void say(const std::string& sentence) { text_ += (text_.empty() ? "" : "\n\n") + sentence; }

  /// A fence that the code cannot close.
  void code(const std::string& code) {
    if (!isMarkdown_)
      return say(code);
    std::string fence = "```";
    while (code.find(fence) != std::string::npos)
      fence += '`';
    say(fence + "python\n" + code + "\n" + fence);
  }

  MarkupContent content() && { return {isMarkdown_ ? "markdown" : "plaintext", std::move(text_)}; }

private:
  bool isMarkdown_;
  std::string text_;
};

std::string_view meaning(PatchState state) {
  switch (state) {
  case PatchState::Unsafe:
    return "Unsafe under a debugger: it replaces the module `thread` (and `threading`), on which "
           "the debugger's own threads rely. Breakpoints do not stop, or the program hangs.";
  case PatchState::Risky:
    return "Risky under a debugger: threads are left alone, but the rest is patched, so green "
           "threads share native locks. Breakpoints stop; the program may deadlock.";
  case PatchState::Safe:
    return "Safe under a debugger: threads are left alone.";
  case PatchState::Unknown:
    return "Whether a debugger works depends on arguments that are not in the source.";
  case PatchState::DebugSafe:
    return "Made debug-safe by stackdev. Restore gives back what was there, byte for byte.";
  }
  return {};
}

void tell(Text& text, const PatchCall& call) {
  text.say(call.function + ": monkey patching by " + std::string(toString(call.library)) + ", " +
           std::string(toString(call.state)));
  text.say(std::string(meaning(call.state)));
  if (call.debugSafe) {
    text.say("Make debug-safe will make it:");
    text.code(*call.debugSafe);
  } else if (!call.refusal.empty()) {
    text.say("There is no debug-safe form: " + call.refusal);
  }
  if (call.state == PatchState::Unsafe || call.state == PatchState::Risky)
    text.say("stackdev debug makes a debugger work without an edit.");
}

void tell(Text& text, const DebugSafeEdit& edit) {
  if (!edit.problem.empty())
    return text.say("It cannot be taken back: " + edit.problem);
  text.say("Preset " + edit.preset + ". The arguments were:");
  text.code(edit.original);
}

void tell(Text& text, const Hook& hook) {
  text.say(std::string("A debugger's hook of stackdev's: it ") +
           (hook.isAtLine ? "stops here" : "attaches the process, or its workers") +
           ", in the IDE whose debug server waits at " + hook.server.host + ":" +
           std::to_string(hook.server.port) + ". Without one the program runs on.");
  if (!hook.problem.empty())
    text.say("It cannot be taken out: " + hook.problem);
}

} // namespace

Result<std::optional<Hover>> hover(const Query& query, const DocumentPositionParams& params) {
  const auto found = query.document(params.textDocument.uri);
  if (!found)
    return found.error();
  const auto& document = **found;
  const auto at = offsetAt(document.text(), params.position, query.can.encoding);
  const auto covers = [&](const auto& what) { return what.start <= at && at < what.end; };
  if (document.kind() == DocumentKind::Manifest)
    return manifestHover(query, document, at);
  Text text(query.can.hoversMarkdown);
  Positions positions(document.text(), query.can.encoding);
  const auto& findings = query.findingsIn(document);
  for (const auto& call : findings.calls)
    if (covers(call)) {
      tell(text, call);
      for (const auto& edit : findings.edits)
        if (edit.start == call.argumentsStart)
          tell(text, edit);
      return std::optional(Hover{std::move(text).content(), positions.range(call.start, call.end)});
    }
  for (const auto& hook : findings.hooks)
    if (covers(hook)) {
      tell(text, hook);
      return std::optional(Hover{std::move(text).content(), positions.range(hook.start, hook.end)});
    }
  return std::optional<Hover>();
}

} // namespace stackdev::lsp
