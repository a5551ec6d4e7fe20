#include "positions.h"

#include <algorithm>

#include "unicode.h"

namespace stackdev::lsp {

std::size_t lineEnd(std::string_view text, std::size_t offset) {
  constexpr std::size_t kWindow = 256; // so that neither search runs on behind what the other found
  while (offset < text.size()) {
    const auto window = text.substr(offset, kWindow);
    const auto end = std::min(window.find('\n'), window.find('\r'));
    if (end != std::string_view::npos)
      return offset + end;
    offset += window.size();
  }
  return text.size();
}

std::size_t nextLine(std::string_view text, std::size_t offset) {
  const auto end = lineEnd(text, offset);
  return std::min(end + (text.substr(end, 2) == "\r\n" ? 2 : 1), text.size());
}

std::size_t lineStart(std::string_view text, std::size_t offset) {
  auto before = text.substr(0, offset);
  if (offset < text.size() && text[offset] == '\n' && !before.empty() && before.back() == '\r')
    before.remove_suffix(1); // within a line's end
  const auto end = before.find_last_of("\r\n");
  return end == std::string_view::npos ? 0 : end + 1;
}

std::size_t offsetAt(std::string_view text, Position position, PositionEncoding encoding) {
  std::size_t start = 0;
  for (std::uint32_t line = 0; line < position.line; ++line) {
    if (lineEnd(text, start) == text.size())
      return text.size();
    start = nextLine(text, start);
  }
  const auto end = lineEnd(text, start);
  std::size_t units = 0;
  auto offset = start;
  while (offset < end) {
    const auto [point, length] = codePointAt(text, offset);
    units += encoding == PositionEncoding::Utf8 ? length : utf16Length(point);
    if (units > position.character)
      break; // also within a character of several units
    offset += length;
  }
  return offset;
}

Position Positions::at(std::size_t offset) {
  if (offset < lineStart_) {
    lineStart_ = 0;
    line_ = 0;
  }
  for (;;) {
    const auto next = nextLine(text_, lineStart_);
    if (next > offset || lineEnd(text_, lineStart_) == text_.size())
      break;
    lineStart_ = next;
    ++line_;
  }
  std::uint32_t character = 0;
  for (auto at = lineStart_; at < std::min(offset, text_.size());) {
    const auto [point, length] = codePointAt(text_, at);
    character += static_cast<std::uint32_t>(
        encoding_ == PositionEncoding::Utf8 ? length : utf16Length(point));
    at += length;
  }
  return {line_, character};
}

} // namespace stackdev::lsp
