#include "json_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "unicode.h"

namespace stackdev::lsp {
namespace {

namespace json = boost::json;

/// What may hold a surrogate's escape; the parser calls a lone one by several names.
bool mayHoldSurrogates(std::string_view text) {
  return text.find("\\ud") != std::string_view::npos || text.find("\\uD") != std::string_view::npos;
}

/// The value of the \uXXXX at `offset`; 0 if there is none.
unsigned escapeAt(std::string_view text, std::size_t offset) {
  if (offset + 6 > text.size() || text[offset] != '\\' || text[offset + 1] != 'u')
    return 0;
  unsigned value = 0;
  for (std::size_t i = offset + 2; i < offset + 6; ++i) {
    const char c = text[i];
    const bool isLetter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (!isLetter && (c < '0' || c > '9'))
      return 0;
    const auto digit =
        isLetter ? (static_cast<unsigned>(c) & 0x0FU) + 9U : static_cast<unsigned>(c - '0');
    value = value * 16 + digit;
  }
  return value;
}

bool isLeading(unsigned unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool isTrailing(unsigned unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

/// Same length, so that nothing else moves.
std::string withoutLoneSurrogates(std::string_view text) {
  std::string mended(text);
  for (std::size_t i = mended.find('\\'); i != std::string::npos; i = mended.find('\\', i)) {
    const auto unit = escapeAt(mended, i);
    if (isLeading(unit) && isTrailing(escapeAt(mended, i + 6))) {
      i += 12;
      continue;
    }
    if (isLeading(unit) || isTrailing(unit))
      mended.replace(i, 6, "\\ufffd");
    i += 2; // an escaped backslash, too
  }
  return mended;
}

/// To the parser a number like 1e400 is infinite, and 0e400 none at all: neither could be written
/// as JSON again.
void makeFinite(json::value& value) {
  if (auto* number = value.if_double(); number != nullptr) {
    constexpr auto kLargest = std::numeric_limits<double>::max();
    *number = std::isnan(*number) ? 0 : std::clamp(*number, -kLargest, kLargest);
  } else if (auto* array = value.if_array(); array != nullptr) {
    for (auto& one : *array)
      makeFinite(one);
  } else if (auto* object = value.if_object(); object != nullptr) {
    for (auto& member : *object)
      makeFinite(member.value());
  }
}

json::value parsed(std::string_view text, boost::system::error_code& error) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  return json::parse({text.data(), text.size()}, error, {}, options);
}

void appendEscape(std::string& text, unsigned unit) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const std::array<char, 6> escape = {'\\',
                                      'u',
                                      kDigits[(unit >> 12U) & 0xFU],
                                      kDigits[(unit >> 8U) & 0xFU],
                                      kDigits[(unit >> 4U) & 0xFU],
                                      kDigits[unit & 0xFU]};
  text.append(escape.data(), escape.size());
}

bool isAscii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

} // namespace

Result<json::value> parsedJson(std::string_view text) {
  boost::system::error_code error;
  auto value = parsed(text, error);
  if (error && mayHoldSurrogates(text))
    value = parsed(withoutLoneSurrogates(text), error = {});
  if (error)
    return Error{ErrorCode::Protocol, "no JSON: " + error.message()};
  makeFinite(value);
  return value;
}

std::string asciiJson(const json::value& value) {
  auto text = json::serialize(value);
  std::size_t plain = 0;
  while (plain < text.size() && isAscii(text[plain]))
    ++plain;
  if (plain == text.size())
    return text;
  std::string ascii(text, 0, plain);
  for (std::size_t i = plain; i < text.size();) {
    const auto [point, length] = codePointAt(text, i);
    i += length;
    if (point < 0x80) {
      ascii += static_cast<char>(point);
    } else if (point > 0xFFFF) {
      appendEscape(ascii, 0xD800U + ((static_cast<unsigned>(point) - 0x10000U) >> 10U));
      appendEscape(ascii, 0xDC00U + (static_cast<unsigned>(point) & 0x3FFU));
    } else {
      appendEscape(ascii, static_cast<unsigned>(point));
    }
  }
  return ascii;
}

} // namespace stackdev::lsp
