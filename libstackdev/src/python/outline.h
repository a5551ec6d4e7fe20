// A quick look at a Python text, a hundred times faster than a parse: does it call anything by one
// of some names, and which of its top-level statements have to be parsed to know what is called.
// It may see more than there is, never less.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "python/words.h"

namespace stackdev {

struct OutlineRange {
  std::size_t start;
  std::size_t end;
  std::size_t line; // of start, counted from 0
};

/// A function or class at the top level that was left out of the ranges.
struct OutlineDefinition {
  std::size_t start;
  std::string_view name;
};

struct Outline {
  bool mayCall = false;             // a word is called, or given another name
  std::vector<OutlineRange> ranges; // whole statements, in order
  std::vector<OutlineDefinition> leftOut;
};

/// Of `code` (SourceText::code()). The ranges hold all top-level statements but the functions,
/// classes and methods in which no word is used and that hold no comment of stackdev's. The one
/// that covers the byte `kept` is never left out.
Outline outlineOf(std::string_view code, const Words& words,
                  std::optional<std::size_t> kept = std::nullopt);

} // namespace stackdev
