// The comment by which a debug-safe edit is known and taken back:
//
//   eventlet.monkey_patch(all=False, socket=True, select=True)  # stackdev:debug-safe socket-select
//   1f0c9a3e was (os=False)
//
// It is the last on the line of the call. If the argument list had several lines, it is inside, at
// the end of the first, and the others are empty: no line number changes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "python/source_text.h"
#include "python/syntax_tree.h"

namespace stackdev {

struct Mark {
  std::size_t start; // of the two spaces before "#"
  std::size_t end;
  std::string preset;
  /// How many calls before it on the line have the same arguments without being edited.
  std::size_t skipped;
  std::string checksum;
  std::string original; // bytes between the parentheses as they were
};

/// A mark and the call it belongs to.
struct MarkedCall {
  Mark mark;
  std::size_t callStart;
  std::size_t argumentsStart; // of "("
  std::size_t argumentsEnd;   // behind ")"
  std::string problem;        // nothing else counts if there is one
};

/// Every mark that is a comment in `tree`, in order.
std::vector<MarkedCall> markedCalls(const SourceText& source, const SyntaxTree& tree);

/// Whether `text` may hold a mark at all.
bool mayHoldMarks(std::string_view text);

/// The comment with its two leading spaces.
std::string markText(std::string_view preset, std::size_t skipped, std::string_view arguments,
                     std::string_view original);

/// A call of which the argument list ends on a given line.
struct CallOnLine {
  std::size_t start;
  std::size_t argumentsStart;
  std::size_t argumentsEnd;
};
/// In the order of their ends. `lineStart` and `lineEnd` as SourceText gives them.
std::vector<CallOnLine> callsEndingOnLine(const SourceText& source, const SyntaxTree& tree,
                                          std::size_t lineStart, std::size_t lineEnd);

} // namespace stackdev
