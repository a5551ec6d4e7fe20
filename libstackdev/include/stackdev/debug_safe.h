// Makes monkey patch calls debug-safe in their source, and takes that back. An edit replaces the
// argument list and keeps what it replaced in a comment of the same file: to restore needs nothing
// else, and gives back the same bytes.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/change_set.h>
#include <stackdev/python_text.h>
#include <stackdev/result.h>
#include <stackdev/scan.h>
#include <stackdev/text_edit.h>

namespace stackdev {

/// An edit of stackdev's that is in a text.
struct DebugSafeEdit {
  std::string path; // as PatchCall::path
  std::size_t line; // of the call, 1-based
  std::size_t column;
  std::size_t callStart;
  std::size_t start; // of the call's argument list, bytes; of the comment if `problem`
  std::size_t end;
  std::string preset;
  std::string original; // the argument list as it was, UTF-8, with its parentheses
  std::string problem;  // why it cannot be taken back: changed by hand; else ""
};

/// A call that has need of an edit and cannot get one, or an edit that cannot be taken back.
struct Refusal {
  std::string path;
  std::size_t line;
  std::string text;
  std::string reason;
};

struct TextEditPlan {
  std::vector<TextEdit> edits;
  std::vector<Refusal> refused;
};

/// What makes `calls` of `text` debug-safe; those that are safe or debug-safe stay as they are.
/// `calls` are those of the same text, found with the same presets.
Result<TextEditPlan> debugSafeEdits(std::string_view text, const std::vector<PatchCall>& calls,
                                    const std::vector<Preset>& presets = builtInPresets(),
                                    Decoding decoding = Decoding::AsPythonDoes);

/// What takes stackdev's edits back, all or the one whose call covers the offset `at`; of those
/// the ones made with `preset` if it is not "".
Result<TextEditPlan> restoringEdits(std::string_view text,
                                    std::optional<std::size_t> at = std::nullopt,
                                    Decoding decoding = Decoding::AsPythonDoes,
                                    std::string_view preset = {});

/// The edits in `text`, in order.
Result<std::vector<DebugSafeEdit>> debugSafeEditsIn(std::string_view text,
                                                    Decoding decoding = Decoding::AsPythonDoes);

/// The same for files. Nothing is written: apply.h does that with `changes`.
struct DebugSafePlan {
  ChangeSet changes;                // for the options' documents, of their text
  std::vector<PatchCall> calls;     // that are edited by `changes`, as they are now
  std::vector<DebugSafeEdit> edits; // that are taken back by `changes`, or all for status
  std::vector<Refusal> refused;
  std::vector<std::string> warnings;
};
Result<DebugSafePlan> debugSafeOn(const ScanOptions& options);
Result<DebugSafePlan> debugSafeOff(const ScanOptions& options);
/// Only lists; `changes` is empty.
Result<DebugSafePlan> debugSafeStatus(const ScanOptions& options);

/// The pre-commit hooks of the repositories in and around the options' paths, which refuse to
/// commit an edit of stackdev's. A hook that is there already is kept and run first. Errors:
/// NotFound if there is no repository, Conflict for a hook that cannot be kept.
Result<ChangeSet> guardOn(const ScanOptions& options);
Result<ChangeSet> guardOff(const ScanOptions& options);

/// The edits and the guard's hooks as one change, with the title of the first that is any.
ChangeSet joined(ChangeSet edits, const ChangeSet& hooks);

} // namespace stackdev
