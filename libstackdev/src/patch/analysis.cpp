#include "patch/analysis.h"

#include <algorithm>

#include "patch/monkey_patching.h"
#include "python/outline.h"
#include "python/syntax_tree.h"

namespace stackdev {
namespace {

const Preset* presetFor(Library library, const std::vector<Preset>& presets) {
  const auto found = std::find_if(presets.begin(), presets.end(),
                                  [&](const Preset& preset) { return preset.library == library; });
  return found == presets.end() ? nullptr : &*found;
}

bool needsEdit(PatchState state) {
  return state == PatchState::Unsafe || state == PatchState::Risky || state == PatchState::Unknown;
}

} // namespace

Result<std::unique_ptr<AnalysedText>> analysed(std::string content, const ModuleName& module,
                                               const Words& words, Decoding decoding) {
  auto text = std::make_unique<AnalysedText>();
  text->content = std::move(content);
  auto source = SourceText::of(text->content, decoding);
  if (!source)
    return source.error();
  text->source.emplace(std::move(*source));
  const auto outline = outlineOf(text->source->code(), words);
  const bool isMarked = mayHoldMarks(text->content);
  if (!outline.mayCall && !isMarked)
    return std::unique_ptr<AnalysedText>();
  const auto tree = SyntaxTree::of(text->source->code(), outline.ranges);
  if (!tree)
    return Error{ErrorCode::InvalidArgument, "is too large to be parsed at once"};
  text->names = namesIn(*tree, *text->source, outline, module, words);
  if (!text->names.isComplete)
    return Error{ErrorCode::InvalidArgument, "is nested too deeply to be read"};
  if (isMarked)
    text->marks = markedCalls(*text->source, *tree);
  return text;
}

std::vector<PatchCall> resolvedCalls(const AnalysedText& text, const std::filesystem::path& file,
                                     Modules& modules, const std::vector<Preset>& presets) {
  std::vector<PatchCall> calls;
  const auto& source = *text.source;
  for (const auto& site : text.names.calls) {
    const auto function = modules.wanted(site.callee, file);
    if (!function)
      continue;
    PatchCall call{};
    call.function = *function;
    call.library = *patchLibrary(*function);
    const auto position = source.position(site.start);
    call.line = position.line;
    call.column = position.column;
    call.start = site.start;
    call.end = site.end;
    call.argumentsStart = site.argumentsStart;
    call.argumentsEnd = site.argumentsEnd;
    call.text = source.utf8(source.bytes().substr(site.start, site.end - site.start));
    call.state = patchState(*function, site.arguments);
    const bool isMarked =
        std::any_of(text.marks.begin(), text.marks.end(), [&](const MarkedCall& mark) {
          return mark.problem.empty() && mark.argumentsStart == site.argumentsStart;
        });
    if (isMarked)
      call.state = PatchState::DebugSafe;
    const auto* preset = presetFor(call.library, presets);
    if (needsEdit(call.state) && preset != nullptr) {
      auto form = debugSafeForm(*function, site, source.bytes(), *preset);
      call.refusal = std::move(form.refusal);
      if (form.arguments) {
        const auto callee = source.bytes().substr(site.start, site.argumentsStart - site.start);
        call.debugSafe = source.utf8(callee) + "(" + source.utf8(*form.arguments) + ")";
        call.debugSafeArguments = std::move(form.arguments);
      }
    }
    calls.push_back(std::move(call));
  }
  return calls;
}

std::vector<std::string> newNames(const AnalysedText& text, const std::filesystem::path& file,
                                  Modules& modules, const Words& words) {
  std::vector<std::string> names;
  for (const auto& [name, paths] : text.names.exports) {
    if (words.contains(name) || name.find('.') != std::string::npos)
      continue;
    const bool mayBe = std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
      return words.contains(std::string_view(path).substr(path.rfind('.') + 1));
    });
    if (mayBe && modules.wanted(paths, file))
      names.push_back(name);
  }
  return names;
}

} // namespace stackdev
