#include "python/bound_names.h"

namespace stackdev {
namespace {

constexpr int kMaxDepth = 1000; // of nested nodes

class Reader {
public:
  Reader(std::string_view code, BoundNames& names) : code_(code), names_(names) {}

  void in(TSNode node, int depth = 0) {
    if (depth > kMaxDepth)
      return;
    switch (kindOf(node)) {
    case Kind::FunctionDefinition:
    case Kind::ClassDefinition:
      return local(field(node, "name"));
    case Kind::Lambda:
      return;
    case Kind::GlobalStatement:
      return names(node, names_.globals);
    case Kind::NonlocalStatement:
      return names(node, names_.nonlocals);
    case Kind::Assignment:
    case Kind::AugmentedAssignment:
    case Kind::ForStatement:
      target(field(node, "left"), depth);
      break;
    case Kind::NamedExpression:
      local(field(node, "name"));
      break;
    case Kind::AsPatternTarget:
      for (const auto& child : namedChildren(node))
        target(child, depth);
      break;
    case Kind::ImportStatement:
    case Kind::ImportFrom:
      return imports(node);
    case Kind::CaseClause:
      for (const auto& child : namedChildren(node)) // the patterns have no name of their own
        if (!ts_node_eq(child, field(node, "guard")) &&
            !ts_node_eq(child, field(node, "consequence")))
          captures(child, depth);
      break;
    default:
      break;
    }
    for (const auto& child : namedChildren(node))
      in(child, depth + 1);
  }

  void target(TSNode node, int depth) {
    if (ts_node_is_null(node) || depth > kMaxDepth)
      return;
    switch (kindOf(node)) {
    case Kind::Identifier:
      return local(node);
    case Kind::PatternList:
    case Kind::TuplePattern:
    case Kind::ListPattern:
    case Kind::ListSplatPattern:
    case Kind::Tuple:
    case Kind::List:
    case Kind::ExpressionList:
    case Kind::Parenthesized:
      for (const auto& child : namedChildren(node))
        target(child, depth + 1);
      return;
    default:
      return;
    }
  }

private:
  void local(TSNode name) {
    if (!ts_node_is_null(name))
      names_.locals.emplace(textOf(name, code_));
  }
  void names(TSNode node, std::set<std::string, std::less<>>& to) {
    for (const auto& child : namedChildren(node))
      to.emplace(textOf(child, code_));
  }
  void imports(TSNode node) {
    for (const auto& name : fieldChildren(node, "name")) {
      if (kindOf(name) == Kind::AliasedImport) {
        local(field(name, "alias"));
        continue;
      }
      const auto text = textOf(name, code_);
      names_.locals.emplace(text.substr(0, text.find('.')));
    }
  }
  /// Whatever a pattern of match could bind.
  void captures(TSNode node, int depth) {
    if (depth > kMaxDepth)
      return;
    if (kindOf(node) == Kind::Identifier)
      return local(node);
    for (const auto& child : namedChildren(node))
      captures(child, depth + 1);
  }

  std::string_view code_;
  BoundNames& names_;
};

} // namespace

void addBoundNames(TSNode body, std::string_view code, BoundNames& names) {
  Reader(code, names).in(body);
}

void addTargetNames(TSNode target, std::string_view code, BoundNames& names) {
  Reader(code, names).target(target, 0);
}

} // namespace stackdev
