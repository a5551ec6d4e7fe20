#include "python/names.h"

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include "python/arguments.h"
#include "python/bound_names.h"

namespace stackdev {
namespace {

constexpr std::size_t kMaxPaths = 8; // that one name may stand for
constexpr std::size_t kMaxPathLength = 512;
constexpr int kMaxDepth = 1000; // of nested nodes

using Values = std::map<std::string, Paths, std::less<>>;

void add(Paths& to, const Paths& from) {
  for (const auto& path : from)
    if (to.size() < kMaxPaths && std::find(to.begin(), to.end(), path) == to.end())
      to.push_back(path);
  std::sort(to.begin(), to.end());
}

/// What holds after either of two ways through the code.
Values joined(Values one, const Values& other) {
  for (const auto& [name, paths] : other)
    add(one[name], paths);
  return one;
}

std::string_view lastName(std::string_view path) {
  const auto dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

struct Scope {
  enum class Form { Module, Class, Function, Comprehension };
  Form form;
  Scope* parent;
  Values values;
  BoundNames bound; // somewhere in the function
  std::string self; // name of a method's first parameter
};

/// Reads the statements in the order in which Python would run them. A function's body is read
/// when all around it has been: it is called later.
class Reader {
public:
  Reader(std::string_view code, const Outline& outline, const ModuleName& module,
         const Words& words)
      : code_(code), outline_(outline), module_(module), words_(words),
        top_(scope(Scope::Form::Module, nullptr)), current_(top_) {}

  ModuleNames read(TSNode root) {
    errors_ = kindOf(root) == Kind::Error ? 1 : 0;
    for (const auto& statement : namedChildren(root)) {
      bindLeftOut(startOf(statement));
      visit(statement);
    }
    bindLeftOut(code_.size());
    runDeferred();
    if (isChangedFromBelow_) { // by a function that may well have been read after its user
      deferred_ = outermost_;
      runDeferred();
    }
    ModuleNames names;
    names.exports.insert(top_->values.begin(), top_->values.end());
    names.stars = stars_;
    for (auto& [start, call] : calls_)
      names.calls.push_back(std::move(call));
    names.isComplete = isComplete_;
    return names;
  }

private:
  struct Deferred {
    TSNode node; // function or lambda
    Scope* around;
    bool isMethod;
    int errors; // around it
  };

  Scope* scope(Scope::Form form, Scope* parent) {
    scopes_.push_back(std::make_unique<Scope>(Scope{form, parent, {}, {}, {}}));
    return scopes_.back().get();
  }

  void bindLeftOut(std::size_t before) {
    for (; leftOut_ < outline_.leftOut.size() && outline_.leftOut[leftOut_].start < before;
         ++leftOut_)
      bindDefinition(outline_.leftOut[leftOut_].name);
  }

  void runDeferred() {
    while (!deferred_.empty()) {
      auto batch = std::move(deferred_);
      deferred_.clear();
      for (const auto& one : batch)
        function(one);
    }
  }

  // Names

  Scope* targetScope(std::string_view name) {
    if (current_->bound.globals.contains(name))
      return top_;
    if (current_->bound.nonlocals.contains(name))
      for (Scope* scope = current_->parent; scope != nullptr; scope = scope->parent)
        if (scope->form == Scope::Form::Function && scope->bound.locals.contains(name))
          return scope;
    return current_;
  }

  void bind(std::string_view name, Paths paths) {
    Scope* scope = targetScope(name);
    if (scope != current_) { // whenever that function is called: it adds a possibility
      isChangedFromBelow_ = true;
      add(scope->values[std::string(name)], paths);
      return;
    }
    deleted_.erase({current_, std::string(name)});
    const auto prefix = std::string(name) + ".";
    for (auto it = scope->values.lower_bound(prefix);
         it != scope->values.end() && it->first.starts_with(prefix);)
      it = scope->values.erase(it);
    scope->values[std::string(name)] = std::move(paths);
  }

  void bindDefinition(std::string_view name) {
    Paths paths;
    // A module of the library itself: its own functions are what others import.
    if (current_ == top_ && !module_.name.empty())
      paths.push_back(module_.name + "." + std::string(name));
    bind(name, std::move(paths));
  }

  const Paths* find(const Scope& scope, std::string_view name) const {
    const auto it = scope.values.find(name);
    return it == scope.values.end() ? nullptr : &it->second;
  }

  Paths lookup(std::string_view name) const {
    const Scope* scope = current_;
    if (scope->bound.globals.contains(name))
      scope = top_;
    for (bool isOwn = true; scope != nullptr; scope = scope->parent) {
      if (scope->form == Scope::Form::Class && !isOwn)
        continue;
      if (const auto* paths = find(*scope, name))
        return *paths;
      if (scope->form == Scope::Form::Function && scope->bound.locals.contains(name) &&
          !scope->bound.nonlocals.contains(name) && !scope->bound.globals.contains(name))
        return {}; // not bound yet
      isOwn = isOwn && scope->form == Scope::Form::Comprehension;
    }
    Paths paths;
    for (const auto& star : stars_)
      add(paths, {star + "." + std::string(name)});
    if (paths.empty() && (name == "__import__" || name == "getattr" || name == "staticmethod"))
      paths.push_back("builtins." + std::string(name));
    return paths;
  }

  /// What was assigned to "a.b", if anything was.
  const Paths* lookupDotted(std::string_view dotted) const {
    const auto root = dotted.substr(0, dotted.find('.'));
    for (const Scope* scope = current_; scope != nullptr; scope = scope->parent) {
      if (const auto* paths = find(*scope, dotted))
        return paths;
      if (scope->form == Scope::Form::Function && !scope->self.empty() && scope->self == root &&
          scope->parent != nullptr && scope->parent->form == Scope::Form::Class) {
        const auto member = dotted.substr(root.size() + 1);
        if (const auto* paths = find(*scope->parent, "self." + std::string(member)))
          return paths;
        return find(*scope->parent, member);
      }
      if (find(*scope, root) != nullptr || scope->bound.locals.contains(root))
        return nullptr;
    }
    return nullptr;
  }

  void bindDotted(const std::string& dotted, const Paths& paths) {
    current_->values[dotted] = paths;
    const auto root = dotted.substr(0, dotted.find('.'));
    if (!current_->self.empty() && current_->self == root && current_->parent != nullptr &&
        current_->parent->form == Scope::Form::Class) {
      isChangedFromBelow_ = isChangedFromBelow_ || !paths.empty();
      add(current_->parent->values["self." + dotted.substr(root.size() + 1)], paths);
    }
  }

  /// "a.b.c" for a chain of plain names, else "".
  std::string dottedText(TSNode node) const {
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

  // Statements

  void visitChildren(TSNode node) {
    for (const auto& child : namedChildren(node))
      visit(child);
  }

  /// Anything; the value is of interest for expressions only.
  Paths visit(TSNode node) {
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

  Paths visitKind(TSNode node) {
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

  void branching(TSNode node) {
    const auto kind = kindOf(node);
    if (kind == Kind::IfStatement)
      return ifStatement(node);
    if (kind == Kind::TryStatement)
      return tryStatement(node);
    if (kind == Kind::MatchStatement)
      return matchStatement(node);
    loop(node);
  }

  void importStatement(TSNode node) {
    for (const auto& name : fieldChildren(node, "name")) {
      if (kindOf(name) == Kind::AliasedImport) {
        const auto alias = field(name, "alias");
        if (!ts_node_is_null(alias))
          bind(textOf(alias, code_), {squeezed(field(name, "name"))});
        continue;
      }
      const auto dotted = squeezed(name);
      const auto root = dotted.substr(0, dotted.find('.'));
      const auto* bound = find(*targetScope(root), root);
      if (bound == nullptr || *bound != Paths{root}) // else what was assigned to a.b stays
        bind(root, {root});
    }
  }

  /// A dotted name without the spaces and line ends that may be in it.
  std::string squeezed(TSNode node) const {
    std::string text;
    if (ts_node_is_null(node))
      return text;
    for (const char c : textOf(node, code_))
      if (c != ' ' && c != '\t' && c != '\\' && c != '\r' && c != '\n' && c != '\f')
        text += c;
    return text;
  }

  /// nullopt: outside of all packages.
  std::optional<std::string> importedModule(TSNode node) const {
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
    if (dots == text.size())
      return package;
    return package.empty() ? text.substr(dots) : package + "." + text.substr(dots);
  }

  void importFrom(TSNode node) {
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
      bind(squeezed(bound), std::move(paths));
    }
  }

  void importEverything(const std::string& module) {
    // Of the libraries it is known what comes in, and it replaces what had the name.
    for (const auto& word : words_.all()) {
      const bool isEventlets =
          (module == "eventlet" || module == "eventlet.patcher") && word == "monkey_patch";
      if (isEventlets || (module == "gevent.monkey" && word.starts_with("patch_")))
        bind(word, {module + "." + word});
    }
    if (module == "eventlet")
      bind("patcher", {"eventlet.patcher"});
    if (std::find(stars_.begin(), stars_.end(), module) == stars_.end())
      stars_.push_back(module);
  }

  void functionDefinition(TSNode node) {
    defaults(field(node, "parameters"));
    defer(node, current_->form == Scope::Form::Class);
    const auto name = field(node, "name");
    if (!ts_node_is_null(name))
      bindDefinition(textOf(name, code_));
  }

  void defer(TSNode node, bool isMethod) {
    deferred_.push_back({node, current_, isMethod, errors_});
    bool isInFunction = false;
    for (const Scope* scope = current_; scope != nullptr; scope = scope->parent)
      isInFunction = isInFunction || scope->form == Scope::Form::Function;
    if (!isInFunction) // the others come again with the one around them
      outermost_.push_back(deferred_.back());
  }

  /// A parameter's default is evaluated where the function is defined.
  void defaults(TSNode parameters) {
    if (ts_node_is_null(parameters))
      return;
    for (const auto& parameter : namedChildren(parameters)) {
      const auto value = field(parameter, "value");
      if (!ts_node_is_null(value))
        defaults_[startOf(parameter)] = visit(value);
    }
  }

  void parameters(TSNode node) {
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
      addTargetNames(name, code_, current_->bound);
      if (kindOf(name) != Kind::Identifier) {
        assign(name, {});
        continue;
      }
      if (current_->self.empty())
        current_->self = textOf(name, code_);
      bind(textOf(name, code_), std::move(value));
    }
  }

  void function(const Deferred& deferred) {
    Scope* outer = current_;
    errors_ = deferred.errors;
    current_ = scope(Scope::Form::Function, deferred.around);
    const auto body = field(deferred.node, "body");
    if (!ts_node_is_null(body))
      addBoundNames(body, code_, current_->bound);
    parameters(field(deferred.node, "parameters"));
    if (!deferred.isMethod)
      current_->self.clear();
    visit(body);
    current_ = outer;
  }

  void classDefinition(TSNode node) {
    visit(field(node, "superclasses"));
    const auto name = field(node, "name");
    Scope* outer = current_;
    current_ = scope(Scope::Form::Class, outer);
    visit(field(node, "body"));
    Scope* body = current_;
    current_ = outer;
    if (ts_node_is_null(name))
      return;
    const std::string text(textOf(name, code_));
    bindDefinition(text);
    for (const auto& [member, paths] : body->values)
      if (!paths.empty() && member.find('.') == std::string::npos)
        current_->values[text + "." + member] = paths;
  }

  Paths assignment(TSNode node) {
    const auto left = field(node, "left");
    const auto right = field(node, "right");
    if (ts_node_is_null(right)) // "name: type" binds nothing
      return {};
    if (assignInParallel(left, right))
      return {};
    const auto paths = visit(right);
    assign(left, paths);
    return paths; // a = b = c: the right side is an assignment itself
  }

  /// a, b = x, y
  bool assignInParallel(TSNode left, TSNode right) {
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

  void assign(TSNode target, const Paths& paths) {
    if (ts_node_is_null(target))
      return;
    switch (kindOf(target)) {
    case Kind::Identifier:
      return bind(textOf(target, code_), paths);
    case Kind::Attribute:
      if (const auto dotted = dottedText(target); !dotted.empty())
        return bindDotted(dotted, paths);
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

  void deletion(TSNode node) {
    // Functions are most likely called before: what they see stays what it was.
    if (branches_ > 0)
      return;
    for (const auto& child : namedChildren(node)) {
      const auto names =
          kindOf(child) == Kind::ExpressionList ? namedChildren(child) : std::vector<TSNode>{child};
      for (const auto& name : names)
        if (kindOf(name) == Kind::Identifier)
          deleted_.emplace(current_, std::string(textOf(name, code_)));
    }
  }

  // Ways through the code. Only the scope at hand can change in them.

  void ifStatement(TSNode node) {
    visit(field(node, "condition"));
    const auto before = current_->values;
    visit(field(node, "consequence"));
    auto after = current_->values;
    current_->values = before;
    bool hasElse = false;
    for (const auto& clause : fieldChildren(node, "alternative")) {
      if (kindOf(clause) == Kind::ElseClause) {
        hasElse = true;
        visitChildren(clause);
        after = joined(std::move(after), current_->values);
        continue;
      }
      visit(field(clause, "condition"));
      const auto beforeBlock = current_->values;
      visit(field(clause, "consequence"));
      after = joined(std::move(after), current_->values);
      current_->values = beforeBlock;
    }
    current_->values = hasElse ? std::move(after) : joined(std::move(after), current_->values);
  }

  void loop(TSNode node) {
    visit(field(node, "right"));
    visit(field(node, "condition"));
    const auto before = current_->values;
    if (kindOf(node) == Kind::ForStatement)
      assign(field(node, "left"), {});
    visit(field(node, "body"));
    current_->values = joined(std::move(current_->values), before);
    for (const auto& clause : fieldChildren(node, "alternative"))
      visitChildren(clause);
  }

  void tryStatement(TSNode node) {
    const auto before = current_->values;
    visit(field(node, "body"));
    const auto raised = joined(before, current_->values);
    auto after = current_->values;
    for (const auto& clause : namedChildren(node)) {
      const auto kind = kindOf(clause);
      if (kind == Kind::ExceptClause) {
        current_->values = raised;
        visitChildren(clause);
        after = joined(std::move(after), current_->values);
      } else if (kind == Kind::ElseClause || kind == Kind::FinallyClause) {
        current_->values = std::move(after);
        visitChildren(clause);
        after = current_->values;
      }
    }
    current_->values = std::move(after);
  }

  void matchStatement(TSNode node) {
    for (const auto& subject : fieldChildren(node, "subject"))
      visit(subject);
    const auto before = current_->values;
    auto after = before;
    const auto body = field(node, "body");
    const auto clauses =
        ts_node_is_null(body) ? fieldChildren(node, "alternative") : namedChildren(body);
    for (const auto& clause : clauses) {
      current_->values = before;
      for (const auto& child : namedChildren(clause)) {
        const auto kind = kindOf(child);
        if (kind == Kind::Block || kind == Kind::Other) // pattern, guard, consequence
          visit(child);
      }
      after = joined(std::move(after), current_->values);
    }
    current_->values = std::move(after);
  }

  // Expressions

  Paths expression(TSNode node) {
    switch (kindOf(node)) {
    case Kind::Identifier:
      return lookup(textOf(node, code_));
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
      add(paths, visit(field(node, "right")));
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

  Paths lastOf(TSNode node) {
    Paths paths;
    for (const auto& child : namedChildren(node))
      if (kindOf(child) != Kind::Comment)
        paths = visit(child);
    return paths;
  }

  Paths attribute(TSNode node) {
    if (const auto dotted = dottedText(node); !dotted.empty())
      if (const auto* paths = lookupDotted(dotted))
        return *paths;
    const auto object = visit(field(node, "object"));
    const auto name = field(node, "attribute");
    return ts_node_is_null(name) ? Paths() : member(object, textOf(name, code_));
  }

  static Paths member(const Paths& object, std::string_view name) {
    Paths paths;
    for (const auto& path : object)
      if (path.size() + name.size() < kMaxPathLength)
        paths.push_back(path + "." + std::string(name));
    return paths;
  }

  /// x if condition else y: the condition is evaluated first, whatever its place.
  Paths conditional(TSNode node) {
    std::vector<TSNode> parts;
    for (const auto& child : namedChildren(node))
      if (kindOf(child) != Kind::Comment)
        parts.push_back(child);
    if (parts.size() != 3)
      return lastOf(node);
    visit(parts[1]);
    auto paths = visit(parts[0]);
    add(paths, visit(parts[2]));
    return paths;
  }

  /// sys.modules["eventlet"]
  Paths subscript(TSNode node) {
    const auto value = visit(field(node, "value"));
    const auto keys = fieldChildren(node, "subscript");
    for (const auto& key : keys)
      visit(key);
    if (value == Paths{"sys.modules"} && keys.size() == 1 && kindOf(keys[0]) == Kind::String)
      return nonEmpty(stringValue(keys[0], code_));
    return {};
  }

  static Paths nonEmpty(std::string path) {
    return path.empty() ? Paths() : Paths{std::move(path)};
  }

  void comprehension(TSNode node) {
    Scope* outer = current_;
    current_ = scope(Scope::Form::Comprehension, outer);
    const auto body = field(node, "body");
    for (const auto& child : namedChildren(node)) // "for" comes behind the body and before it
      if (ts_node_is_null(body) || !ts_node_eq(child, body))
        visit(child);
    visit(body);
    current_ = outer;
  }

  void asPattern(TSNode node) {
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

  Paths call(TSNode node) {
    const auto function = field(node, "function");
    const auto arguments = field(node, "arguments");
    const auto callee = visit(function);
    if (isDeleted(function))
      return visit(arguments), Paths();
    const auto isWanted = [&](const std::string& path) { return words_.contains(lastName(path)); };
    if (std::any_of(callee.begin(), callee.end(), isWanted) && !ts_node_is_null(arguments))
      record(node, arguments, callee);
    auto result = valueOfCall(callee, arguments);
    visit(arguments);
    return result;
  }

  bool isDeleted(TSNode function) const {
    auto root = function;
    while (kindOf(root) == Kind::Attribute)
      root = field(root, "object");
    if (kindOf(root) != Kind::Identifier)
      return false;
    const auto it = deleted_.find({current_, std::string(textOf(root, code_))});
    return it != deleted_.end();
  }

  void record(TSNode node, TSNode arguments, const Paths& callee) {
    auto& site = calls_[startOf(node)];
    add(site.callee, callee);
    site.start = startOf(node);
    site.end = endOf(node);
    site.argumentsStart = startOf(arguments);
    site.argumentsEnd = endOf(arguments);
    site.isInString = interpolations_ > 0;
    site.isBroken = errors_ > 0 || ts_node_has_error(node);
    site.arguments = argumentList(arguments, code_);
  }

  /// importlib.import_module("x"), __import__("x"), getattr(x, "y"), staticmethod(x)
  Paths valueOfCall(const Paths& callee, TSNode arguments) {
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
      return member(visit(values[0]), text(1));
    if (callee[0] == "builtins.staticmethod")
      return visit(values[0]);
    return {};
  }

  std::string_view code_;
  const Outline& outline_;
  const ModuleName& module_;
  const Words& words_;
  std::vector<std::unique_ptr<Scope>> scopes_;
  Scope* top_;
  Scope* current_;
  std::size_t leftOut_ = 0;
  std::vector<Deferred> deferred_;
  std::vector<Deferred> outermost_;
  std::map<std::size_t, Paths> defaults_; // by the parameter's start
  std::vector<std::string> stars_;
  std::set<std::pair<const Scope*, std::string>> deleted_;
  std::map<std::size_t, CallSite> calls_;
  bool isChangedFromBelow_ = false;
  bool isComplete_ = true;
  int depth_ = 0;
  int branches_ = 0;
  int interpolations_ = 0;
  int errors_ = 0;
};

} // namespace

ModuleNames namesIn(const SyntaxTree& tree, const SourceText& source, const Outline& outline,
                    const ModuleName& module, const Words& words) {
  return Reader(source.code(), outline, module, words).read(tree.root());
}

} // namespace stackdev
