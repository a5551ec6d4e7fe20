#include "support/json_text.h"

#include <algorithm>

#include "support/utf8.h"

namespace stackdev {
namespace {

namespace json = boost::json;

constexpr int kMaxDepth = 100;
constexpr std::size_t kMaxLine = 100; // columns that an array on one line may reach

bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Behind the comment at `place`; `place` if there is none, nullopt if it does not end.
std::optional<std::size_t> behindComment(std::string_view text, std::size_t place) {
  const auto rest = text.substr(place);
  if (rest.starts_with("//")) {
    const auto end = rest.find_first_of("\r\n");
    return end == std::string_view::npos ? text.size() : place + end;
  }
  if (!rest.starts_with("/*"))
    return place;
  const auto end = rest.find("*/", 2);
  if (end == std::string_view::npos)
    return std::nullopt;
  return place + end + 2;
}

class Parser {
public:
  Parser(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  Result<JsonNode> whole() {
    if (text_.starts_with("\xEF\xBB\xBF"))
      at_ = 3;
    JsonNode node;
    for (const auto step : {&Parser::skip, &Parser::value, &Parser::skip})
      if (auto done = (this->*step)(node, 0); !done)
        return done.error();
    if (at_ < text_.size())
      return expected("nothing more");
    return node;
  }

private:
  Error expected(const std::string& what) const {
    const auto before = text_.substr(0, at_);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto column = at_ - (before.rfind('\n') + 1) + 1;
    return {ErrorCode::InvalidArgument, file_ + ":" + std::to_string(line) + ":" +
                                            std::to_string(column) + ": expected " + what};
  }

  char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  /// Blanks and comments; a comment is noted in `within`.
  Status skip(JsonNode& within, int /*depth*/) {
    while (at_ < text_.size()) {
      if (isBlank(text_[at_])) {
        ++at_;
        continue;
      }
      const auto end = behindComment(text_, at_);
      if (!end)
        return expected("*/ at the end of this comment");
      if (*end == at_)
        break;
      within.hasComment = true;
      at_ = *end;
    }
    return {};
  }

  Status value(JsonNode& node, int depth) {
    if (depth > kMaxDepth)
      return expected("no more than " + std::to_string(kMaxDepth) + " levels");
    node.valueStart = at_;
    if (node.key.empty())
      node.start = at_;
    const char c = next();
    auto done = c == '{'   ? children(node, '}', depth)
                : c == '[' ? children(node, ']', depth)
                           : scalar(node.scalar);
    node.end = at_;
    return done;
  }

  Status children(JsonNode& node, char close, int depth) {
    node.kind = close == '}' ? JsonNode::Kind::Object : JsonNode::Kind::Array;
    ++at_;
    while (true) {
      if (auto skipped = skip(node, depth); !skipped)
        return skipped;
      if (next() == close) {
        ++at_;
        return {};
      }
      const bool mayFollow = node.children.empty() || node.children.back().comma;
      if (!mayFollow)
        return expected(std::string("',' or '") + close + "'");
      JsonNode child;
      if (auto parsed = close == '}' ? member(child, depth) : value(child, depth + 1); !parsed)
        return parsed;
      if (auto skipped = skip(node, depth); !skipped)
        return skipped;
      if (next() == ',')
        child.comma = at_++;
      node.hasComment |= child.hasComment;
      node.children.push_back(std::move(child));
    }
  }

  Status member(JsonNode& child, int depth) {
    const auto start = at_;
    json::value key;
    if (next() != '"')
      return expected("a key in double quotes");
    if (auto read = scalar(key); !read)
      return read;
    if (auto skipped = skip(child, depth); !skipped)
      return skipped;
    if (next() != ':')
      return expected("':'");
    ++at_;
    if (auto skipped = skip(child, depth); !skipped)
      return skipped;
    auto done = value(child, depth + 1);
    child.key = key.as_string();
    child.start = start;
    return done;
  }

  /// A string, number or word: its end is found here, what it says is left to Boost.JSON.
  Status scalar(json::value& value) {
    auto end = at_;
    if (next() == '"') {
      for (++end; end < text_.size() && text_[end] != '"'; ++end)
        if (text_[end] == '\\')
          ++end;
      end = std::min(end + 1, text_.size());
    } else {
      while (end < text_.size() &&
             std::string_view("{}[],:\"/").find(text_[end]) == std::string_view::npos &&
             !isBlank(text_[end]))
        ++end;
    }
    boost::system::error_code error;
    value = json::parse(text_.substr(at_, end - at_), error);
    if (error)
      return expected("a value");
    at_ = end;
    return {};
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
};

bool isScalar(const json::value& value) {
  return !value.is_array() && !value.is_object();
}

/// On one line; empty if it would be too long or is no list of scalars.
std::string onOneLine(const json::array& array, std::size_t indent) {
  if (!std::all_of(array.begin(), array.end(), isScalar))
    return {};
  std::string text = "[";
  for (const auto& value : array)
    text += (text.size() > 1 ? ", " : "") + json::serialize(value);
  text += "]";
  return indent + text.size() > kMaxLine ? std::string() : text;
}

} // namespace

const JsonNode* JsonNode::member(std::string_view name) const {
  if (kind != Kind::Object)
    return nullptr;
  const auto found = std::find_if(children.rbegin(), children.rend(),
                                  [&](const auto& child) { return child.key == name; });
  return found == children.rend() ? nullptr : &*found;
}

Result<JsonNode> parsedJsonText(std::string_view text, const std::string& file) {
  if (!isUtf8(text))
    return Error{ErrorCode::InvalidArgument, file + ": not JSON: it is no UTF-8"};
  return Parser(text, file).whole();
}

json::value valueOf(const JsonNode& node) {
  switch (node.kind) {
  case JsonNode::Kind::Scalar:
    return node.scalar;
  case JsonNode::Kind::Array: {
    json::array array;
    for (const auto& child : node.children)
      array.push_back(valueOf(child));
    return array;
  }
  case JsonNode::Kind::Object: {
    json::object object;
    for (const auto& child : node.children)
      object[child.key] = valueOf(child);
    return object;
  }
  }
  return {};
}

JsonLayout layoutOf(std::string_view text, const JsonNode& whole) {
  JsonLayout layout;
  const auto line = text.find('\n');
  if (line != std::string_view::npos && line > 0 && text[line - 1] == '\r')
    layout.lineEnd = "\r\n";
  if (whole.children.empty())
    return layout;
  const auto before = text.substr(0, whole.children.front().start);
  const auto begin = before.rfind('\n');
  if (begin == std::string_view::npos)
    return layout;
  const auto indent = before.substr(begin + 1);
  if (!indent.empty() && indent.find_first_not_of(" \t") == std::string_view::npos)
    layout.unit = indent;
  return layout;
}

std::string jsonText(const json::value& value, const JsonLayout& layout,
                     const std::string& indent) {
  const auto inner = indent + layout.unit;
  std::string items;
  const auto add = [&](const std::string& item) {
    items += (items.empty() ? "" : ",") + layout.lineEnd + inner + item;
  };
  if (const auto* array = value.if_array()) {
    if (auto line = onOneLine(*array, indent.size()); !line.empty())
      return line;
    for (const auto& element : *array)
      add(jsonText(element, layout, inner));
    return "[" + items + layout.lineEnd + indent + "]";
  }
  const auto* object = value.if_object();
  if (object == nullptr)
    return json::serialize(value);
  if (object->empty())
    return "{}";
  for (const auto& [key, member] : *object)
    add(json::serialize(key) + ": " + jsonText(member, layout, inner));
  return "{" + items + layout.lineEnd + indent + "}";
}

std::size_t endOfLineComments(std::string_view text, std::size_t place) {
  auto found = place;
  for (auto at = place; at < text.size();) {
    if (text[at] == ' ' || text[at] == '\t') {
      ++at;
      continue;
    }
    const auto end = behindComment(text, at);
    if (!end || *end == at || text.substr(at, *end - at).find('\n') != std::string_view::npos)
      break;
    found = at = *end;
  }
  return found;
}

} // namespace stackdev
