#include "python/imports.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "support/find_bytes.h"

namespace stackdev {
namespace {

bool isNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\f';
}

/// Bytes after which the scanner has something to decide.
constexpr std::array<bool, 256> kStops = [] {
  std::array<bool, 256> stops{};
  for (const char c : {'\n', '\r', '"', '\'', '#', ';', ':', '\\'})
    stops[static_cast<unsigned char>(c)] = true;
  return stops;
}();

class ImportScanner {
public:
  ImportScanner(std::string_view source, std::function<void(std::string_view)> module)
      : at_(source.data()), end_(source.data() + source.size()), module_(std::move(module)) {}

  SourceFacts run() {
    if (end_ - at_ >= 3 && std::memcmp(at_, "\xEF\xBB\xBF", 3) == 0)
      at_ += 3;
    statement(true);
    while (at_ < end_) {
      const char c = *at_;
      if (!kStops[static_cast<std::uint8_t>(c)]) {
        ++at_;
        continue;
      }
      stop(c);
    }
    return facts_;
  }

private:
  void stop(char c) {
    switch (c) {
    case '\n':
    case '\r':
      ++at_;
      statement(true);
      return;
    case '#':
      skipComment();
      return;
    case '"':
    case '\'':
      skipString(c);
      return;
    case '\\': // joins lines: what follows is no statement
      at_ += std::max<std::ptrdiff_t>(jointLength(), 1);
      return;
    default: // ';' and ':' may be followed by a statement on the same line
      ++at_;
      statement(false);
    }
  }

  void skipComment() {
    while (at_ < end_ && *at_ != '\n' && *at_ != '\r')
      ++at_;
  }

  void skipString(char quote) {
    const bool triple = end_ - at_ >= 3 && at_[1] == quote && at_[2] == quote;
    at_ += triple ? 3 : 1;
    while (at_ < end_) {
      const char c = *at_;
      if (c == '\\') {
        at_ += at_ + 1 < end_ ? 2 : 1;
      } else if (triple && c == quote && end_ - at_ >= 3 && at_[1] == quote && at_[2] == quote) {
        at_ += 3;
        return;
      } else if (!triple && c == quote) {
        ++at_;
        return;
      } else if (!triple && (c == '\n' || c == '\r')) {
        return; // an error in Python: the line's end ends it
      } else {
        ++at_;
      }
    }
  }

  /// Of the backslash here and the line's end that it joins; 0 if it joins none.
  std::ptrdiff_t jointLength() const {
    const auto left = end_ - at_;
    if (left < 2 || at_[0] != '\\' || (at_[1] != '\n' && at_[1] != '\r'))
      return 0;
    return left > 2 && at_[1] == '\r' && at_[2] == '\n' ? 3 : 2;
  }

  void skipBlanks() {
    while (at_ < end_ && (isBlank(*at_) || *at_ == '\\')) {
      const auto length = isBlank(*at_) ? 1 : jointLength();
      if (length == 0)
        return;
      at_ += length;
    }
  }

  bool takeWord(std::string_view word) {
    if (static_cast<std::size_t>(end_ - at_) <= word.size() ||
        std::memcmp(at_, word.data(), word.size()) != 0 || isNameByte(at_[word.size()]))
      return false;
    at_ += word.size();
    return true;
  }

  /// A dotted name's first part; the scanner is moved behind the whole. "" if there is none.
  std::string_view dottedName() {
    skipBlanks();
    const char* begin = at_;
    while (at_ < end_ && isNameByte(*at_))
      ++at_;
    const std::string_view first(begin, static_cast<std::size_t>(at_ - begin));
    while (at_ < end_ && (isNameByte(*at_) || *at_ == '.'))
      ++at_;
    return first;
  }

  void statement(bool atLineStart) {
    skipBlanks();
    if (at_ >= end_)
      return;
    if (*at_ == 'i' && takeWord("import")) {
      importNames();
    } else if (*at_ == 'f' && takeWord("from")) {
      const auto name = dottedName(); // "" for a relative import
      skipBlanks();
      if (!name.empty() && takeWord("import"))
        module_(name);
    } else if (atLineStart && !facts_.python2) {
      facts_.python2 = isPython2Statement();
    }
  }

  void importNames() {
    for (;;) {
      const auto name = dottedName();
      if (name.empty())
        return;
      module_(name);
      skipBlanks();
      if (takeWord("as")) {
        dottedName();
        skipBlanks();
      }
      if (at_ >= end_ || *at_ != ',')
        return;
      ++at_;
    }
  }

  /// `print "x"` and `except A, error:`; looked at, not passed.
  bool isPython2Statement() {
    const char* const begin = at_;
    bool python2 = false;
    if (*at_ == 'p' && takeWord("print")) {
      const bool spaced = at_ < end_ && isBlank(*at_);
      skipBlanks();
      python2 = spaced && at_ < end_ && (*at_ == '"' || *at_ == '\'');
    } else if (*at_ == 'e' && takeWord("except")) {
      dottedName();
      skipBlanks();
      if (at_ < end_ && *at_ == ',') {
        ++at_;
        const auto variable = dottedName();
        skipBlanks();
        // `except A, B:` without parentheses is Python 3.14's, and names classes: upper case
        python2 = !variable.empty() && variable[0] >= 'a' && at_ < end_ && *at_ == ':';
      }
    }
    at_ = begin;
    return python2;
  }

  const char* at_;
  const char* end_;
  std::function<void(std::string_view)> module_;
  SourceFacts facts_;
};

} // namespace

SourceFacts scanImports(std::string_view source,
                        const std::function<void(std::string_view name)>& module) {
  return ImportScanner(source, module).run();
}

namespace {

/// The start of what may be a statement: behind a line's end, a ';' or a ':'.
std::size_t statementBegin(std::string_view source, std::size_t at) {
  const auto before = source.substr(0, at).find_last_of("\n\r;:");
  return before == std::string_view::npos ? 0 : before + 1;
}

/// Whether the line's end at `at` has a backslash before it.
bool isJoint(std::string_view source, std::size_t at) {
  if (at > 0 && source[at] == '\n' && source[at - 1] == '\r')
    --at;
  return at > 0 && (source[at] == '\n' || source[at] == '\r') && source[at - 1] == '\\';
}

/// Behind the line's end that no backslash joins.
std::size_t logicalEnd(std::string_view source, std::size_t at) {
  at = source.find_first_of("\n\r", at);
  while (at != std::string_view::npos && isJoint(source, at))
    at = source.find_first_of("\n\r", at + 1);
  return at == std::string_view::npos ? source.size() : at + 1;
}

} // namespace

bool mayImport(std::string_view source, const std::function<bool(std::string_view name)>& isNew) {
  constexpr std::string_view kWord = "import";
  for (auto at = findBytes(source, kWord); at != std::string_view::npos;
       at = findBytes(source, kWord, at + kWord.size())) {
    const auto begin = statementBegin(source, at);
    bool found = false;
    ImportScanner(source.substr(begin, logicalEnd(source, at) - begin), [&](std::string_view name) {
      found = found || isNew(name);
    }).run();
    // A line that goes on from the one before is rare: scanImports() may tell what it is.
    if (found || (begin > 0 && isJoint(source, begin - 1)))
      return true;
  }
  return false;
}

} // namespace stackdev
