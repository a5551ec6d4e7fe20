// One Python text read for its monkey patch calls. What its names stand for in other modules is
// settled afterwards, when these are known: see resolvedCalls().
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <stackdev/scan.h>

#include "patch/mark.h"
#include "python/modules.h"
#include "python/names.h"
#include "python/source_text.h"

namespace stackdev {

/// Owns its text; lives where it was made, because the rest points into it.
struct AnalysedText {
  std::string content;
  std::optional<SourceText> source;
  ModuleNames names;
  std::vector<MarkedCall> marks;
};

/// Null if nothing in `content` can be of interest. Errors: InvalidArgument if Python could not
/// decode it. Only a text that holds one of the words is looked at so closely.
Result<std::unique_ptr<AnalysedText>> analysed(std::string content, const ModuleName& module,
                                               const Words& words,
                                               Decoding decoding = Decoding::AsPythonDoes);

/// The calls of `text`, the content of `file`, that reach a patching function.
std::vector<PatchCall> resolvedCalls(const AnalysedText& text, const std::filesystem::path& file,
                                     Modules& modules, const std::vector<Preset>& presets);

/// Names under which `text` gives a patching function to other modules and that are no words yet.
std::vector<std::string> newNames(const AnalysedText& text, const std::filesystem::path& file,
                                  Modules& modules, const Words& words);

} // namespace stackdev
