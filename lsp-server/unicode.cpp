#include "unicode.h"

namespace stackdev::lsp {
namespace {

unsigned byteAt(std::string_view text, std::size_t offset) {
  return offset < text.size() ? static_cast<unsigned char>(text[offset]) : 0;
}

} // namespace

CodePoint codePointAt(std::string_view text, std::size_t offset) {
  constexpr CodePoint kBroken{0xFFFD, 1};
  const unsigned first = byteAt(text, offset);
  if (first < 0x80)
    return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4)
    return kBroken;
  char32_t point = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const unsigned next = byteAt(text, offset + i);
    if ((next & 0xC0U) != 0x80)
      return kBroken;
    point = (point << 6U) | (next & 0x3FU);
  }
  const bool isOverlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  if (isOverlong || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
    return kBroken;
  return {point, length};
}

} // namespace stackdev::lsp
