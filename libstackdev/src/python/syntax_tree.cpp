#include "python/syntax_tree.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

extern "C" const TSLanguage* tree_sitter_python(); // NOLINT(readability-identifier-naming)

namespace stackdev {
namespace {

constexpr std::array<std::pair<std::string_view, Kind>, 77> kNames = {{
    {"aliased_import", Kind::AliasedImport},
    {"as_pattern", Kind::AsPattern},
    {"as_pattern_target", Kind::AsPatternTarget},
    {"assignment", Kind::Assignment},
    {"attribute", Kind::Attribute},
    {"augmented_assignment", Kind::AugmentedAssignment},
    {"block", Kind::Block},
    {"boolean_operator", Kind::BooleanOperator},
    {"call", Kind::Call},
    {"case_clause", Kind::CaseClause},
    {"class_definition", Kind::ClassDefinition},
    {"comment", Kind::Comment},
    {"conditional_expression", Kind::ConditionalExpression},
    {"decorated_definition", Kind::DecoratedDefinition},
    {"decorator", Kind::Decorator},
    {"default_parameter", Kind::DefaultParameter},
    {"delete_statement", Kind::DeleteStatement},
    {"dictionary", Kind::Dictionary},
    {"dictionary_comprehension", Kind::DictionaryComprehension},
    {"dictionary_splat", Kind::DictionarySplat},
    {"dictionary_splat_pattern", Kind::DictionarySplatPattern},
    {"dotted_name", Kind::DottedName},
    {"elif_clause", Kind::ElifClause},
    {"else_clause", Kind::ElseClause},
    {"ERROR", Kind::Error},
    {"except_clause", Kind::ExceptClause},
    {"except_group_clause", Kind::ExceptClause},
    {"expression_list", Kind::ExpressionList},
    {"expression_statement", Kind::ExpressionStatement},
    {"false", Kind::False},
    {"finally_clause", Kind::FinallyClause},
    {"float", Kind::Float},
    {"for_in_clause", Kind::ForInClause},
    {"for_statement", Kind::ForStatement},
    {"function_definition", Kind::FunctionDefinition},
    {"future_import_statement", Kind::FutureImport},
    {"generator_expression", Kind::GeneratorExpression},
    {"global_statement", Kind::GlobalStatement},
    {"identifier", Kind::Identifier},
    {"if_statement", Kind::IfStatement},
    {"import_from_statement", Kind::ImportFrom},
    {"import_statement", Kind::ImportStatement},
    {"integer", Kind::Integer},
    {"interpolation", Kind::Interpolation},
    {"keyword_argument", Kind::KeywordArgument},
    {"lambda", Kind::Lambda},
    {"lambda_parameters", Kind::Parameters},
    {"list", Kind::List},
    {"list_comprehension", Kind::ListComprehension},
    {"list_pattern", Kind::ListPattern},
    {"list_splat", Kind::ListSplat},
    {"list_splat_pattern", Kind::ListSplatPattern},
    {"match_statement", Kind::MatchStatement},
    {"named_expression", Kind::NamedExpression},
    {"none", Kind::None},
    {"nonlocal_statement", Kind::NonlocalStatement},
    {"not_operator", Kind::NotOperator},
    {"pair", Kind::Pair},
    {"parameters", Kind::Parameters},
    {"parenthesized_expression", Kind::Parenthesized},
    {"pattern_list", Kind::PatternList},
    {"relative_import", Kind::RelativeImport},
    {"set_comprehension", Kind::SetComprehension},
    {"string", Kind::String},
    {"string_content", Kind::StringContent},
    {"subscript", Kind::Subscript},
    {"true", Kind::True},
    {"try_statement", Kind::TryStatement},
    {"tuple", Kind::Tuple},
    {"tuple_pattern", Kind::TuplePattern},
    {"typed_default_parameter", Kind::TypedDefaultParameter},
    {"typed_parameter", Kind::TypedParameter},
    {"while_statement", Kind::WhileStatement},
    {"wildcard_import", Kind::WildcardImport},
    {"with_statement", Kind::WithStatement},
    {"print_statement", Kind::Other},
    {"exec_statement", Kind::Other},
}};

/// By the grammar's own number of a kind of node.
const std::vector<Kind>& kinds() {
  static const std::vector<Kind> table = [] {
    const auto* language = tree_sitter_python();
    std::vector<Kind> found(ts_language_symbol_count(language), Kind::Other);
    for (std::size_t i = 0; i < found.size(); ++i) {
      const std::string_view name = ts_language_symbol_name(language, static_cast<TSSymbol>(i));
      if (ts_language_symbol_type(language, static_cast<TSSymbol>(i)) != TSSymbolTypeRegular)
        continue; // the keyword "lambda" is no lambda
      for (const auto& [known, kind] : kNames)
        if (name == known)
          found[i] = kind;
    }
    return found;
  }();
  return table;
}

/// Long enough for every file that a person wrote.
constexpr std::uint64_t kPatienceMicroseconds = 20'000'000;

struct DeleteParser {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};
using Parser = std::unique_ptr<TSParser, DeleteParser>;

/// One per thread: its memory is used again for the next text.
TSParser* threadParser() {
  thread_local const Parser parser = [] {
    Parser made(ts_parser_new());
    ts_parser_set_language(made.get(), tree_sitter_python());
    ts_parser_set_timeout_micros(made.get(), kPatienceMicroseconds);
    return made;
  }();
  return parser.get();
}

/// tree-sitter 0.20 writes past its memory where an error spans more tokens than this.
constexpr std::size_t kMaxTokens = 65535;

/// No fewer than tree-sitter can make of `text`, however broken it is: a word may be a number and
/// a name, a line end may end a statement and a block.
std::size_t mostTokens(std::string_view text) {
  std::size_t count = 0;
  bool isInWord = false;
  for (const char c : text) {
    const bool isWord = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    if (isWord)
      count += isInWord ? 0 : 2;
    else if (c == '\n')
      count += 2;
    else if (c != ' ' && c != '\t' && c != '\r' && c != '\f')
      ++count;
    isInWord = isWord;
  }
  return count;
}

TSPoint pointAt(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n');
  const auto feed = before.rfind('\n');
  return {static_cast<std::uint32_t>(line),
          static_cast<std::uint32_t>(feed == std::string_view::npos ? offset : offset - feed - 1)};
}

class Cursor {
public:
  explicit Cursor(TSNode node) : cursor_(ts_tree_cursor_new(node)) {}
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  ~Cursor() { ts_tree_cursor_delete(&cursor_); }
  bool firstChild() { return ts_tree_cursor_goto_first_child(&cursor_); }
  bool nextSibling() { return ts_tree_cursor_goto_next_sibling(&cursor_); }
  TSNode node() const { return ts_tree_cursor_current_node(&cursor_); }
  std::string_view fieldName() const {
    const char* name = ts_tree_cursor_current_field_name(&cursor_);
    return name == nullptr ? std::string_view() : name;
  }

private:
  TSTreeCursor cursor_;
};

} // namespace

Kind kindOf(TSNode node) {
  const auto symbol = ts_node_symbol(node);
  return symbol < kinds().size() ? kinds()[symbol] : Kind::Error; // ERROR has the last number
}

std::vector<TSNode> namedChildren(TSNode node) {
  std::vector<TSNode> found;
  Cursor cursor(node);
  for (bool more = cursor.firstChild(); more; more = cursor.nextSibling())
    if (ts_node_is_named(cursor.node()))
      found.push_back(cursor.node());
  return found;
}

std::vector<TSNode> fieldChildren(TSNode node, std::string_view name) {
  std::vector<TSNode> found;
  Cursor cursor(node);
  for (bool more = cursor.firstChild(); more; more = cursor.nextSibling())
    if (cursor.fieldName() == name && ts_node_is_named(cursor.node()))
      found.push_back(cursor.node());
  return found;
}

TSNode field(TSNode node, std::string_view name) {
  return ts_node_child_by_field_name(node, name.data(), static_cast<std::uint32_t>(name.size()));
}

std::optional<SyntaxTree> SyntaxTree::parsed(std::string_view code,
                                             const std::vector<OutlineRange>& ranges,
                                             const TSTree* old) {
  TSParser* parser = threadParser();
  std::size_t tokens = ranges.empty() ? mostTokens(code) : 0;
  std::vector<TSRange> given;
  for (const auto& range : ranges) {
    tokens += mostTokens(code.substr(range.start, range.end - range.start));
    const auto lines = std::count(code.begin() + static_cast<std::ptrdiff_t>(range.start),
                                  code.begin() + static_cast<std::ptrdiff_t>(range.end), '\n');
    given.push_back(
        {{static_cast<std::uint32_t>(range.line), 0},
         {static_cast<std::uint32_t>(range.line) + static_cast<std::uint32_t>(lines), 0},
         static_cast<std::uint32_t>(range.start),
         static_cast<std::uint32_t>(range.end)});
  }
  if (tokens > kMaxTokens)
    return std::nullopt;
  if (!ts_parser_set_included_ranges(parser, given.data(),
                                     static_cast<std::uint32_t>(given.size())))
    return std::nullopt;
  TSTree* tree =
      ts_parser_parse_string(parser, old, code.data(), static_cast<std::uint32_t>(code.size()));
  ts_parser_reset(parser);
  if (tree == nullptr)
    return std::nullopt;
  return SyntaxTree(tree);
}

std::optional<SyntaxTree> SyntaxTree::of(std::string_view code,
                                         const std::vector<OutlineRange>& ranges) {
  return parsed(code, ranges, nullptr);
}

std::optional<SyntaxTree> SyntaxTree::reparsed(std::string_view before, std::string_view code,
                                               const std::vector<TextEdit>& edits) const {
  Tree old(ts_tree_copy(tree_.get()));
  auto sorted = edits;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.start > b.start; });
  for (const auto& edit : sorted) { // from the end, so that the starts stay what they are
    TSInputEdit input{};
    input.start_byte = static_cast<std::uint32_t>(edit.start);
    input.old_end_byte = static_cast<std::uint32_t>(edit.end);
    input.new_end_byte = static_cast<std::uint32_t>(edit.start + edit.replacement.size());
    input.start_point = pointAt(before, edit.start);
    input.old_end_point = pointAt(before, edit.end);
    const auto inserted = pointAt(edit.replacement, edit.replacement.size());
    input.new_end_point = {input.start_point.row + inserted.row,
                           inserted.row == 0 ? input.start_point.column + inserted.column
                                             : inserted.column};
    ts_tree_edit(old.get(), &input);
  }
  return parsed(code, {}, old.get());
}

} // namespace stackdev
