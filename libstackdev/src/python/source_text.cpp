#include "python/source_text.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include <iconv.h>

#include "support/utf8.h"

namespace stackdev {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool isAscii(std::string_view text) {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + i, 8);
    if ((eight & 0x8080808080808080U) != 0)
      return false;
  }
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool isNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

/// PEP 263: a comment line of its own with "coding:" or "coding=" and a name.
std::optional<std::string_view> cookieOf(std::string_view line) {
  const auto hash = line.find_first_not_of(" \t\f");
  if (hash == std::string_view::npos || line[hash] != '#')
    return std::nullopt;
  for (auto at = line.find("coding", hash); at != std::string_view::npos;
       at = line.find("coding", at + 1)) {
    auto begin = at + 6;
    if (begin >= line.size() || (line[begin] != ':' && line[begin] != '='))
      continue;
    begin = line.find_first_not_of(" \t", begin + 1);
    if (begin == std::string_view::npos)
      return std::nullopt;
    auto end = begin;
    while (end < line.size() && isNameCharacter(line[end]))
      ++end;
    if (end > begin)
      return line.substr(begin, end - begin);
  }
  return std::nullopt;
}

bool isBlankOrComment(std::string_view line) {
  const auto first = line.find_first_not_of(" \t\f");
  return first == std::string_view::npos || line[first] == '#';
}

/// Of the first two lines, the second only after a blank or a comment.
std::optional<std::string_view> cookieOfText(std::string_view text) {
  for (int line = 0; line < 2; ++line) {
    const auto end = std::min(text.find_first_of("\r\n"), text.size());
    const auto one = text.substr(0, end);
    if (auto cookie = cookieOf(one))
      return cookie;
    if (!isBlankOrComment(one) || end == text.size())
      return std::nullopt;
    text.remove_prefix(end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
  }
  return std::nullopt;
}

/// Python's name of an encoding as iconv knows it; empty for UTF-8.
std::string iconvName(std::string_view python) {
  std::string name(python);
  for (char& c : name)
    c = c == '_' ? '-' : (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  if (name == "utf8" || name == "u8" || name == "utf" || name == "utf-8" ||
      name.starts_with("utf-8-") || name.starts_with("utf8-"))
    return "";
  // glibc's Shift_JIS has a yen sign where Python reads a backslash.
  constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kAliases = {{
      {"ascii", "US-ASCII"},
      {"latin-1", "ISO-8859-1"},
      {"latin1", "ISO-8859-1"},
      {"l1", "ISO-8859-1"},
      {"iso-latin-1", "ISO-8859-1"},
      {"mac-roman", "MACINTOSH"},
      {"macroman", "MACINTOSH"},
      {"shift-jis", "CP932"},
      {"sjis", "CP932"},
      {"shiftjis", "CP932"},
      {"s-jis", "CP932"},
      {"euc-kr", "CP949"},
      {"euckr", "CP949"},
      {"windows-31j", "CP932"},
  }};
  for (const auto& [alias, real] : kAliases)
    if (name == alias)
      return std::string(real);
  // latin-1-unix and the like: what Emacs writes, and Python takes.
  for (const std::string_view latin : {"latin-1-", "iso-8859-1-", "iso-latin-1-"})
    if (name.starts_with(latin))
      return "ISO-8859-1";
  if (name.starts_with("iso8859-"))
    return "ISO-" + name.substr(3);
  return name;
}

class Converter {
public:
  explicit Converter(const std::string& encoding)
      : handle_(::iconv_open("UTF-8", encoding.c_str())) {}
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() {
    if (isOpen())
      ::iconv_close(handle_);
  }
  bool isOpen() const { return handle_ != failed(); }

  /// The first character of `text` as UTF-8 and its length in `text`, 0 if there is none.
  std::pair<std::string, std::size_t> first(std::string_view text) const {
    for (std::size_t length = 1; length <= std::min<std::size_t>(4, text.size()); ++length) {
      std::string input(text.substr(0, length));
      char* from = input.data();
      std::size_t left = length;
      std::array<char, 32> output{};
      char* to = output.data();
      std::size_t room = output.size();
      ::iconv(handle_, nullptr, nullptr, nullptr, nullptr);
      const auto done = ::iconv(handle_, &from, &left, &to, &room);
      if (done != static_cast<std::size_t>(-1) && left == 0 && room < output.size())
        return {std::string(output.data(), output.size() - room), length};
    }
    return {"", 0};
  }

  /// ASCII means itself: what a parser of ASCII syntax needs. Stateful encodings are not so.
  bool isAsciiCompatible() const {
    for (char c = 0x20; c < 0x7F; ++c)
      if (first({&c, 1}) != std::pair<std::string, std::size_t>(std::string(1, c), 1))
        return false;
    return true;
  }

private:
  static iconv_t failed() {
    return reinterpret_cast<iconv_t>(-1); // NOLINT(performance-no-int-to-ptr): iconv's own way
  }
  iconv_t handle_;
};

bool isStateful(std::string_view encoding) {
  return encoding.starts_with("iso-2022") || encoding.starts_with("iso2022") ||
         encoding.starts_with("hz") || encoding.starts_with("utf-7") ||
         encoding.starts_with("utf7") || encoding.starts_with("unicode");
}

/// A lone carriage return ends a line in Python, a form feed does not.
bool hasLoneReturn(std::string_view text) {
  for (auto at = text.find('\r'); at != std::string_view::npos; at = text.find('\r', at + 1))
    if (at + 1 == text.size() || text[at + 1] != '\n')
      return true;
  return false;
}

void feedLoneReturns(std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))
      text[i] = '\n';
}

Error undecodable(const std::string& why) {
  return {ErrorCode::InvalidArgument, why};
}

} // namespace

Result<SourceText> SourceText::of(std::string_view bytes, Decoding decoding) {
  if (bytes.find('\0') != std::string_view::npos)
    return undecodable("holds a NUL byte, which Python refuses");
  SourceText text;
  text.bytes_ = bytes;
  const bool hasMark = bytes.starts_with(kByteOrderMark);
  const auto cookie = decoding == Decoding::AsPythonDoes
                          ? cookieOfText(hasMark ? bytes.substr(kByteOrderMark.size()) : bytes)
                          : std::nullopt;
  if (cookie)
    text.encoding_ = iconvName(*cookie);
  if (hasMark && !text.encoding_.empty())
    return undecodable("has UTF-8's byte order mark and the coding cookie " + std::string(*cookie));
  if (text.encoding_.empty()) {
    if (!isAscii(bytes) && !isUtf8(bytes))
      return undecodable(cookie ? "is not valid UTF-8, which its coding cookie promises"
                                : "is not valid UTF-8 and has no coding cookie");
  } else {
    const Converter converter(text.encoding_);
    if (!converter.isOpen() || isStateful(text.encoding_) || !converter.isAsciiCompatible())
      return undecodable("has the coding cookie " + std::string(*cookie) +
                         ", which stackdev cannot read");
    if (!isAscii(bytes)) {
      text.code_ = bytes;
      for (std::size_t i = 0; i < bytes.size();) {
        if (static_cast<unsigned char>(bytes[i]) < 0x80) {
          ++i;
          continue;
        }
        const auto length = converter.first(bytes.substr(i)).second;
        if (length == 0)
          return undecodable("is not valid " + std::string(*cookie) +
                             ", which its coding cookie promises");
        std::fill_n(text.code_.begin() + static_cast<std::ptrdiff_t>(i), length, 'x');
        i += length;
      }
    }
  }
  if (hasLoneReturn(bytes)) {
    if (text.code_.empty())
      text.code_ = bytes;
    feedLoneReturns(text.code_);
  }
  return text;
}

std::string SourceText::utf8(std::string_view part) const {
  if (encoding_.empty() || isAscii(part))
    return std::string(part);
  const Converter converter(encoding_);
  std::string result;
  while (!part.empty()) {
    const auto [character, length] = converter.first(part);
    result += length == 0 ? "\xEF\xBF\xBD" : character;
    part.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

Position SourceText::position(std::size_t offset) const {
  const auto before = code().substr(0, offset);
  const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  return {line, offset - lineStart(offset) + 1};
}

std::size_t SourceText::lineStart(std::size_t offset) const {
  const auto feed = offset == 0 ? std::string_view::npos : code().rfind('\n', offset - 1);
  if (feed != std::string_view::npos)
    return feed + 1;
  return bytes_.starts_with(kByteOrderMark) && offset >= kByteOrderMark.size()
             ? kByteOrderMark.size()
             : 0;
}

std::size_t SourceText::lineEnd(std::size_t offset) const {
  const auto feed = std::min(code().find('\n', offset), bytes_.size());
  const bool hasReturn =
      feed > offset && feed < bytes_.size() && bytes_[feed] == '\n' && bytes_[feed - 1] == '\r';
  return hasReturn ? feed - 1 : feed;
}

std::string_view SourceText::terminatorAt(std::size_t lineEnd) const {
  if (lineEnd >= bytes_.size())
    return {};
  return bytes_.substr(lineEnd, bytes_.substr(lineEnd).starts_with("\r\n") ? 2 : 1);
}

std::string_view SourceText::newline() const {
  const auto end = lineEnd(0);
  return end < bytes_.size() ? terminatorAt(end) : "\n";
}

} // namespace stackdev
