#include "ide/java_properties.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <utility>

#include "support/utf8.h"

namespace stackdev {
namespace {

bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\f';
}

/// One logical line: [begin, end) in the file with its line end, and what it says.
struct Line {
  std::size_t begin;
  std::size_t end;
  bool plain;      // a comment or blank
  std::string key; // "" if it is plain
  std::string value;
};

int hexDigit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

/// Reads the escaped text at `at` until `stops` says so; line joints are passed over.
template <class Stops>
std::string unescaped(std::string_view file, std::size_t& at, std::size_t end, Stops stops) {
  std::u16string units;
  while (at < end && !stops(file[at])) {
    const char c = file[at++];
    if (c != '\\') {
      units.push_back(static_cast<unsigned char>(c)); // a byte is ISO-8859-1
      continue;
    }
    if (at >= end) // joins the line to nothing
      break;
    const char escaped = file[at++];
    if (escaped == '\n' || escaped == '\r') {
      if (escaped == '\r' && at < end && file[at] == '\n')
        ++at;
      while (at < end && isBlank(file[at]))
        ++at;
    } else if (escaped == 'u' && end - at >= 4) {
      unsigned unit = 0;
      for (int i = 0; i < 4; ++i)
        unit = unit * 16 + static_cast<unsigned>(std::max(0, hexDigit(file[at++])));
      units.push_back(static_cast<char16_t>(unit));
    } else {
      const char plain = escaped == 'n'   ? '\n'
                         : escaped == 't' ? '\t'
                         : escaped == 'r' ? '\r'
                         : escaped == 'f' ? '\f'
                                          : escaped;
      units.push_back(static_cast<unsigned char>(plain));
    }
  }
  return utf8(units);
}

/// The end of the logical line at `begin`, behind its line end.
std::size_t logicalEnd(std::string_view file, std::size_t begin, bool joins) {
  bool escaped = false;
  for (std::size_t i = begin; i < file.size(); ++i) {
    const char c = file[i];
    if (c == '\n' || c == '\r') {
      if (c == '\r' && i + 1 < file.size() && file[i + 1] == '\n')
        ++i;
      if (!escaped || !joins)
        return i + 1;
      escaped = false;
    } else {
      escaped = c == '\\' && !escaped;
    }
  }
  return file.size();
}

std::vector<Line> logicalLines(std::string_view file) {
  std::vector<Line> lines;
  for (std::size_t begin = 0; begin < file.size();) {
    auto at = begin;
    while (at < file.size() && isBlank(file[at]))
      ++at;
    const bool plain = at < file.size() &&
                       (file[at] == '#' || file[at] == '!' || file[at] == '\n' || file[at] == '\r');
    const auto end = logicalEnd(file, begin, !plain);
    Line line{begin, end, plain, {}, {}};
    if (!plain) {
      auto textEnd = end;
      while (textEnd > at && (file[textEnd - 1] == '\n' || file[textEnd - 1] == '\r'))
        --textEnd;
      line.key =
          unescaped(file, at, textEnd, [](char c) { return c == '=' || c == ':' || isBlank(c); });
      while (at < textEnd && isBlank(file[at]))
        ++at;
      if (at < textEnd && (file[at] == '=' || file[at] == ':'))
        ++at;
      while (at < textEnd && isBlank(file[at]))
        ++at;
      line.value = unescaped(file, at, textEnd, [](char) { return false; });
    }
    lines.push_back(std::move(line));
    begin = end;
  }
  return lines;
}

std::string escaped(std::string_view text, bool isKey) {
  std::string line;
  bool leading = true;
  for (const char16_t unit : utf16(text)) {
    const bool blank = unit == u' ';
    if (unit == u'\\' || (blank && (isKey || leading)) ||
        (isKey && (unit == u':' || unit == u'=' || unit == u'#' || unit == u'!')) ||
        (!isKey && leading && (unit == u'#' || unit == u'!'))) {
      line += '\\';
      line += static_cast<char>(unit);
    } else if (unit == u'\n') {
      line += "\\n";
    } else if (unit == u'\r') {
      line += "\\r";
    } else if (unit == u'\t') {
      line += "\\t";
    } else if (unit < 0x20 || unit > 0x7E) {
      char code[8];
      std::snprintf(code, sizeof(code), "\\u%04x", static_cast<unsigned>(unit));
      line += code;
    } else {
      line += static_cast<char>(unit);
    }
    leading = leading && blank;
  }
  return line;
}

/// Ends the last line, so that what is appended is a line of its own.
void endLastLine(std::string& text) {
  if (text.empty())
    return;
  if (text.back() != '\n')
    text += '\n';
  const auto last = logicalLines(text).back();
  auto end = last.end - 1;
  if (end > last.begin && text[end - 1] == '\r')
    --end;
  std::size_t backslashes = 0;
  while (end > last.begin && text[end - 1] == '\\') {
    --end;
    ++backslashes;
  }
  if (!last.plain && backslashes % 2 == 1)
    text += '\n';
}

} // namespace

std::map<std::string, std::string> properties(std::string_view file) {
  std::map<std::string, std::string> values;
  for (auto& line : logicalLines(file))
    if (!line.key.empty())
      values[line.key] = std::move(line.value);
  return values;
}

std::string withProperties(std::string_view file,
                           const std::vector<std::pair<std::string, std::string>>& values) {
  std::map<std::string, std::string> wanted(values.begin(), values.end());
  std::set<std::string> written;
  std::string result;
  if (file.empty())
    result = "eclipse.preferences.version=1\n";
  for (const auto& line : logicalLines(file)) {
    const auto value = wanted.find(line.key);
    if (line.key.empty() || value == wanted.end() || value->second == line.value) {
      result += file.substr(line.begin, line.end - line.begin);
      written.insert(line.key);
    } else if (written.insert(line.key).second) {
      result += escaped(line.key, true) + "=" + escaped(value->second, false) + "\n";
    }
  }
  bool ended = false;
  for (const auto& [key, value] : values) {
    if (written.contains(key))
      continue;
    if (!std::exchange(ended, true))
      endLastLine(result);
    result += escaped(key, true) + "=" + escaped(value, false) + "\n";
  }
  return result;
}

} // namespace stackdev
