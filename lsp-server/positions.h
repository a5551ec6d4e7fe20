// Lines and characters of LSP against offsets in UTF-8. A line ends with \n, \r\n or \r.
#pragma once

#include <cstddef>
#include <string_view>

#include "protocol/text.h"

namespace stackdev::lsp {

enum class PositionEncoding { Utf8, Utf16 };

/// The offset of a position; one that lies behind its line, or behind the text, is at the end
/// there.
std::size_t offsetAt(std::string_view text, Position position, PositionEncoding encoding);

/// Where the line ends that `offset` is in, without its \n, \r\n or \r.
std::size_t lineEnd(std::string_view text, std::size_t offset);

/// The start of the line that follows `offset`; the text's end if none does.
std::size_t nextLine(std::string_view text, std::size_t offset);

/// The start of the line that `offset` is in.
std::size_t lineStart(std::string_view text, std::size_t offset);

/// Finds positions in one text. Quick if the offsets do not go back.
class Positions {
public:
  Positions(std::string_view text, PositionEncoding encoding) : text_(text), encoding_(encoding) {}

  Position at(std::size_t offset);
  Range range(std::size_t start, std::size_t end) {
    const auto first = at(start);
    return {first, at(end)};
  }

private:
  std::string_view text_;
  PositionEncoding encoding_;
  std::size_t lineStart_ = 0;
  std::uint32_t line_ = 0;
};

} // namespace stackdev::lsp
