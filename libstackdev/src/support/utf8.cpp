#include "support/utf8.h"

#include <cstdint>

namespace stackdev {
namespace {

struct Decoded {
  char32_t codePoint;
  std::size_t length; // 0: not well-formed
};

Decoded decoded(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto follows = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0U) == 0x80U; };
  const std::uint8_t first = byte(0);
  if (first < 0x80)
    return {first, 1};
  if (first >= 0xC2 && first <= 0xDF && follows(1))
    return {(first & 0x1FU) << 6U | (byte(1) & 0x3FU), 2};
  if (first >= 0xE0 && first <= 0xEF && follows(1) && follows(2)) {
    const char32_t point = (first & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
    if (point >= 0x800 && (point < 0xD800 || point > 0xDFFF))
      return {point, 3};
  }
  if (first >= 0xF0 && first <= 0xF4 && follows(1) && follows(2) && follows(3)) {
    const char32_t point = (first & 0x07U) << 18U | (byte(1) & 0x3FU) << 12U |
                           (byte(2) & 0x3FU) << 6U | (byte(3) & 0x3FU);
    if (point >= 0x10000 && point <= 0x10FFFF)
      return {point, 4};
  }
  return {0xFFFD, 0};
}

} // namespace

bool isUtf8(std::string_view text) {
  while (!text.empty()) {
    const auto one = decoded(text);
    if (one.length == 0)
      return false;
    text.remove_prefix(one.length);
  }
  return true;
}

std::string shownText(std::string_view text) {
  return isUtf8(text) ? std::string(text) : utf8(utf16(text));
}

std::u16string utf16(std::string_view text) {
  std::u16string units;
  units.reserve(text.size());
  while (!text.empty()) {
    const auto one = decoded(text);
    if (one.codePoint < 0x10000) {
      units.push_back(static_cast<char16_t>(one.codePoint));
    } else {
      units.push_back(static_cast<char16_t>(0xD800U + ((one.codePoint - 0x10000U) >> 10U)));
      units.push_back(static_cast<char16_t>(0xDC00U + ((one.codePoint - 0x10000U) & 0x3FFU)));
    }
    text.remove_prefix(one.length == 0 ? 1 : one.length);
  }
  return units;
}

void appendUtf8(std::string& text, char32_t point) {
  const auto add = [&](char32_t byte) { text += static_cast<char>(byte); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0U | point >> 6U);
    add(0x80U | (point & 0x3FU));
  } else if (point < 0x10000) {
    add(0xE0U | point >> 12U);
    add(0x80U | (point >> 6U & 0x3FU));
    add(0x80U | (point & 0x3FU));
  } else {
    add(0xF0U | point >> 18U);
    add(0x80U | (point >> 12U & 0x3FU));
    add(0x80U | (point >> 6U & 0x3FU));
    add(0x80U | (point & 0x3FU));
  }
}

std::string utf8(std::u16string_view units) {
  std::string text;
  for (std::size_t i = 0; i < units.size(); ++i) {
    char32_t point = units[i];
    const bool paired = point >= 0xD800 && point < 0xDC00 && i + 1 < units.size() &&
                        units[i + 1] >= 0xDC00 && units[i + 1] < 0xE000;
    if (paired)
      point = 0x10000U + ((point - 0xD800U) << 10U) + (units[++i] - 0xDC00U);
    appendUtf8(text, point);
  }
  return text;
}

} // namespace stackdev
