// setup.py: the keyword arguments of its setup() call, as far as they are written as literals.
#include "python/packaging.h"

#include <memory>

#include <tree_sitter/api.h>

#include "python/ini.h"

extern "C" const TSLanguage* tree_sitter_python();

namespace stackdev {
namespace {

struct DeleteParser {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};
struct DeleteTree {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};

class SetupCall {
public:
  SetupCall(std::string_view source, Packaging& packaging)
      : source_(source), packaging_(packaging) {}

  void find(TSNode node, int depth = 0) {
    if (depth > kDeepest)
      return;
    if (typeOf(node) == "call" && isSetup(ts_node_child_by_field_name(node, "function", 8)))
      read(ts_node_child_by_field_name(node, "arguments", 9));
    const auto count = ts_node_named_child_count(node);
    for (uint32_t i = 0; i < count; ++i)
      find(ts_node_named_child(node, i), depth + 1);
  }

private:
  // setup() is a statement of the module, or of a function or condition in it
  static constexpr int kDeepest = 50;

  static std::string_view typeOf(TSNode node) { return ts_node_type(node); }

  std::string_view text(TSNode node) const {
    if (ts_node_is_null(node))
      return {};
    const auto begin = ts_node_start_byte(node);
    return source_.substr(begin, ts_node_end_byte(node) - begin);
  }

  bool isSetup(TSNode function) const {
    const auto name = text(function);
    return name == "setup" || name.ends_with(".setup");
  }

  void read(TSNode arguments) {
    if (ts_node_is_null(arguments))
      return;
    const auto count = ts_node_named_child_count(arguments);
    for (uint32_t i = 0; i < count; ++i) {
      const auto argument = ts_node_named_child(arguments, i);
      if (typeOf(argument) != "keyword_argument")
        continue;
      const auto name = text(ts_node_child_by_field_name(argument, "name", 4));
      const auto value = ts_node_child_by_field_name(argument, "value", 5);
      if (!ts_node_is_null(value))
        take(name, value);
    }
  }

  void take(std::string_view name, TSNode value) {
    if (name == "name" && packaging_.distribution.empty()) {
      packaging_.distribution = literal(value);
    } else if (name == "install_requires" || name == "tests_require") {
      for (const auto& item : literals(value))
        addRequirements(item, packaging_);
    } else if (name == "scripts") {
      for (auto& item : literals(value))
        packaging_.scripts.push_back(std::move(item));
    } else if (name == "package_dir" && typeOf(value) == "dictionary") {
      forPairs(value, [&](const std::string& key, TSNode item) {
        if (key.empty())
          packaging_.packageRoots.push_back(literal(item));
      });
    } else if (name == "entry_points" && typeOf(value) == "dictionary") {
      forPairs(value, [&](const std::string& key, TSNode item) { takeScripts(key, item); });
    }
  }

  void takeScripts(const std::string& group, TSNode value) {
    if (group != "console_scripts" && group != "wsgi_scripts")
      return;
    const auto kind =
        group == "console_scripts" ? ScriptEntryPoint::Kind::Console : ScriptEntryPoint::Kind::Wsgi;
    for (const auto& line : literals(value))
      if (auto entry = scriptEntryPoint(line, kind); !entry.module.empty())
        packaging_.entryPoints.push_back(std::move(entry));
  }

  template <class Take>
  void forPairs(TSNode dictionary, const Take& take) {
    const auto count = ts_node_named_child_count(dictionary);
    for (uint32_t i = 0; i < count; ++i) {
      const auto pair = ts_node_named_child(dictionary, i);
      if (typeOf(pair) == "pair")
        take(literal(ts_node_child_by_field_name(pair, "key", 3)),
             ts_node_child_by_field_name(pair, "value", 5));
    }
  }

  /// A string literal's content, escapes as written; "" for anything else.
  std::string literal(TSNode node) const {
    if (ts_node_is_null(node) || typeOf(node) != "string")
      return {};
    const auto count = ts_node_named_child_count(node);
    for (uint32_t i = 0; i < count; ++i)
      if (typeOf(ts_node_named_child(node, i)) == "string_content")
        return std::string(text(ts_node_named_child(node, i)));
    return {};
  }

  /// The literals of a list or tuple, or the one literal.
  std::vector<std::string> literals(TSNode node) const {
    if (typeOf(node) == "string")
      return iniLines(literal(node));
    std::vector<std::string> found;
    if (typeOf(node) != "list" && typeOf(node) != "tuple")
      return found;
    const auto count = ts_node_named_child_count(node);
    for (uint32_t i = 0; i < count; ++i)
      if (auto item = literal(ts_node_named_child(node, i)); !item.empty())
        found.push_back(std::move(item));
    return found;
  }

  std::string_view source_;
  Packaging& packaging_;
};

} // namespace

void addSetupPy(std::string_view source, Packaging& packaging) {
  // A setup.py is small. tree-sitter 0.20 writes past its memory where an error spans more than
  // 65535 tokens, which a source that is shorter than that cannot have.
  constexpr std::size_t kLargest = 65535;
  if (source.size() > kLargest)
    return;
  const std::unique_ptr<TSParser, DeleteParser> parser(ts_parser_new());
  ts_parser_set_language(parser.get(), tree_sitter_python());
  const std::unique_ptr<TSTree, DeleteTree> tree(ts_parser_parse_string(
      parser.get(), nullptr, source.data(), static_cast<uint32_t>(source.size())));
  if (tree)
    SetupCall(source, packaging).find(ts_tree_root_node(tree.get()));
}

} // namespace stackdev
