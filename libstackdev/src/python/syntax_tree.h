// tree-sitter's trees of Python: owned, and their nodes by kind instead of by name.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <tree_sitter/api.h>

#include <stackdev/text_edit.h>

#include "python/outline.h"

namespace stackdev {

/// The kinds of nodes that mean something here.
enum class Kind : unsigned char {
  Other,
  AliasedImport,
  AsPattern,
  AsPatternTarget,
  Assignment,
  Attribute,
  AugmentedAssignment,
  Block,
  BooleanOperator,
  Call,
  CaseClause,
  ClassDefinition,
  Comment,
  ConditionalExpression,
  DecoratedDefinition,
  Decorator,
  DefaultParameter,
  DeleteStatement,
  DictionarySplat,
  DictionarySplatPattern,
  Dictionary,
  DottedName,
  ElifClause,
  ElseClause,
  Error,
  ExceptClause,
  ExpressionList,
  ExpressionStatement,
  False,
  FinallyClause,
  Float,
  ForInClause,
  ForStatement,
  FunctionDefinition,
  FutureImport,
  GeneratorExpression,
  GlobalStatement,
  Identifier,
  IfStatement,
  ImportFrom,
  ImportStatement,
  Integer,
  Interpolation,
  KeywordArgument,
  Lambda,
  ListComprehension,
  DictionaryComprehension,
  SetComprehension,
  List,
  ListPattern,
  ListSplat,
  ListSplatPattern,
  MatchStatement,
  NamedExpression,
  None,
  NonlocalStatement,
  NotOperator,
  Pair,
  Parameters,
  Parenthesized,
  PatternList,
  RelativeImport,
  String,
  StringContent,
  Subscript,
  True,
  TryStatement,
  Tuple,
  TuplePattern,
  TypedDefaultParameter,
  TypedParameter,
  WhileStatement,
  WildcardImport,
  WithStatement,
};

Kind kindOf(TSNode node);
std::vector<TSNode> namedChildren(TSNode node);
/// The children in the field `name`, which may be several.
std::vector<TSNode> fieldChildren(TSNode node, std::string_view name);
/// The child in the field `name`; its ts_node_is_null() if there is none.
TSNode field(TSNode node, std::string_view name);
inline std::size_t startOf(TSNode node) {
  return ts_node_start_byte(node);
}
inline std::size_t endOf(TSNode node) {
  return ts_node_end_byte(node);
}
inline std::string_view textOf(TSNode node, std::string_view code) {
  return code.substr(startOf(node), endOf(node) - startOf(node));
}

class SyntaxTree {
public:
  /// `ranges` empty: all of `code`. nullopt if there is too much of it, or parsing takes longer
  /// than anybody would wait.
  static std::optional<SyntaxTree> of(std::string_view code,
                                      const std::vector<OutlineRange>& ranges = {});

  /// The tree of `code`, which became so by `edits` to `before`: only what changed is parsed.
  std::optional<SyntaxTree> reparsed(std::string_view before, std::string_view code,
                                     const std::vector<TextEdit>& edits) const;

  TSNode root() const { return ts_tree_root_node(tree_.get()); }

private:
  struct Delete {
    void operator()(TSTree* tree) const { ts_tree_delete(tree); }
  };
  using Tree = std::unique_ptr<TSTree, Delete>;
  explicit SyntaxTree(TSTree* tree) : tree_(tree) {}
  static std::optional<SyntaxTree>
  parsed(std::string_view code, const std::vector<OutlineRange>& ranges, const TSTree* old);

  Tree tree_;
};

} // namespace stackdev
