#include "ide/json_merge.h"

#include <algorithm>
#include <set>

#include <stackdev/text_edit.h>

#include "support/json_text.h"

namespace stackdev {
namespace {

namespace json = boost::json;

const json::value* find(const json::object& object, std::string_view key) {
  return object.if_contains(key);
}

json::object objectOf(const json::value* value) {
  return value != nullptr && value->is_object() ? value->as_object() : json::object();
}

json::array arrayOf(const json::value* value) {
  return value != nullptr && value->is_array() ? value->as_array() : json::array();
}

/// By what an item of a list is told apart.
std::string identity(const json::value& item, std::string_view key) {
  if (key.empty())
    return json::serialize(item);
  const auto* object = item.if_object();
  const auto* name = object == nullptr ? nullptr : object->if_contains(key);
  return name == nullptr ? std::string() : json::serialize(*name);
}

const json::value* find(const json::array& array, const std::string& id, std::string_view key) {
  const auto found = std::find_if(array.begin(), array.end(),
                                  [&](const auto& item) { return identity(item, key) == id; });
  return found == array.end() || id.empty() ? nullptr : &*found;
}

/// What shall happen to an object's members or a list's elements.
struct ContainerEdit {
  const JsonNode& node;
  std::set<const JsonNode*> removed;
  std::vector<std::pair<std::optional<std::string>, json::value>> added; // with a key or without

  bool empty() const { return removed.empty() && added.empty(); }
};

/// Turns container edits into edits of the text.
class Writer {
public:
  Writer(std::string_view text, const JsonNode& whole)
      : text_(text), layout_(layoutOf(text, whole)) {}

  void replace(const JsonNode& node, const json::value& value) {
    edits_.push_back({node.valueStart, node.end, jsonText(value, layout_, indentAt(node.start))});
  }

  void change(const ContainerEdit& edit) {
    if (edit.empty())
      return;
    const auto& children = edit.node.children;
    const JsonNode* last = nullptr; // of those that stay
    for (const auto& child : children)
      if (!edit.removed.contains(&child))
        last = &child;
      else
        remove(child, edit);
    const bool endsWithComma = !children.empty() && children.back().comma.has_value();
    if (edit.added.empty()) {
      if (last != nullptr && last != &children.back() && last->comma && !endsWithComma)
        edits_.push_back({*last->comma, *last->comma + 1, ""});
      return;
    }
    if (last != nullptr)
      addBehind(*last, edit);
    else
      addInside(edit);
  }

  std::string text() && { return edited(text_, std::move(edits_)); }

private:
  /// The blanks at the beginning of the line of `place`.
  std::string indentAt(std::size_t place) const {
    const auto begin = lineOf(place);
    const auto end = std::min(text_.find_first_not_of(" \t", begin), text_.size());
    return std::string(text_.substr(begin, end - begin));
  }
  std::size_t lineOf(std::size_t place) const {
    const auto before = text_.substr(0, place).rfind('\n');
    return before == std::string_view::npos ? 0 : before + 1;
  }
  bool beginsItsLine(std::size_t place) const {
    return lineOf(place) > 0 && lineOf(place) + indentAt(place).size() == place;
  }

  /// With its comma, and its line or the blanks before; a comment behind it on its line stays.
  void remove(const JsonNode& child, const ContainerEdit& edit) {
    auto start = child.start;
    auto end = child.comma ? *child.comma + 1 : child.end;
    const auto& siblings = edit.node.children;
    if (beginsItsLine(start) && endsItsLine(end)) {
      start = lineOf(start) - 1;
      if (start > 0 && text_[start - 1] == '\r')
        --start;
    } else if (beginsItsLine(
                   start)) { // what follows must not come behind a comment of the line before
      edits_.push_back({start, end, ""});
      return;
    } else if (&child != &siblings.front()) {
      while (isSpace(start - 1))
        --start;
    } else if (siblings.size() > 1 && !edit.removed.contains(&siblings[1])) {
      while (isSpace(end))
        ++end;
    }
    edits_.push_back({start, end, ""});
  }
  bool endsItsLine(std::size_t place) const {
    while (isSpace(place))
      ++place;
    return place >= text_.size() || text_[place] == '\r' || text_[place] == '\n';
  }
  bool isSpace(std::size_t place) const {
    return place < text_.size() && (text_[place] == ' ' || text_[place] == '\t');
  }

  std::string rendered(const ContainerEdit& edit, const std::string& indent,
                       const std::string& between) const {
    std::string items;
    for (const auto& [key, value] : edit.added)
      items += (items.empty() ? "" : "," + between) + (key ? json::serialize(*key) + ": " : "") +
               jsonText(value, layout_, indent);
    return items;
  }

  void addBehind(const JsonNode& last, const ContainerEdit& edit) {
    auto place = last.end;
    if (last.comma)
      place = *last.comma + 1;
    else
      edits_.push_back({place, place, ","});
    if (!beginsItsLine(last.start)) { // all on one line
      edits_.push_back({place, place, " " + rendered(edit, indentAt(last.start), " ")});
      return;
    }
    const auto indent = indentAt(last.start);
    const auto line = layout_.lineEnd + indent;
    place = endOfLineComments(text_, place);
    edits_.push_back({place, place, line + rendered(edit, indent, line)});
  }

  void addInside(const ContainerEdit& edit) {
    const auto outer = indentAt(edit.node.start);
    const auto indent = outer + layout_.unit;
    const auto line = layout_.lineEnd + indent;
    auto place = edit.node.valueStart + 1;
    const bool isOneLine =
        text_.substr(place, edit.node.end - place).find('\n') == std::string_view::npos;
    if (!isOneLine)
      place = endOfLineComments(text_, place);
    edits_.push_back({place, place,
                      line + rendered(edit, indent, line) +
                          (isOneLine ? layout_.lineEnd + outer : std::string())});
  }

  std::string_view text_;
  JsonLayout layout_;
  std::vector<TextEdit> edits_;
};

class Merger {
public:
  Merger(const JsonMerge& merge, Writer& writer) : merge_(merge), writer_(writer) {}

  void object(const JsonNode& node, const json::object& generated, const json::object& wanted,
              const std::string& path) {
    ContainerEdit edit{node, {}, {}};
    for (const auto& [key, value] : wanted) {
      const auto* current = node.member(key);
      const auto* base = find(generated, key);
      if (current != nullptr)
        member(*current, base, value,
               path.empty() ? std::string(key) : path + "/" + std::string(key));
      else if (base == nullptr)
        edit.added.emplace_back(key, value);
    }
    for (const auto& [key, value] : generated)
      if (const auto* current = node.member(key);
          current != nullptr && find(wanted, key) == nullptr && isOurs(*current, value))
        edit.removed.insert(current);
    writer_.change(edit);
  }

  std::vector<std::string> kept;

private:
  bool isOurs(const JsonNode& current, const json::value& generated) const {
    return merge_.unwanted == JsonMerge::Unwanted::Remove && !current.hasComment &&
           valueOf(current) == generated;
  }

  void member(const JsonNode& current, const json::value* generated, const json::value& wanted,
              const std::string& path) {
    if (current.kind == JsonNode::Kind::Object && wanted.is_object())
      return object(current, objectOf(generated), wanted.as_object(), path);
    const auto rule = std::find_if(merge_.lists.begin(), merge_.lists.end(),
                                   [&](const auto& list) { return list.path == path; });
    if (rule != merge_.lists.end() && current.kind == JsonNode::Kind::Array && wanted.is_array())
      return list(current, arrayOf(generated), wanted.as_array(), *rule);
    const auto value = valueOf(current);
    if (value != wanted && generated != nullptr && value == *generated)
      writer_.replace(current, wanted);
  }

  void list(const JsonNode& node, const json::array& generated, const json::array& wanted,
            const JsonList& rule) {
    ContainerEdit edit{node, {}, {}};
    for (const auto& value : wanted) {
      const auto id = identity(value, rule.key);
      const auto* current = element(node, id, rule.key);
      const auto* base = find(generated, id, rule.key);
      if (current == nullptr && base == nullptr)
        edit.added.emplace_back(std::nullopt, value);
      else if (current != nullptr && base != nullptr && value.is_object()) // else: the user's own
        object(*current, objectOf(base), value.as_object(), std::string(rule.path) + "/*");
    }
    for (const auto& value : generated) {
      const auto id = identity(value, rule.key);
      const auto* current = element(node, id, rule.key);
      if (current == nullptr || find(wanted, id, rule.key) != nullptr)
        continue;
      if (isOurs(*current, value))
        edit.removed.insert(current);
      else if (merge_.unwanted == JsonMerge::Unwanted::Remove)
        kept.push_back(id);
    }
    writer_.change(edit);
  }

  static const JsonNode* element(const JsonNode& list, const std::string& id,
                                 std::string_view key) {
    const auto found =
        std::find_if(list.children.begin(), list.children.end(),
                     [&](const auto& child) { return identity(valueOf(child), key) == id; });
    return found == list.children.end() || id.empty() ? nullptr : &*found;
  }

  const JsonMerge& merge_;
  Writer& writer_;
};

} // namespace

Result<MergedJson> mergedJson(std::string_view current, const JsonMerge& merge) {
  const auto whole = parsedJsonText(current, merge.file);
  if (!whole)
    return whole.error();
  if (whole->kind != JsonNode::Kind::Object || !merge.wanted.is_object())
    return Error{ErrorCode::InvalidArgument,
                 merge.file + ": expected an object, { ... }; mend it or move it away"};
  Writer writer(current, *whole);
  Merger merger(merge, writer);
  merger.object(*whole, objectOf(&merge.generated), merge.wanted.as_object(), "");
  return MergedJson{std::move(writer).text(), std::move(merger.kept)};
}

} // namespace stackdev
