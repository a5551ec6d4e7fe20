// Of one text: what makes its calls debug-safe, and what takes that back.
#include <stackdev/debug_safe.h>

#include <algorithm>

#include "patch/mark.h"
#include "patch/monkey_patching.h"
#include "python/outline.h"
#include "python/source_text.h"
#include "python/syntax_tree.h"

namespace stackdev {
namespace {

/// A text and the tree of those of its parts that calls or marks may be in.
struct ParsedText {
  SourceText source;
  SyntaxTree tree;
};

Result<ParsedText> parsed(std::string_view text, Decoding decoding) {
  auto source = SourceText::of(text, decoding);
  if (!source)
    return source.error();
  const auto outline = outlineOf(source->code(), Words(patchFunctionNames()));
  auto tree = SyntaxTree::of(source->code(), outline.ranges);
  if (!tree)
    return Error{ErrorCode::InvalidArgument, "is too large to be parsed at once"};
  return ParsedText{std::move(*source), std::move(*tree)};
}

std::string lineBreaksOf(std::string_view text) {
  std::string breaks;
  for (const char c : text)
    if (c == '\r' || c == '\n')
      breaks += c;
  return breaks;
}

/// Plans the edits of one text.
class Editing {
public:
  Editing(const ParsedText& text, const std::vector<Preset>& presets)
      : source_(text.source), tree_(text.tree), presets_(presets),
        marks_(markedCalls(text.source, text.tree)) {}

  void edit(const PatchCall& call) {
    const auto original = source_.bytes().substr(call.argumentsStart + 1,
                                                 call.argumentsEnd - call.argumentsStart - 2);
    std::string refusal;
    if (mayHoldMarks(original))
      refusal = "its arguments hold a stackdev edit";
    else if (original.find_first_of("\r\n") != std::string_view::npos)
      editOverLines(call, original);
    else
      refusal = editOnLine(call, original);
    if (!refusal.empty())
      plan_.refused.push_back({call.path, call.line, call.text, refusal});
  }

  TextEditPlan take() { return std::move(plan_); }

private:
  std::string presetName(Library library) const {
    for (const auto& preset : presets_)
      if (preset.library == library)
        return preset.name;
    return "";
  }

  void editOverLines(const PatchCall& call, std::string_view original) {
    const auto& arguments = *call.debugSafeArguments;
    plan_.edits.push_back({call.argumentsStart, call.argumentsEnd,
                           "(" + arguments +
                               markText(presetName(call.library), 0, arguments, original) +
                               lineBreaksOf(original) + ")"});
  }

  /// Returns why not, or "".
  std::string editOnLine(const PatchCall& call, std::string_view original) {
    const auto lineEnd = source_.lineEnd(call.argumentsEnd);
    if (isInsideString(lineEnd))
      return "its line ends within a string: there is no place for a comment";
    if (continuesWithBackslash(lineEnd))
      return "its line ends in a backslash: there is no place for a comment";
    const auto lineStart = source_.lineStart(call.argumentsEnd);
    auto place = lineEnd;
    for (const auto& mark : marks_) {
      if (mark.mark.start < lineStart || mark.mark.start >= lineEnd)
        continue;
      if (!mark.problem.empty())
        return "a stackdev edit on its line was changed by hand";
      if (mark.argumentsEnd > call.argumentsEnd && mark.argumentsStart >= lineStart)
        place = std::min(place, mark.mark.start);
    }
    const auto& arguments = *call.debugSafeArguments;
    plan_.edits.push_back({call.argumentsStart, call.argumentsEnd, "(" + arguments + ")"});
    plan_.edits.push_back(
        {place, place,
         markText(presetName(call.library), equalCallsBefore(call, lineStart, lineEnd), arguments,
                  original)});
    return "";
  }

  /// Calls before it on the line that have the new arguments without being edits.
  std::size_t equalCallsBefore(const PatchCall& call, std::size_t lineStart,
                               std::size_t lineEnd) const {
    std::size_t count = 0;
    for (const auto& other : callsEndingOnLine(source_, tree_, lineStart, lineEnd)) {
      if (other.argumentsEnd >= call.argumentsEnd)
        break;
      const auto arguments = source_.bytes().substr(other.argumentsStart + 1,
                                                    other.argumentsEnd - other.argumentsStart - 2);
      const bool isMarked = std::any_of(marks_.begin(), marks_.end(), [&](const MarkedCall& mark) {
        return mark.argumentsStart == other.argumentsStart;
      });
      if (arguments == *call.debugSafeArguments && !isMarked)
        ++count;
    }
    return count;
  }

  TSNode nodeAt(std::size_t offset) const {
    const auto end = std::min(offset + 1, source_.bytes().size());
    return ts_node_descendant_for_byte_range(tree_.root(), static_cast<std::uint32_t>(offset),
                                             static_cast<std::uint32_t>(end));
  }

  bool isInsideString(std::size_t lineEnd) const {
    for (auto node = nodeAt(lineEnd); !ts_node_is_null(node); node = ts_node_parent(node))
      if (kindOf(node) == Kind::String && startOf(node) < lineEnd && lineEnd < endOf(node))
        return true;
    return false;
  }

  bool continuesWithBackslash(std::size_t lineEnd) const {
    return lineEnd > 0 && source_.bytes()[lineEnd - 1] == '\\' &&
           kindOf(nodeAt(lineEnd - 1)) != Kind::Comment;
  }

  const SourceText& source_;
  const SyntaxTree& tree_;
  const std::vector<Preset>& presets_;
  std::vector<MarkedCall> marks_;
  TextEditPlan plan_;
};

/// Whether taking `edits` back gives `text` again: the promise is not left to reasoning.
bool isReversible(std::string_view text, const std::vector<TextEdit>& edits, Decoding decoding) {
  const auto after = edited(text, edits);
  const auto before = restoringEdits(text, std::nullopt, decoding); // what was there already
  const auto back = restoringEdits(after, std::nullopt, decoding);
  return back && before && back->refused.size() == before->refused.size() &&
         edited(after, back->edits) == edited(text, before->edits);
}

} // namespace

Result<TextEditPlan> debugSafeEdits(std::string_view text, const std::vector<PatchCall>& calls,
                                    const std::vector<Preset>& presets, Decoding decoding) {
  TextEditPlan plan;
  std::vector<const PatchCall*> wanted;
  for (const auto& call : calls) {
    if (call.debugSafeArguments)
      wanted.push_back(&call);
    else if (!call.refusal.empty())
      plan.refused.push_back({call.path, call.line, call.text, call.refusal});
  }
  if (wanted.empty())
    return plan;
  const auto source = parsed(text, decoding);
  if (!source)
    return source.error();
  Editing editing(*source, presets);
  for (const auto* call : wanted)
    editing.edit(*call);
  auto edits = editing.take();
  plan.refused.insert(plan.refused.end(), edits.refused.begin(), edits.refused.end());
  if (isReversible(text, edits.edits, decoding)) {
    plan.edits = std::move(edits.edits);
    return plan;
  }
  for (const auto* call : wanted)
    plan.refused.push_back(
        {call->path, call->line, call->text, "the edit could not be taken back from this text"});
  return plan;
}

Result<TextEditPlan> restoringEdits(std::string_view text, std::optional<std::size_t> at,
                                    Decoding decoding, std::string_view preset) {
  TextEditPlan plan;
  if (!mayHoldMarks(text))
    return plan;
  const auto source = parsed(text, decoding);
  if (!source)
    return source.error();
  for (const auto& call : markedCalls(source->source, source->tree)) {
    const bool isMeant = !at || (call.callStart <= *at && *at <= call.argumentsEnd) ||
                         (call.mark.start <= *at && *at <= call.mark.end);
    if (!isMeant || (!preset.empty() && call.mark.preset != preset))
      continue;
    if (!call.problem.empty()) {
      plan.refused.push_back(
          {"", source->source.position(call.mark.start).line,
           std::string(text.substr(call.mark.start + 2, call.mark.end - call.mark.start - 2)),
           call.problem});
      continue;
    }
    plan.edits.push_back({call.argumentsStart, call.argumentsEnd, "(" + call.mark.original + ")"});
    if (call.mark.start >= call.argumentsEnd)
      plan.edits.push_back({call.mark.start, call.mark.end, ""});
  }
  return plan;
}

Result<std::vector<DebugSafeEdit>> debugSafeEditsIn(std::string_view text, Decoding decoding) {
  std::vector<DebugSafeEdit> edits;
  if (!mayHoldMarks(text))
    return edits;
  const auto source = parsed(text, decoding);
  if (!source)
    return source.error();
  for (const auto& call : markedCalls(source->source, source->tree)) {
    const auto position = source->source.position(call.callStart);
    edits.push_back({"", position.line, position.column, call.callStart, call.argumentsStart,
                     call.argumentsEnd, call.mark.preset,
                     source->source.utf8("(" + call.mark.original + ")"), call.problem});
  }
  return edits;
}

} // namespace stackdev
