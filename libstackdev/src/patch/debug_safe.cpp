// Of files: the plans behind `debug-safe on`, `off` and `status`.
#include <stackdev/debug_safe.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "patch/mark.h"
#include "patch/read_sources.h"
#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

/// Reads all sources that may hold a mark.
struct MarkedFile {
  std::string path;
  std::string content;
  Decoding decoding;
};
struct MarkedFiles {
  std::vector<MarkedFile> files;
  std::vector<std::string> warnings;
};
Result<MarkedFiles> markedFiles(const ScanOptions& options) {
  std::array<MarkedFiles, kSourceThreads> found;
  SourceReader reader;
  reader.source = [&](std::size_t thread, const ReadSource& source) {
    if (mayHoldMarks(source.content) && source.isTaken())
      found[thread].files.push_back({source.path, std::string(source.content), source.decoding});
    return false;
  };
  reader.warning = [&](std::size_t thread, const std::string& warning) {
    found[thread].warnings.push_back(warning);
  };
  if (auto read = readSources(options, reader); !read)
    return read.error();
  MarkedFiles all;
  for (auto& one : found) {
    std::move(one.files.begin(), one.files.end(), std::back_inserter(all.files));
    all.warnings.insert(all.warnings.end(), one.warnings.begin(), one.warnings.end());
  }
  std::sort(all.files.begin(), all.files.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return all;
}

/// What is to be edited: the file, or the text that hides it.
struct Content {
  std::string text;
  Decoding decoding;
};
Result<Content> contentOf(const Path& file, const OpenDocuments& documents) {
  if (const auto document = documents.find(file); document != documents.end())
    return Content{std::string(document->second), Decoding::Utf8};
  auto text = readFile(file);
  if (!text)
    return text.error();
  return Content{std::move(*text), Decoding::AsPythonDoes};
}

/// The place of a change: the root, or the folder of a file outside of it.
void addPlace(ChangeSet& changes, const Path& file, const Path& root) {
  const auto place = shownPath(file.string(), root) == file.string() ? file.parent_path() : root;
  if (std::find(changes.places.begin(), changes.places.end(), place) == changes.places.end())
    changes.places.push_back(place);
}

/// The calls that were edited with another preset than the one that was asked for by name.
Result<std::vector<Refusal>> otherwiseEdited(const std::vector<PatchCall>& calls,
                                             const Content& content, const ScanOptions& options) {
  std::vector<Refusal> refused;
  const auto wanted = std::find_if(options.presets.begin(), options.presets.end(),
                                   [&](const auto& one) { return one.name == options.preset; });
  if (wanted == options.presets.end())
    return refused;
  const auto edits = debugSafeEditsIn(content.text, content.decoding);
  if (!edits)
    return edits.error();
  for (const auto& call : calls)
    for (const auto& edit : *edits)
      if (call.library == wanted->library && call.state == PatchState::DebugSafe &&
          call.start == edit.callStart && edit.preset != wanted->name)
        refused.push_back({call.path, call.line, call.text,
                           "it is debug-safe by preset " + edit.preset +
                               "; take that back first: stackdev debug-safe off"});
  return refused;
}

std::string countOf(std::size_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

} // namespace

Result<DebugSafePlan> debugSafeOn(const ScanOptions& options) {
  auto found = scan(options);
  if (!found)
    return found.error();
  DebugSafePlan plan;
  plan.warnings = std::move(found->warnings);
  const auto root = canonicalRoot(options.root);
  std::map<std::string, std::vector<PatchCall>> files;
  for (auto& call : found->calls)
    if (!options.at || (call.start <= *options.at && *options.at < call.end))
      files[call.path].push_back(std::move(call));
  for (const auto& [path, calls] : files) {
    const auto file = absolutePath(path, root);
    const auto content = contentOf(file, options.documents);
    if (!content)
      return content.error();
    const auto edits = debugSafeEdits(content->text, calls, options.presets, content->decoding);
    if (!edits) {
      plan.warnings.push_back(path + ": " + edits.error().message);
      continue;
    }
    plan.refused.insert(plan.refused.end(), edits->refused.begin(), edits->refused.end());
    if (const auto others = otherwiseEdited(calls, *content, options))
      plan.refused.insert(plan.refused.end(), others->begin(), others->end());
    if (edits->edits.empty())
      continue;
    std::set<std::size_t> changed;
    for (const auto& edit : edits->edits)
      changed.insert(edit.start);
    std::copy_if(calls.begin(), calls.end(), std::back_inserter(plan.calls),
                 [&](const PatchCall& call) { return changed.contains(call.argumentsStart); });
    plan.changes.files.push_back({file, content->text, edited(content->text, edits->edits)});
    addPlace(plan.changes, file, root);
  }
  plan.changes.title = "make " + countOf(plan.calls.size(), "call") + " debug-safe";
  return plan;
}

Result<DebugSafePlan> debugSafeOff(const ScanOptions& options) {
  auto plan = debugSafeStatus(options);
  if (!plan)
    return plan.error();
  const auto root = canonicalRoot(options.root);
  std::vector<DebugSafeEdit> undone;
  std::set<std::string> done;
  for (const auto& edit : plan->edits) {
    if (!edit.problem.empty()) {
      plan->refused.push_back({edit.path, edit.line, edit.original, edit.problem});
      continue;
    }
    undone.push_back(edit);
    if (!done.insert(edit.path).second)
      continue;
    const auto file = absolutePath(edit.path, root);
    const auto content = contentOf(file, options.documents);
    if (!content)
      return content.error();
    const auto edits = restoringEdits(content->text, options.at, content->decoding, options.preset);
    if (!edits)
      return edits.error();
    plan->changes.files.push_back({file, content->text, edited(content->text, edits->edits)});
    addPlace(plan->changes, file, root);
  }
  plan->edits = std::move(undone);
  plan->changes.title = "restore " + countOf(plan->edits.size(), "call");
  return plan;
}

Result<DebugSafePlan> debugSafeStatus(const ScanOptions& options) {
  auto found = markedFiles(options);
  if (!found)
    return found.error();
  DebugSafePlan plan;
  plan.warnings = std::move(found->warnings);
  const auto root = canonicalRoot(options.root);
  for (const auto& file : found->files) {
    const auto path = shownPath(file.path, root);
    auto edits = debugSafeEditsIn(file.content, file.decoding);
    if (!edits) {
      plan.warnings.push_back(path + ": " + edits.error().message);
      continue;
    }
    for (auto& edit : *edits) {
      if (options.at && (*options.at < edit.callStart || edit.end <= *options.at))
        continue;
      if (!options.preset.empty() && edit.preset != options.preset)
        continue;
      edit.path = path;
      plan.edits.push_back(std::move(edit));
    }
  }
  std::sort(plan.warnings.begin(), plan.warnings.end());
  return plan;
}

} // namespace stackdev
