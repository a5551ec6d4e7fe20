#include "python/outline.h"

#include <algorithm>
#include <array>

#include "python/outline_parts.h"

namespace stackdev {
namespace {

/// What one character means to the reader; most mean nothing.
enum class Sign : unsigned char { None, Word, Quote, Comment, Open, Close, Newline, Colon, Other };

constexpr std::array<Sign, 256> kSigns = [] {
  std::array<Sign, 256> signs{};
  for (std::size_t c = 0; c < signs.size(); ++c)
    if (isWordCharacter(static_cast<char>(c)))
      signs[c] = Sign::Word;
  for (const char c : {'"', '\''})
    signs[static_cast<unsigned char>(c)] = Sign::Quote;
  for (const char c : {'(', '[', '{'})
    signs[static_cast<unsigned char>(c)] = Sign::Open;
  for (const char c : {')', ']', '}'})
    signs[static_cast<unsigned char>(c)] = Sign::Close;
  for (const char c : {';', '\\'})
    signs[static_cast<unsigned char>(c)] = Sign::Other;
  signs['#'] = Sign::Comment;
  signs['\n'] = Sign::Newline;
  signs[':'] = Sign::Colon;
  return signs;
}();

/// Bytes. A text that is no Python, half typed as it may be, is parsed as a whole up to here; of a
/// larger one only its parts: a bracket that is open for a moment is no reason to wait.
constexpr std::size_t kSoonParsed = std::size_t{32} << 10U;

/// What starts a line at the margin is behind every bracket that was left open.
constexpr std::string_view kStartingOver[] = {"def ", "class ", "async def ", "import ", "from "};

constexpr std::string_view kContinuing[] = {"elif", "else", "except", "finally"};

class Reader {
public:
  Reader(std::string_view code, const Words& words, std::optional<std::size_t> kept)
      : code_(code), words_(words), parts_(kept) {}

  Outline outline() {
    if (code_.starts_with("\xEF\xBB\xBF"))
      at_ = 3;
    startOfLine();
    while (at_ < code_.size())
      step();
    if (depth_ != 0 || isOpen_)
      partIsBroken();
    auto outline = parts_.take(isOpen_ ? openAt_ : code_.size());
    outline.mayCall = mayCall_;
    if (isRenamed_ || (isBroken_ && code_.size() <= kSoonParsed)) {
      outline.ranges = {{0, code_.size(), 0}};
      outline.leftOut.clear();
    }
    return outline;
  }

private:
  enum class Statement { Unknown, Import, Definition, Simple };

  char here() const { return at_ < code_.size() ? code_[at_] : '\0'; }

  void step() {
    const char c = code_[at_];
    const auto sign = kSigns[static_cast<unsigned char>(c)];
    if (sign == Sign::Colon)
      endsWithColon_ = depth_ == 0;
    else if (sign != Sign::Comment && sign != Sign::Newline && c != ' ' && c != '\t' && c != '\r' &&
             c != '\f')
      endsWithColon_ = false;
    switch (sign) {
    case Sign::Word:
      return word();
    case Sign::Quote:
      return string("");
    case Sign::Comment:
      return comment();
    case Sign::Open:
      ++depth_;
      break;
    case Sign::Close:
      depth_ = depth_ > 0 ? depth_ - 1 : 0;
      break;
    case Sign::Newline:
      ++at_;
      ++line_;
      if (depth_ > 0 && startsOver())
        cutShort();
      return depth_ == 0 ? startOfLine() : void();
    case Sign::Colon:
      if (depth_ == 0)
        startOfStatement(); // of a block on the same line; after a lambda's it does no harm
      break;
    case Sign::Other:
      return c == '\\' ? continuation() : semicolon();
    case Sign::None:
      break;
    }
    ++at_;
  }

  bool startsOver() const {
    const auto rest = code_.substr(at_, 10);
    return code_.size() > kSoonParsed &&
           std::any_of(std::begin(kStartingOver), std::end(kStartingOver),
                       [&](std::string_view word) { return rest.starts_with(word); });
  }

  void cutShort() {
    partIsBroken();
    depth_ = 0;
    indents_ = {0};
  }

  /// Nobody knows what will be in it.
  void partIsBroken() {
    isBroken_ = true;
    parts_.use();
  }

  void comment() {
    const auto start = at_;
    at_ = std::min(code_.find('\n', at_), code_.size());
    if (code_.substr(start, at_ - start).find("# stackdev:") != std::string_view::npos)
      parts_.use();
  }

  void semicolon() {
    if (depth_ == 0)
      startOfStatement();
    ++at_;
  }

  void continuation() {
    ++at_;
    if (here() == '\r')
      ++at_;
    if (here() == '\n') {
      ++at_;
      ++line_;
    }
  }

  void startOfStatement() {
    statement_ = Statement::Unknown;
    hasGetattr_ = false;
  }

  /// After a line feed outside of brackets.
  void startOfLine() {
    startOfStatement();
    const auto start = at_;
    while (here() == ' ' || here() == '\t' || here() == '\f')
      ++at_;
    const char first = here();
    const bool isTop =
        at_ == start || std::count(code_.begin() + static_cast<std::ptrdiff_t>(start),
                                   code_.begin() + static_cast<std::ptrdiff_t>(at_),
                                   '\f') == static_cast<std::ptrdiff_t>(at_ - start);
    if (first == '\n' || first == '\r' || first == '#' || first == '\0')
      return;
    indent(code_.substr(start, at_ - start));
    if (!isTop)
      return parts_.isClass() ? startOfMember(start) : void();
    const bool isDecorated = isDecorator_;
    isDecorator_ = first == '@';
    if (isDecorated || startsWithContinuingWord())
      return;
    parts_.start(start, line_);
  }

  /// Python refuses a line that starts a block without a colon before, or ends one without going
  /// back to one around it. tree-sitter takes them: then parts are not what they seem.
  void indent(std::string_view space) {
    std::size_t width = 0;
    for (const char c : space)
      width = c == '\f' ? 0 : width + (c == '\t' ? 8 : 1);
    bool isStrange = false;
    if (width > indents_.back()) {
      isStrange = !endsWithColon_;
      indents_.push_back(width);
    }
    while (width < indents_.back())
      indents_.pop_back();
    if (isStrange || width != indents_.back())
      partIsBroken();
  }

  void startOfMember(std::size_t start) {
    if (!parts_.isMember(code_.substr(start, at_ - start)))
      return;
    const bool isDecorator = here() == '@';
    if (!parts_.isDecorated() && !startsWithContinuingWord())
      parts_.startMember(start, line_, isDecorator || startsWithFunction());
    parts_.setDecorated(isDecorator);
  }

  bool startsWithFunction() const {
    const auto rest = code_.substr(at_, 10);
    return rest.starts_with("def ") || rest.starts_with("async def ");
  }

  bool startsWithContinuingWord() const {
    const auto rest = code_.substr(at_, 8);
    return std::any_of(std::begin(kContinuing), std::end(kContinuing), [&](std::string_view word) {
      return rest.starts_with(word) &&
             (rest.size() == word.size() || !isWordCharacter(rest[word.size()]));
    });
  }

  std::string_view takeWord() {
    const auto start = at_;
    while (at_ < code_.size() && isWordCharacter(code_[at_]))
      ++at_;
    return code_.substr(start, at_ - start);
  }

  void word() {
    const auto start = at_;
    const auto word = takeWord();
    if (word.size() <= 3 && (here() == '"' || here() == '\''))
      return string(word);
    const auto statement = statement_;
    if (statement_ == Statement::Unknown)
      firstWord(word, start);
    if (word == "getattr")
      hasGetattr_ = true;
    if (word == "global")
      parts_.addGlobal();
    if (word == "eventlet" || word == "gevent")
      parts_.addLibrary();
    if (words_.contains(word))
      occurrence(statement, start);
  }

  void firstWord(std::string_view word, std::size_t start) {
    if (word == "async")
      return;
    statement_ = Statement::Simple;
    if (word == "import" || word == "from")
      statement_ = Statement::Import;
    if (word != "def" && word != "class")
      return;
    statement_ = Statement::Definition;
    const bool isTop = depth_ == 0 && startsLine(start);
    skipSpace();
    const auto name = takeWord();
    if (isTop)
      parts_.define(name, word == "class");
  }

  /// Nothing but "async " between the start of the line and `start`.
  bool startsLine(std::size_t start) const {
    const auto feed = start == 0 ? std::string_view::npos : code_.rfind('\n', start - 1);
    auto before = code_.substr(feed == std::string_view::npos ? 0 : feed + 1,
                               start - (feed == std::string_view::npos ? 0 : feed + 1));
    if (before.starts_with("\xEF\xBB\xBF"))
      before.remove_prefix(3);
    while (before.starts_with('\f'))
      before.remove_prefix(1);
    return before.empty() || before.starts_with("async");
  }

  void skipSpace() {
    while (here() == ' ' || here() == '\t' || here() == '\f')
      ++at_;
  }

  /// Where the token behind at_ starts, on a further line where the statement goes on there.
  std::size_t nextToken() const {
    auto next = at_;
    for (;;) {
      next =
          std::min(code_.find_first_not_of(depth_ > 0 ? " \t\f\r\n" : " \t\f", next), code_.size());
      if (code_.substr(next, 1) == "\\") {
        next = std::min(code_.find_first_not_of("\r\n", next + 1), code_.size());
      } else if (depth_ > 0 && code_.substr(next, 1) == "#") {
        next = std::min(code_.find('\n', next), code_.size());
      } else {
        return next;
      }
    }
  }

  /// at_ is just after the word, which starts at `start`.
  void occurrence(Statement statement, std::size_t start) {
    const auto rest = code_.substr(nextToken(), 3);
    if (statement == Statement::Definition && !rest.starts_with("(")) {
      const char before = start == 0 ? '\0' : code_[start - 1];
      if (before == '.' || before == '=')
        renamed(); // a parameter's default
      return;
    }
    if (statement == Statement::Import) {
      if (rest.starts_with("as"))
        renamed();
      return;
    }
    if (rest.starts_with("("))
      return used();
    // Attributes of it, a keyword or a new meaning, the end of a condition or a key.
    if (rest.starts_with(".") || rest.starts_with(":") ||
        (rest.starts_with("=") && !rest.starts_with("==")))
      return;
    renamed();
  }

  void used() {
    parts_.use();
    mayCall_ = true;
  }

  void renamed() {
    used();
    isRenamed_ = true;
  }

  /// at_ is on the first quote. Python ends a string of one line at the end of that line, closed
  /// or not.
  void string(std::string_view prefix) {
    const auto quoteAt = at_;
    const char quote = code_[at_];
    const bool isTriple = code_.substr(at_, 3) == std::string(3, quote);
    if (statement_ == Statement::Unknown)
      statement_ = Statement::Simple;
    const auto start = at_ + (isTriple ? 3 : 1);
    at_ = start;
    for (;; ++at_) {
      if (at_ >= code_.size()) {
        isOpen_ = isTriple;
        openAt_ = isOpen_ ? quoteAt : openAt_;
        break;
      }
      const char c = code_[at_];
      if (c == '\\') {
        ++at_;
        if (here() == '\r' && code_.substr(at_, 2) == "\r\n")
          ++at_;
        line_ += here() == '\n' ? 1 : 0;
      } else if (c == quote && (!isTriple || code_.substr(at_, 3) == std::string(3, quote))) {
        break;
      } else if (c == '\n') {
        if (!isTriple)
          break;
        ++line_;
      }
    }
    at_ = std::min(at_, code_.size());
    const auto content = code_.substr(start, at_ - start);
    if (here() == quote)
      at_ += isTriple ? 3 : 1;
    stringContent(prefix, content);
  }

  void stringContent(std::string_view prefix, std::string_view content) {
    const bool isFormatted = prefix.find_first_of("fFtT") != std::string_view::npos;
    if (isFormatted && words_.occurIn(content))
      used();
    if (hasGetattr_ && words_.contains(content))
      renamed();
  }

  std::string_view code_;
  const Words& words_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;
  std::size_t depth_ = 0; // of brackets
  bool isOpen_ = false;   // a string goes on at the end of the text
  std::size_t openAt_ = 0;
  bool isRenamed_ = false;
  bool isBroken_ = false; // no Python as it stands
  bool endsWithColon_ = false;
  std::vector<std::size_t> indents_ = {0};
  Statement statement_ = Statement::Unknown;
  bool hasGetattr_ = false; // in the statement

  OutlineParts parts_;
  bool isDecorator_ = false;
  bool mayCall_ = false;
};

} // namespace

Outline outlineOf(std::string_view code, const Words& words, std::optional<std::size_t> kept) {
  return Reader(code, words, kept).outline();
}

} // namespace stackdev
