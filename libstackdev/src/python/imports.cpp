#include "python/imports.h"

#include <array>
#include <cstdint>
#include <cstring>

#include "support/find_word.h"

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
      ++at_;
      if (at_ < end_ && *at_ == '\r')
        ++at_;
      if (at_ < end_)
        ++at_;
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

  void skipBlanks() {
    while (at_ < end_ && isBlank(*at_))
      ++at_;
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

/// The start of what may be a statement: behind a line's end that no backslash joins, a ';' or ':'.
std::size_t statementBegin(std::string_view source, std::size_t at) {
  for (; at > 0; --at) {
    const char before = source[at - 1];
    if (before == ';' || before == ':')
      return at;
    if ((before == '\n' || before == '\r') && (at < 2 || source[at - 2] != '\\'))
      return at;
  }
  return 0;
}

} // namespace

bool mayImport(std::string_view source, const std::function<bool(std::string_view name)>& isNew) {
  constexpr std::string_view kWord = "import";
  for (auto at = findWord(source, kWord, 0); at != std::string_view::npos;
       at = findWord(source, kWord, at + kWord.size())) {
    const auto begin = statementBegin(source, at);
    bool found = false;
    ImportScanner(source.substr(begin, source.find_first_of("\n\r", at) - begin),
                  [&](std::string_view name) { found = found || isNew(name); })
        .run();
    if (found)
      return true;
  }
  return false;
}

} // namespace stackdev
