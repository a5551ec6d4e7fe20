#include "python/name_reader.h"

#include <algorithm>

namespace stackdev {
namespace {

std::string_view lastName(std::string_view path) {
  const auto dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

Paths nonEmpty(std::string path) {
  return path.empty() ? Paths() : Paths{std::move(path)};
}

} // namespace

Paths NameReader::expression(TSNode node) {
  switch (kindOf(node)) {
  case Kind::Identifier:
    return scopes_.lookup(textOf(node, code_));
  case Kind::Attribute:
    return attribute(node);
  case Kind::Call:
    return call(node);
  case Kind::Parenthesized:
  case Kind::ExpressionStatement:
    return lastOf(node);
  case Kind::NamedExpression: {
    auto paths = visit(field(node, "value"));
    assign(field(node, "name"), paths);
    return paths;
  }
  case Kind::ConditionalExpression:
    return conditional(node);
  case Kind::BooleanOperator: {
    auto paths = visit(field(node, "left"));
    addPaths(paths, visit(field(node, "right")));
    return paths;
  }
  case Kind::Subscript:
    return subscript(node);
  case Kind::Lambda:
    defaults(field(node, "parameters"));
    defer(node, false);
    return {};
  case Kind::ListComprehension:
  case Kind::SetComprehension:
  case Kind::DictionaryComprehension:
  case Kind::GeneratorExpression:
    return comprehension(node), Paths();
  case Kind::Interpolation: {
    ++interpolations_;
    visitChildren(node);
    --interpolations_;
    return {};
  }
  case Kind::KeywordArgument:
    visit(field(node, "value"));
    return {};
  case Kind::AsPattern:
    return asPattern(node), Paths();
  case Kind::ForInClause:
    visit(field(node, "right"));
    assign(field(node, "left"), {});
    return {};
  case Kind::Error: {
    ++errors_;
    visitChildren(node);
    --errors_;
    return {};
  }
  default:
    visitChildren(node);
    return {};
  }
}

Paths NameReader::lastOf(TSNode node) {
  Paths paths;
  for (const auto& child : namedChildren(node))
    if (kindOf(child) != Kind::Comment)
      paths = visit(child);
  return paths;
}

Paths NameReader::attribute(TSNode node) {
  if (const auto dotted = dottedText(node); !dotted.empty())
    if (const auto* paths = scopes_.lookupDotted(dotted))
      return *paths;
  const auto object = visit(field(node, "object"));
  const auto name = field(node, "attribute");
  return ts_node_is_null(name) ? Paths() : memberPaths(object, textOf(name, code_));
}

std::string NameReader::dottedText(TSNode node) const {
  std::vector<std::string_view> parts;
  for (; kindOf(node) == Kind::Attribute; node = field(node, "object")) {
    const auto attribute = field(node, "attribute");
    if (ts_node_is_null(attribute))
      return "";
    parts.push_back(textOf(attribute, code_));
  }
  if (kindOf(node) != Kind::Identifier)
    return "";
  std::string text(textOf(node, code_));
  for (auto part = parts.rbegin(); part != parts.rend(); ++part)
    (text += '.') += *part;
  return text;
}

Paths NameReader::conditional(TSNode node) {
  std::vector<TSNode> parts;
  for (const auto& child : namedChildren(node))
    if (kindOf(child) != Kind::Comment)
      parts.push_back(child);
  if (parts.size() != 3)
    return lastOf(node);
  visit(parts[1]);
  auto paths = visit(parts[0]);
  addPaths(paths, visit(parts[2]));
  return paths;
}

Paths NameReader::subscript(TSNode node) {
  const auto value = visit(field(node, "value"));
  const auto keys = fieldChildren(node, "subscript");
  for (const auto& key : keys)
    visit(key);
  if (value == Paths{"sys.modules"} && keys.size() == 1 && kindOf(keys[0]) == Kind::String)
    return nonEmpty(stringValue(keys[0], code_));
  return {};
}

void NameReader::comprehension(TSNode node) {
  auto& outer = scopes_.current();
  scopes_.enter(Scope::Form::Comprehension, outer);
  const auto body = field(node, "body");
  for (const auto& child : namedChildren(node)) // "for" comes behind the body and before it
    if (ts_node_is_null(body) || !ts_node_eq(child, body))
      visit(child);
  visit(body);
  scopes_.goTo(outer);
}

void NameReader::asPattern(TSNode node) {
  Paths paths;
  for (const auto& child : namedChildren(node)) {
    if (kindOf(child) != Kind::AsPatternTarget) {
      paths = visit(child);
      continue;
    }
    for (const auto& target : namedChildren(child))
      assign(target, {}); // what a context manager returns is its own affair
  }
}

Paths NameReader::call(TSNode node) {
  const auto function = field(node, "function");
  const auto arguments = field(node, "arguments");
  const auto callee = visit(function);
  if (isRemoved(function))
    return visit(arguments), Paths();
  const auto isWanted = [&](const std::string& path) { return words_.contains(lastName(path)); };
  if (std::any_of(callee.begin(), callee.end(), isWanted) && !ts_node_is_null(arguments))
    record(node, arguments, callee);
  auto result = valueOfCall(callee, arguments);
  visit(arguments);
  return result;
}

bool NameReader::isRemoved(TSNode function) const {
  auto root = function;
  while (kindOf(root) == Kind::Attribute)
    root = field(root, "object");
  return kindOf(root) == Kind::Identifier && scopes_.isRemoved(textOf(root, code_));
}

void NameReader::record(TSNode node, TSNode arguments, const Paths& callee) {
  auto& site = calls_[startOf(node)];
  addPaths(site.callee, callee);
  site.start = startOf(node);
  site.end = endOf(node);
  site.argumentsStart = startOf(arguments);
  site.argumentsEnd = endOf(arguments);
  site.isInString = interpolations_ > 0;
  site.isBroken = errors_ > 0 || ts_node_has_error(node);
  site.arguments = argumentList(arguments, code_);
}

Paths NameReader::valueOfCall(const Paths& callee, TSNode arguments) {
  if (callee.size() != 1 || ts_node_is_null(arguments))
    return {};
  std::vector<TSNode> values;
  for (const auto& child : namedChildren(arguments))
    if (kindOf(child) != Kind::Comment)
      values.push_back(child);
  if (values.empty())
    return {};
  const auto text = [&](std::size_t i) {
    return i < values.size() && kindOf(values[i]) == Kind::String ? stringValue(values[i], code_)
                                                                  : std::string();
  };
  if (callee[0] == "importlib.import_module") {
    const auto name = text(0);
    return name.starts_with(".") ? Paths() : nonEmpty(name);
  }
  if (callee[0] == "builtins.__import__") {
    const auto name = text(0);
    return nonEmpty(values.size() > 1 ? name : name.substr(0, name.find('.')));
  }
  if (callee[0] == "builtins.getattr" && !text(1).empty())
    return memberPaths(visit(values[0]), text(1));
  if (callee[0] == "builtins.staticmethod")
    return visit(values[0]);
  return {};
}

} // namespace stackdev
