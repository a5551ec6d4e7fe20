#include "python/name_reader.h"

#include <algorithm>

namespace stackdev {
namespace {

constexpr int kMaxDepth = 1000; // of nested nodes

} // namespace

void NameReader::visitChildren(TSNode node) {
  for (const auto& child : namedChildren(node))
    visit(child);
}

Paths NameReader::visit(TSNode node) {
  if (ts_node_is_null(node))
    return {};
  if (depth_ > kMaxDepth) {
    isComplete_ = false;
    return {};
  }
  ++depth_;
  auto paths = visitKind(node);
  --depth_;
  return paths;
}

Paths NameReader::visitKind(TSNode node) {
  switch (kindOf(node)) {
  case Kind::Comment:
  case Kind::GlobalStatement:
  case Kind::NonlocalStatement:
  case Kind::FutureImport:
    return {};
  case Kind::ImportStatement:
    return importStatement(node), Paths();
  case Kind::ImportFrom:
    return importFrom(node), Paths();
  case Kind::FunctionDefinition:
    return functionDefinition(node), Paths();
  case Kind::ClassDefinition:
    return classDefinition(node), Paths();
  case Kind::Assignment:
    return assignment(node);
  case Kind::AugmentedAssignment:
    visit(field(node, "right"));
    return assign(field(node, "left"), {}), Paths();
  case Kind::DeleteStatement:
    return deletion(node), Paths();
  case Kind::IfStatement:
  case Kind::ForStatement:
  case Kind::WhileStatement:
  case Kind::TryStatement:
  case Kind::MatchStatement:
    ++branches_;
    branching(node);
    --branches_;
    return {};
  default:
    return expression(node);
  }
}

void NameReader::branching(TSNode node) {
  const auto kind = kindOf(node);
  if (kind == Kind::IfStatement)
    return ifStatement(node);
  if (kind == Kind::TryStatement)
    return tryStatement(node);
  if (kind == Kind::MatchStatement)
    return matchStatement(node);
  loop(node);
}

void NameReader::importStatement(TSNode node) {
  for (const auto& name : fieldChildren(node, "name")) {
    if (kindOf(name) == Kind::AliasedImport) {
      const auto alias = field(name, "alias");
      if (!ts_node_is_null(alias))
        scopes_.bind(textOf(alias, code_), {squeezed(field(name, "name"))});
      continue;
    }
    const auto dotted = squeezed(name);
    const auto root = dotted.substr(0, dotted.find('.'));
    scopes_.bindPackage(root);
  }
}

std::string NameReader::squeezed(TSNode node) const {
  std::string text;
  if (ts_node_is_null(node))
    return text;
  for (const char c : textOf(node, code_))
    if (c != ' ' && c != '\t' && c != '\\' && c != '\r' && c != '\n' && c != '\f')
      text += c;
  return text;
}

std::optional<std::string> NameReader::importedModule(TSNode node) const {
  const auto text = squeezed(node);
  if (ts_node_is_null(node) || kindOf(node) != Kind::RelativeImport)
    return text;
  const auto dots = std::min(text.find_first_not_of('.'), text.size());
  auto package = module_.package;
  for (std::size_t i = 1; i < dots; ++i) {
    if (package.empty())
      return std::nullopt;
    const auto dot = package.rfind('.');
    package.resize(dot == std::string::npos ? 0 : dot);
  }
  if (package.empty()) // a module of its own: Python refuses it
    return std::nullopt;
  return dots == text.size() ? package : package + "." + text.substr(dots);
}

void NameReader::importFrom(TSNode node) {
  const auto module = importedModule(field(node, "module_name"));
  for (const auto& child : namedChildren(node))
    if (kindOf(child) == Kind::WildcardImport && module)
      importEverything(*module);
  for (const auto& name : fieldChildren(node, "name")) {
    const bool isAliased = kindOf(name) == Kind::AliasedImport;
    const auto bound = isAliased ? field(name, "alias") : name;
    const auto imported = squeezed(isAliased ? field(name, "name") : name);
    if (ts_node_is_null(bound))
      continue;
    Paths paths;
    if (module)
      paths.push_back(module->empty() ? imported : *module + "." + imported);
    scopes_.bind(squeezed(bound), std::move(paths));
  }
}

void NameReader::importEverything(const std::string& module) {
  // Of the libraries it is known what comes in, and it replaces what had the name.
  for (const auto& word : words_.all()) {
    const bool isEventlets =
        (module == "eventlet" || module == "eventlet.patcher") && word == "monkey_patch";
    if (isEventlets || (module == "gevent.monkey" && word.starts_with("patch_")))
      scopes_.bind(word, {module + "." + word});
  }
  if (module == "eventlet")
    scopes_.bind("patcher", {"eventlet.patcher"});
  scopes_.importEverything(module);
}

void NameReader::functionDefinition(TSNode node) {
  defaults(field(node, "parameters"));
  visit(field(node, "return_type"));
  defer(node, scopes_.current().form == Scope::Form::Class);
  const auto name = field(node, "name");
  if (!ts_node_is_null(name))
    bindDefinition(textOf(name, code_));
}

void NameReader::defer(TSNode node, bool isMethod) {
  deferred_.push_back({node, &scopes_.current(), isMethod, errors_});
  if (!scopes_.isInFunction()) // the others come again with the one around them
    outermost_.push_back(deferred_.back());
}

void NameReader::defaults(TSNode parameters) {
  if (ts_node_is_null(parameters))
    return;
  for (const auto& parameter : namedChildren(parameters)) {
    visit(field(parameter, "type"));
    const auto value = field(parameter, "value");
    if (!ts_node_is_null(value))
      defaults_[startOf(parameter)] = visit(value);
  }
}

void NameReader::parameters(TSNode node) {
  if (ts_node_is_null(node))
    return;
  for (const auto& parameter : namedChildren(node)) {
    TSNode name = parameter;
    const auto kind = kindOf(parameter);
    Paths value;
    if (kind == Kind::DefaultParameter || kind == Kind::TypedDefaultParameter) {
      name = field(parameter, "name");
      value = defaults_[startOf(parameter)];
    } else if (kind == Kind::TypedParameter) {
      const auto children = namedChildren(parameter);
      if (children.empty())
        continue;
      name = children.front();
    }
    if (kindOf(name) == Kind::ListSplatPattern || kindOf(name) == Kind::DictionarySplatPattern) {
      const auto children = namedChildren(name);
      if (children.empty())
        continue;
      name = children.front();
    }
    if (ts_node_is_null(name))
      continue;
    addTargetNames(name, code_, scopes_.current().bound);
    if (kindOf(name) != Kind::Identifier) {
      assign(name, {});
      continue;
    }
    if (scopes_.current().self.empty())
      scopes_.current().self = textOf(name, code_);
    scopes_.bind(textOf(name, code_), std::move(value));
  }
}

void NameReader::function(const Deferred& deferred) {
  auto& outer = scopes_.current();
  errors_ = deferred.errors;
  auto& own = scopes_.enter(Scope::Form::Function, *deferred.around);
  const auto body = field(deferred.node, "body");
  if (!ts_node_is_null(body))
    addBoundNames(body, code_, own.bound);
  parameters(field(deferred.node, "parameters"));
  if (!deferred.isMethod)
    own.self.clear();
  visit(body);
  scopes_.goTo(outer);
}

void NameReader::classDefinition(TSNode node) {
  visit(field(node, "superclasses"));
  const auto name = field(node, "name");
  auto& outer = scopes_.current();
  const auto& own = scopes_.enter(Scope::Form::Class, outer);
  visit(field(node, "body"));
  scopes_.goTo(outer);
  if (ts_node_is_null(name))
    return;
  const std::string text(textOf(name, code_));
  bindDefinition(text);
  for (const auto& [member, paths] : own.values)
    if (!paths.empty() && member.find('.') == std::string::npos)
      values()[text + "." + member] = paths;
}

Paths NameReader::assignment(TSNode node) {
  const auto left = field(node, "left");
  const auto right = field(node, "right");
  visit(field(node, "type"));
  if (ts_node_is_null(right)) // "name: type" binds nothing
    return {};
  if (assignInParallel(left, right))
    return {};
  auto paths = visit(right);
  assign(left, paths);
  return paths; // a = b = c: the right side is an assignment itself
}

bool NameReader::assignInParallel(TSNode left, TSNode right) {
  const auto isList = [](TSNode node) {
    const auto kind = kindOf(node);
    return kind == Kind::PatternList || kind == Kind::TuplePattern || kind == Kind::ListPattern ||
           kind == Kind::ExpressionList || kind == Kind::Tuple || kind == Kind::List;
  };
  if (ts_node_is_null(left) || !isList(left) || !isList(right))
    return false;
  const auto targets = namedChildren(left);
  const auto values = namedChildren(right);
  if (targets.size() != values.size())
    return false;
  std::vector<Paths> paths;
  for (const auto& value : values)
    paths.push_back(visit(value));
  for (std::size_t i = 0; i < targets.size(); ++i)
    assign(targets[i], paths[i]);
  return true;
}

void NameReader::assign(TSNode target, const Paths& paths) {
  if (ts_node_is_null(target))
    return;
  switch (kindOf(target)) {
  case Kind::Identifier:
    return scopes_.bind(textOf(target, code_), paths);
  case Kind::Attribute:
    if (const auto dotted = dottedText(target); !dotted.empty())
      return scopes_.bindDotted(dotted, paths);
    visitChildren(target);
    return;
  case Kind::PatternList:
  case Kind::TuplePattern:
  case Kind::ListPattern:
  case Kind::ListSplatPattern:
  case Kind::Tuple:
  case Kind::List:
  case Kind::ExpressionList:
  case Kind::AsPatternTarget:
    for (const auto& child : namedChildren(target))
      assign(child, {});
    return;
  case Kind::Parenthesized:
    for (const auto& child : namedChildren(target))
      assign(child, paths);
    return;
  default:
    visitChildren(target); // a[f()] = ...
  }
}

void NameReader::deletion(TSNode node) {
  // Functions are most likely called before: what they see stays what it was.
  if (branches_ > 0)
    return;
  for (const auto& child : namedChildren(node)) {
    const auto names =
        kindOf(child) == Kind::ExpressionList ? namedChildren(child) : std::vector<TSNode>{child};
    for (const auto& name : names)
      if (kindOf(name) == Kind::Identifier)
        scopes_.remove(textOf(name, code_));
  }
}

void NameReader::ifStatement(TSNode node) {
  visit(field(node, "condition"));
  const auto before = values();
  visit(field(node, "consequence"));
  auto after = values();
  values() = before;
  bool hasElse = false;
  for (const auto& clause : fieldChildren(node, "alternative")) {
    if (kindOf(clause) == Kind::ElseClause) {
      hasElse = true;
      visitChildren(clause);
      after = joined(std::move(after), values());
      continue;
    }
    visit(field(clause, "condition"));
    const auto beforeBlock = values();
    visit(field(clause, "consequence"));
    after = joined(std::move(after), values());
    values() = beforeBlock;
  }
  values() = hasElse ? std::move(after) : joined(std::move(after), values());
}

void NameReader::loop(TSNode node) {
  visit(field(node, "right"));
  visit(field(node, "condition"));
  const auto before = values();
  if (kindOf(node) == Kind::ForStatement)
    assign(field(node, "left"), {});
  visit(field(node, "body"));
  values() = joined(std::move(values()), before);
  for (const auto& clause : fieldChildren(node, "alternative"))
    visitChildren(clause);
}

void NameReader::tryStatement(TSNode node) {
  const auto before = values();
  visit(field(node, "body"));
  const auto raised = joined(before, values());
  auto after = values();
  for (const auto& clause : namedChildren(node)) {
    const auto kind = kindOf(clause);
    if (kind == Kind::ExceptClause) {
      values() = raised;
      visitChildren(clause);
      after = joined(std::move(after), values());
    } else if (kind == Kind::ElseClause || kind == Kind::FinallyClause) {
      values() = std::move(after);
      visitChildren(clause);
      after = values();
    }
  }
  values() = std::move(after);
}

void NameReader::matchStatement(TSNode node) {
  for (const auto& subject : fieldChildren(node, "subject"))
    visit(subject);
  const auto before = values();
  auto after = before;
  const auto body = field(node, "body");
  const auto clauses =
      ts_node_is_null(body) ? fieldChildren(node, "alternative") : namedChildren(body);
  for (const auto& clause : clauses) {
    values() = before;
    for (const auto& child : namedChildren(clause)) {
      const auto kind = kindOf(child);
      if (kind == Kind::Block || kind == Kind::Other) // pattern, guard, consequence
        visit(child);
    }
    after = joined(std::move(after), values());
  }
  values() = std::move(after);
}

void NameReader::bindDefinition(std::string_view name) {
  Paths paths;
  // A module of the library itself: its own functions are what others import.
  if (scopes_.isAtTop() && !module_.name.empty())
    paths.push_back(module_.name + "." + std::string(name));
  scopes_.bind(name, std::move(paths));
}

} // namespace stackdev
