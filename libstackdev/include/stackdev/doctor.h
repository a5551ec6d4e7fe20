// Finds the traps that a stack can fall into on this machine. Starts nothing that the root names,
// and writes nothing.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/change_set.h>
#include <stackdev/result.h>
#include <stackdev/stack.h>
#include <stackdev/text_edit.h>

namespace stackdev {

enum class Severity {
  Error,  // something will not work
  Warning // something may not work, or is not safe
};

/// "error", "warning".
std::string_view toString(Severity severity);

struct Finding {
  std::string id; // "placeholder-left": docs/doctor.md has them all
  Severity severity = Severity::Warning;
  std::filesystem::path path; // the file or folder that is wrong; "" is the machine
  std::string message;        // what is wrong and why it matters
  std::string fix;            // the command or step that mends it
  std::size_t line = 0;       // in `path`, from 1; 0 is all of it
};

/// In the order of the checks and, of one check, of paths and lines.
Result<std::vector<Finding>> findings(const Root& root);

/// What mends a trap, where it can be offered: what `doctor --fix` writes, and usual values.
struct TextMending {
  std::string title; // "Append ?charset=utf8"
  TextEdit edit;
};

/// A trap in a text, for an editor; offsets in bytes.
struct TextFinding {
  std::string id;
  Severity severity;
  std::string message;
  std::string fix;
  std::size_t line; // from 1
  std::size_t start;
  std::size_t end;
  std::optional<TextMending> mending;
};

/// What is wrong with the text of a configuration file by itself. `file` tells by its name what it
/// is; it need not exist. Nothing for other files.
std::vector<TextFinding> findingsIn(std::string_view text, const std::filesystem::path& file);

/// What mends those findings that can be mended without asking: docs/doctor.md. A file with an edit
/// and a hook of stackdev's own in it loses the edit first; the next plan has the hook.
Result<ChangeSet> mendingPlan(const Root& root);

} // namespace stackdev
