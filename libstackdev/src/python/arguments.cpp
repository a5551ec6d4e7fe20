#include "python/arguments.h"

#include <algorithm>
#include <array>

namespace stackdev {
namespace {

constexpr int kMaxDepth = 1000; // of nested nodes

std::optional<Constant> constant(TSNode node, std::string_view code) {
  switch (kindOf(node)) {
  case Kind::True:
    return Constant{true, true, false};
  case Kind::False:
    return Constant{false, false, false};
  case Kind::None:
    return Constant{false, false, true};
  case Kind::Integer: {
    const auto text = textOf(node, code);
    const auto digits = text.substr(0, text.find_first_of("lLjJ"));
    const bool hasBase = digits.find_first_of("xXoObB") == 1; // a b is a digit behind 0x
    const bool isZero =
        digits.substr(hasBase ? 2 : 0).find_first_not_of("0_") == std::string_view::npos;
    return Constant{!isZero, digits == "1" && text.size() == digits.size(), false};
  }
  case Kind::String:
    if (const auto value = stringValue(node, code); !value.empty())
      return Constant{true, false, false};
    return std::nullopt;
  case Kind::Parenthesized: {
    const auto children = namedChildren(node);
    return children.size() == 1 ? constant(children[0], code) : std::nullopt;
  }
  case Kind::NotOperator: {
    const auto value = constant(field(node, "argument"), code);
    return value ? std::optional(Constant{!value->isTrue, !value->isTrue, false}) : std::nullopt;
  }
  default:
    return std::nullopt;
  }
}

/// Names, constants, and asking for environment variables.
bool isPlain(TSNode node, std::string_view code, int depth = 0) {
  if (depth > kMaxDepth)
    return false;
  constexpr std::array<std::string_view, 7> kGetters = {
      "bool", "dict", "int", "str", "os.getenv", "os.environ.get", "getattr"};
  const std::string_view type = ts_node_type(node);
  if (type == "await" || type == "yield" || type == "named_expression" || type == "ERROR")
    return false;
  if (kindOf(node) == Kind::Call) {
    const auto function = textOf(field(node, "function"), code);
    if (std::find(kGetters.begin(), kGetters.end(), function) == kGetters.end())
      return false;
  }
  const auto children = namedChildren(node);
  return std::all_of(children.begin(), children.end(),
                     [&](TSNode child) { return isPlain(child, code, depth + 1); });
}

/// **{"os": False} and **dict(os=False) are keywords that can be known.
bool addSplat(TSNode splat, std::string_view code, std::vector<Argument>& list) {
  const auto children = namedChildren(splat);
  if (children.size() != 1)
    return false;
  const auto value = children[0];
  std::vector<Argument> found;
  const auto keyword = [&](std::string name, TSNode node) {
    found.push_back({Argument::Form::Keyword, std::move(name), constant(node, code),
                     isPlain(node, code), startOf(splat), endOf(splat), startOf(splat)});
  };
  if (kindOf(value) == Kind::Dictionary) {
    for (const auto& pair : namedChildren(value)) {
      if (kindOf(pair) == Kind::Comment)
        continue;
      const auto key = field(pair, "key");
      if (kindOf(pair) != Kind::Pair || kindOf(key) != Kind::String)
        return false;
      keyword(stringValue(key, code), field(pair, "value"));
    }
  } else if (kindOf(value) == Kind::Call && textOf(field(value, "function"), code) == "dict") {
    for (const auto& argument : namedChildren(field(value, "arguments"))) {
      if (kindOf(argument) == Kind::Comment)
        continue;
      if (kindOf(argument) != Kind::KeywordArgument)
        return false;
      keyword(std::string(textOf(field(argument, "name"), code)), field(argument, "value"));
    }
  } else {
    return false;
  }
  list.insert(list.end(), found.begin(), found.end());
  return true;
}

} // namespace

std::string stringValue(TSNode string, std::string_view code) {
  std::string value;
  for (const auto& child : namedChildren(string)) {
    if (kindOf(child) == Kind::Interpolation)
      return "";
    if (kindOf(child) == Kind::StringContent)
      value += textOf(child, code);
  }
  return value.find('\\') == std::string::npos ? value : "";
}

std::vector<Argument> argumentList(TSNode node, std::string_view code) {
  std::vector<Argument> list;
  if (kindOf(node) == Kind::GeneratorExpression) // f(x for x in y)
    return {{Argument::Form::Positional, "", std::nullopt, false, startOf(node), endOf(node),
             startOf(node)}};
  for (const auto& child : namedChildren(node)) {
    const auto kind = kindOf(child);
    if (kind == Kind::Comment)
      continue;
    if (kind == Kind::DictionarySplat && addSplat(child, code, list))
      continue;
    Argument argument{Argument::Form::Positional,
                      "",
                      std::nullopt,
                      isPlain(child, code),
                      startOf(child),
                      endOf(child),
                      startOf(child)};
    auto value = child;
    if (kind == Kind::KeywordArgument) {
      argument.form = Argument::Form::Keyword;
      argument.name = textOf(field(child, "name"), code);
      value = field(child, "value");
      argument.valueStart = startOf(value);
    } else if (kind == Kind::ListSplat) {
      argument.form = Argument::Form::List;
    } else if (kind == Kind::DictionarySplat) {
      argument.form = Argument::Form::Dictionary;
    }
    argument.value = constant(value, code);
    list.push_back(std::move(argument));
  }
  return list;
}

} // namespace stackdev
