// An edit of a text as a value: the command line makes a change set of it, an editor a workspace
// edit.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stackdev {

/// Puts `replacement` in the place of the bytes [start, end).
struct TextEdit {
  std::size_t start;
  std::size_t end;
  std::string replacement;

  bool operator==(const TextEdit&) const = default;
};

/// `text` after `edits`, which may come in any order but do not overlap. Insertions at one place
/// keep their order, before what is replaced there.
std::string edited(std::string_view text, std::vector<TextEdit> edits);

} // namespace stackdev
