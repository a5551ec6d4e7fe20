#include "python/imports.h"

#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace stackdev {
namespace {

/// The names in order, divided by blanks; " !2" at the end if the source is Python 2.
std::string imports(std::string_view source) {
  std::string names;
  const auto facts = scanImports(source, [&](std::string_view name) {
    names += (names.empty() ? "" : " ") + std::string(name);
  });
  return names + (facts.python2 ? " !2" : "");
}

struct Row {
  std::string_view source;
  std::string_view names;
};

TEST(ScanImports, FindsStatementsAndNothingElse) {
  const std::vector<Row> rows = {
      {"import os", "os"},
      {"import os\n", "os"},
      {"import os.path as p, sys\n", "os sys"},
      {"import os , sys,json\n", "os sys json"},
      {"from keystone.middleware import auth_token\n", "keystone"},
      {"from a import (b,\n  c)\n", "a"},
      {"from . import x\nfrom .y import z\nfrom .. import w\n", ""},
      {"from a import\n", "a"},
      {"\timport a\n  import b\n", "a b"},
      {"import\ta\n", "a"},
      {"\fimport a\n", "a"},
      {"if x: import a\n", "a"},
      {"x = 1; import a; import b\n", "a b"},
      {"try: from a import b\nexcept: pass\n", "a"},
      {"lambda: importlib\nimportlib.import_module('x')\n", ""},
      {"import_ = 1\nfrom_ = 2\nimports\n", ""},
      {"x = 'import a'\n", ""},
      {"x = \"\"\"\nimport a\n\"\"\"\nimport b\n", "b"},
      {"x = '''\nimport a\n'''; import b\n", "b"},
      {"x = 'it\\'s\\\nimport a'\nimport b\n", "b"},
      {"x = r'\\'\nimport a\n", "a"},
      {"x = 'open\nimport a\n", "a"},
      {"# import a\nimport b # import c\n", "b"},
      {"# '\nimport a\n# \"\"\"\nimport b\n", "a b"},
      {"\xEF\xBB\xBFimport a\n", "a"},
      {"import a\r\nimport b\r\n", "a b"},
      {"import a\rimport b\r", "a b"},
      {"x = 1 + \\\nimport a\n", ""},
      {"x = 1 + \\\r\nimport a\n", ""},
      {"import a, \\\n    b\n", "a b"},
      {"import a, \\\r\n    b\r\n", "a b"},
      {"from \\\n  a import b\n", "a"},
      {"from a \\\n  import b\n", "a"},
      {"import \\\n  a\n", "a"},
      {"import a as \\\n  b, c\n", "a c"},
      {"# see: this \\\nimport a\n", "a"},
      {"import gr\xC3\xB6\xC3\x9F"
       "e\n",
       "gr\xC3\xB6\xC3\x9F"
       "e"},
      {"import a\0import b\n", "a"},
      {"", ""},
      {"import", ""},
      {"from", ""},
      {"import ,", ""},
      {"from a", ""},
      {"import a as", "a"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(imports(row.source), row.names) << row.source;
}

TEST(ScanImports, KnowsPython2Statements) {
  const std::vector<Row> rows = {
      {"print \"x\"\n", " !2"},
      {"  print 'x'\n", " !2"},
      {"print('x')\n", ""},
      {"print ('x')\n", ""},
      {"print\n", ""},
      {"printer 'x'\n", ""},
      {"# print 'x'\n", ""},
      {"'''\nprint 'x'\n'''\n", ""},
      {"except ValueError, e:\n", " !2"},
      {"except a.b.Error, error :\n", " !2"},
      {"except ValueError as e:\n", ""},
      {"except A, B:\n", ""},
      {"except (A, B):\n", ""},
      {"except:\n", ""},
      {"x = 1; print 'x'\n", ""}, // only what begins a line is looked at
  };
  for (const auto& row : rows)
    EXPECT_EQ(imports(row.source), row.names) << row.source;
}

bool mayImportOther(std::string_view source, const std::set<std::string, std::less<>>& known) {
  return mayImport(source, [&](std::string_view name) { return !known.contains(name); });
}

TEST(MayImport, SeesNewNamesOnly) {
  EXPECT_TRUE(mayImportOther("import a\nimport b\n", {"a"}));
  EXPECT_FALSE(mayImportOther("import a\nimport b\n", {"a", "b"}));
  EXPECT_FALSE(mayImportOther("x = 1\n", {}));
}

/// mayImport() decides which files scanImports() need not see, so it must never be false where
/// scanImports() finds a new name. Sources are put together from the pieces that matter.
TEST(MayImport, IsNeverFalseWhereScanImportsFindsANewName) {
  const std::vector<std::string> pieces = {"import",
                                           "from",
                                           "import ",
                                           "from ",
                                           "a",
                                           "b.c",
                                           " ",
                                           "\t",
                                           "\f",
                                           "\n",
                                           "\n",
                                           "\r\n",
                                           "\r",
                                           "\\",
                                           "\\\n",
                                           ";",
                                           ":",
                                           ",",
                                           "#",
                                           "'",
                                           "\"",
                                           "'''",
                                           "\"\"\"",
                                           " as ",
                                           "(",
                                           ")",
                                           ".",
                                           "x",
                                           "\xEF\xBB\xBF",
                                           "import a",
                                           "from a import ",
                                           "\\\r\n",
                                           "\\\\",
                                           "\xC3\xB6"};
  std::mt19937 random(1);
  for (int i = 0; i < 100'000; ++i) {
    std::string source;
    for (auto count = random() % 12; count > 0; --count)
      source += pieces[random() % pieces.size()];
    std::set<std::string, std::less<>> names;
    scanImports(source, [&](std::string_view name) { names.emplace(name); });
    for (const auto& name : names)
      ASSERT_TRUE(mayImport(source, [&](std::string_view other) { return other == name; }))
          << ::testing::PrintToString(source) << " imports " << name;
  }
}

} // namespace
} // namespace stackdev
