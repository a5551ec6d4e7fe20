#include "patch/mark.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>

namespace stackdev {
namespace {

constexpr std::string_view kSign = "  # stackdev:debug-safe ";
constexpr std::string_view kWas = " was (";
constexpr std::string_view kHandMade = "the edit was changed by hand; restore the line as you want "
                                       "it and delete its stackdev comment";

/// FNV-1a: it is to notice a slip of a hand, not an attack.
std::string checksum(std::string_view preset, std::size_t skipped, std::string_view arguments,
                     std::string_view original) {
  std::uint32_t sum = 2166136261U;
  const auto mix = [&](std::string_view part) {
    for (const char c : part)
      sum = (sum ^ static_cast<unsigned char>(c)) * 16777619U;
    sum = (sum ^ 0xFFU) * 16777619U;
  };
  mix(preset);
  mix(std::to_string(skipped));
  mix(arguments);
  mix(original);
  std::string text;
  for (int shift = 28; shift >= 0; shift -= 4)
    text += "0123456789abcdef"[(sum >> static_cast<unsigned>(shift)) & 15U];
  return text;
}

/// Plain ASCII on one line, without "#", which ends a mark.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      result += "\\n";
    } else if (c == '\r') {
      result += "\\r";
    } else if (c == '\t') {
      result += "\\t";
    } else if (c == '\\') {
      result += "\\\\";
    } else if (byte < 0x20 || byte >= 0x7F || c == '#') {
      result += "\\x";
      result += "0123456789abcdef"[byte >> 4U];
      result += "0123456789abcdef"[byte & 15U];
    } else {
      result += c;
    }
  }
  return result;
}

int hexDigit(char c) {
  const auto at = std::string_view("0123456789abcdef").find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      result += text[i];
      continue;
    }
    const char next = ++i < text.size() ? text[i] : '\0';
    if (next == 'n' || next == 'r' || next == 't' || next == '\\') {
      result += next == 'n' ? '\n' : next == 'r' ? '\r' : next == 't' ? '\t' : '\\';
      continue;
    }
    const int high = i + 2 < text.size() && next == 'x' ? hexDigit(text[i + 1]) : -1;
    const int low = high >= 0 ? hexDigit(text[i + 2]) : -1;
    if (low < 0)
      return std::nullopt;
    result += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return result;
}

/// What `text`, which starts with kSign and ends before the next comment or the line's end, says.
std::optional<Mark> parsed(std::string_view text, std::size_t start) {
  const auto close = text.rfind(')');
  const auto was = text.find(kWas);
  if (close == std::string_view::npos || was == std::string_view::npos || was + kWas.size() > close)
    return std::nullopt;
  const auto original = unescaped(text.substr(was + kWas.size(), close - was - kWas.size()));
  const auto head = text.substr(kSign.size(), was - kSign.size());
  const auto space = head.find(' ');
  if (!original || space == std::string_view::npos || head.size() - space - 1 != 8)
    return std::nullopt;
  auto name = head.substr(0, space);
  std::size_t skipped = 0;
  if (const auto at = name.find('@'); at != std::string_view::npos) {
    const auto digits = name.substr(at + 1);
    if (digits.empty() || digits.size() > 6 ||
        digits.find_first_not_of("0123456789") != std::string_view::npos)
      return std::nullopt;
    for (const char digit : digits)
      skipped = skipped * 10 + static_cast<std::size_t>(digit - '0');
    name = name.substr(0, at);
  }
  return Mark{
      start,    start + close + 1, std::string(name), skipped, std::string(head.substr(space + 1)),
      *original};
}

TSNode nodeAt(const SyntaxTree& tree, std::size_t offset) {
  return ts_node_descendant_for_byte_range(tree.root(), static_cast<std::uint32_t>(offset),
                                           static_cast<std::uint32_t>(offset + 1));
}

bool isArgumentList(TSNode node) {
  const auto parent = ts_node_parent(node);
  return !ts_node_is_null(parent) && kindOf(parent) == Kind::Call &&
         ts_node_eq(field(parent, "arguments"), node);
}

/// The line breaks of a text, in order.
std::string lineBreaks(std::string_view text) {
  std::string breaks;
  for (const char c : text)
    if (c == '\r' || c == '\n')
      breaks += c;
  return breaks;
}

MarkedCall handMade(Mark mark) {
  const auto start = mark.start;
  const auto end = mark.end;
  return {std::move(mark), start, start, end, std::string(kHandMade)};
}

/// The mark is inside of the argument list.
MarkedCall insideCall(Mark mark, const SourceText& source, const SyntaxTree& tree) {
  const auto comment = nodeAt(tree, mark.start + 2);
  const auto list = ts_node_parent(comment);
  if (ts_node_is_null(list) || !isArgumentList(list))
    return handMade(std::move(mark));
  const auto bytes = source.bytes();
  const auto start = startOf(list);
  const auto end = endOf(list);
  if (start >= mark.start || mark.end > end)
    return handMade(std::move(mark));
  const auto arguments = bytes.substr(start + 1, mark.start - start - 1);
  if (bytes.substr(mark.end, end - mark.end) != lineBreaks(mark.original) + ")" ||
      checksum(mark.preset, mark.skipped, arguments, mark.original) != mark.checksum)
    return handMade(std::move(mark));
  return {std::move(mark), startOf(ts_node_parent(list)), start, end, ""};
}

/// Pairs the marks at the end of one line with the line's calls.
class Line {
public:
  Line(const SourceText& source, const SyntaxTree& tree, std::size_t offset)
      : bytes_(source.bytes()),
        calls_(callsEndingOnLine(source, tree, source.lineStart(offset), source.lineEnd(offset))) {}

  MarkedCall take(Mark mark) {
    std::size_t seen = 0;
    for (const auto& call : calls_) {
      const auto arguments =
          bytes_.substr(call.argumentsStart + 1, call.argumentsEnd - call.argumentsStart - 2);
      if (call.argumentsEnd > mark.start ||
          checksum(mark.preset, mark.skipped, arguments, mark.original) != mark.checksum)
        continue;
      if (seen++ < mark.skipped + taken_[std::string(arguments)])
        continue;
      ++taken_[std::string(arguments)];
      return {std::move(mark), call.start, call.argumentsStart, call.argumentsEnd, ""};
    }
    return handMade(std::move(mark));
  }

private:
  std::string_view bytes_;
  std::vector<CallOnLine> calls_;
  std::map<std::string, std::size_t> taken_; // by arguments
};

} // namespace

bool mayHoldMarks(std::string_view text) {
  return ::memmem(text.data(), text.size(), kSign.data(), kSign.size()) != nullptr;
}

std::string markText(std::string_view preset, std::size_t skipped, std::string_view arguments,
                     std::string_view original) {
  std::string text(kSign);
  text += preset;
  if (skipped > 0)
    text += "@" + std::to_string(skipped);
  text += " " + checksum(preset, skipped, arguments, original);
  text += kWas;
  return text + escaped(original) + ")";
}

std::vector<CallOnLine> callsEndingOnLine(const SourceText& source, const SyntaxTree& tree,
                                          std::size_t lineStart, std::size_t lineEnd) {
  std::vector<CallOnLine> calls;
  const auto code = source.code();
  for (auto at = code.find(')', lineStart); at < lineEnd; at = code.find(')', at + 1)) {
    const auto close = nodeAt(tree, at);
    if (ts_node_is_named(close) || startOf(close) != at)
      continue; // in a string or a comment
    const auto list = ts_node_parent(close);
    if (!ts_node_is_null(list) && isArgumentList(list) && endOf(list) == at + 1)
      calls.push_back({startOf(ts_node_parent(list)), startOf(list), endOf(list)});
  }
  return calls;
}

std::vector<MarkedCall> markedCalls(const SourceText& source, const SyntaxTree& tree) {
  std::vector<MarkedCall> found;
  const auto bytes = source.bytes();
  std::optional<Line> line;
  std::size_t lineOfLine = std::string_view::npos;
  for (auto at = bytes.find(kSign); at != std::string_view::npos; at = bytes.find(kSign, at + 1)) {
    if (kindOf(nodeAt(tree, at + 2)) != Kind::Comment)
      continue;
    const auto end = std::min({source.lineEnd(at), bytes.find('#', at + kSign.size())});
    auto mark = parsed(bytes.substr(at, end - at), at);
    if (!mark) {
      found.push_back(handMade({at, end, "", 0, "", ""}));
      continue;
    }
    if (!lineBreaks(mark->original).empty()) {
      found.push_back(insideCall(std::move(*mark), source, tree));
      continue;
    }
    if (const auto start = source.lineStart(at); start != lineOfLine) {
      line.emplace(source, tree, at);
      lineOfLine = start;
    }
    found.push_back(line->take(std::move(*mark)));
  }
  return found;
}

} // namespace stackdev
