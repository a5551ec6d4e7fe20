// setup.py: the keyword arguments of its setup() call, as far as they are written as literals.
#include "python/packaging.h"

#include "python/ini.h"
#include "python/syntax_tree.h"

namespace stackdev {
namespace {

class SetupCall {
public:
  SetupCall(std::string_view source, Packaging& packaging)
      : source_(source), packaging_(packaging) {}

  void find(TSNode node, int depth = 0) {
    if (depth > kDeepest)
      return;
    if (kindOf(node) == Kind::Call && isSetup(field(node, "function")))
      read(field(node, "arguments"));
    for (const auto& child : namedChildren(node))
      find(child, depth + 1);
  }

private:
  // setup() is a statement of the module, or of a function or condition in it
  static constexpr int kDeepest = 50;

  bool isSetup(TSNode function) const {
    const auto name = textOf(function, source_);
    return name == "setup" || name.ends_with(".setup");
  }

  void read(TSNode arguments) {
    for (const auto& argument : namedChildren(arguments))
      if (kindOf(argument) == Kind::KeywordArgument)
        take(textOf(field(argument, "name"), source_), field(argument, "value"));
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
    } else if (name == "package_dir") {
      forPairs(value, [&](const std::string& key, TSNode item) {
        if (key.empty())
          packaging_.packageRoots.push_back(literal(item));
      });
    } else if (name == "entry_points" && kindOf(value) == Kind::String) {
      takeIni(literal(value));
    } else if (name == "entry_points") {
      forPairs(value, [&](const std::string& group, TSNode item) {
        for (const auto& line : literals(item))
          takeScript(group, line);
      });
    }
  }

  void takeIni(const std::string& text) {
    std::string group;
    for (const auto& line : iniLines(text)) {
      if (line.starts_with('['))
        group = line.substr(1, line.find(']') - 1);
      else
        takeScript(group, line);
    }
  }

  void takeScript(const std::string& group, const std::string& line) {
    if (group != "console_scripts" && group != "wsgi_scripts")
      return;
    const auto kind =
        group == "console_scripts" ? ScriptEntryPoint::Kind::Console : ScriptEntryPoint::Kind::Wsgi;
    if (auto entry = scriptEntryPoint(line, kind); !entry.module.empty())
      packaging_.entryPoints.push_back(std::move(entry));
  }

  template <class Take>
  void forPairs(TSNode dictionary, const Take& take) {
    if (kindOf(dictionary) != Kind::Dictionary)
      return;
    for (const auto& pair : namedChildren(dictionary))
      if (kindOf(pair) == Kind::Pair)
        take(literal(field(pair, "key")), field(pair, "value"));
  }

  /// A string literal's content, escapes as written; "" for anything else.
  std::string literal(TSNode node) const {
    std::string text;
    if (kindOf(node) == Kind::String)
      for (const auto& child : namedChildren(node)) {
        if (kindOf(child) == Kind::Interpolation)
          return {};
        if (kindOf(child) == Kind::StringContent)
          text += textOf(child, source_);
      }
    return text;
  }

  /// The literals of a list or tuple, or the lines of the one literal.
  std::vector<std::string> literals(TSNode node) const {
    if (kindOf(node) == Kind::String)
      return iniLines(literal(node));
    std::vector<std::string> found;
    if (kindOf(node) == Kind::List || kindOf(node) == Kind::Tuple)
      for (const auto& item : namedChildren(node))
        if (auto text = literal(item); !text.empty())
          found.push_back(std::move(text));
    return found;
  }

  std::string_view source_;
  Packaging& packaging_;
};

} // namespace

void addSetupPy(std::string_view source, Packaging& packaging) {
  if (const auto tree = SyntaxTree::of(source))
    SetupCall(source, packaging).find(tree->root());
}

} // namespace stackdev
