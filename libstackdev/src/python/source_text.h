// The bytes of a Python file as Python reads them: its encoding, its line ends. Bytes stay bytes:
// every offset counts in the file as it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <stackdev/python_text.h>
#include <stackdev/result.h>

namespace stackdev {

/// 1-based; the column counts bytes.
struct Position {
  std::size_t line;
  std::size_t column;
};

class SourceText {
public:
  /// Borrows `bytes`. Errors: InvalidArgument with the reason if Python could not decode it.
  static Result<SourceText> of(std::string_view bytes, Decoding decoding = Decoding::AsPythonDoes);

  std::string_view bytes() const { return bytes_; }

  /// As long as bytes(), for a parser that knows UTF-8 and "\n": text of other encodings has an
  /// 'x' in the place of each byte that is no ASCII, a lone carriage return is a line feed.
  std::string_view code() const { return code_.empty() ? bytes_ : std::string_view(code_); }

  /// A part of bytes() as UTF-8.
  std::string utf8(std::string_view part) const;

  Position position(std::size_t offset) const;
  /// Where the line terminator that ends the physical line of `offset` starts, or the text ends.
  std::size_t lineEnd(std::size_t offset) const;
  /// Behind the byte order mark, if there is one.
  std::size_t lineStart(std::size_t offset) const;
  /// "\r\n", "\n", "\r", or "" at the end of the text.
  std::string_view terminatorAt(std::size_t lineEnd) const;
  /// The first line's terminator; "\n" for a text of one line.
  std::string_view newline() const;

private:
  std::string_view bytes_;
  std::string code_;     // empty: bytes_ may be parsed as they are
  std::string encoding_; // as iconv names it; empty: UTF-8
};

} // namespace stackdev
