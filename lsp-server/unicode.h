// UTF-8 as it comes from files: one code point after the other.
#pragma once

#include <cstddef>
#include <string_view>

namespace stackdev::lsp {

struct CodePoint {
  char32_t value; // U+FFFD for a byte that is not well-formed
  std::size_t length;
};

/// The code point at `offset`, which is in the text.
CodePoint codePointAt(std::string_view text, std::size_t offset);

/// How many UTF-16 code units it has.
constexpr std::size_t utf16Length(char32_t point) {
  return point > 0xFFFF ? 2 : 1;
}

} // namespace stackdev::lsp
