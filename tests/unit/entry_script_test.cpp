#include "launch/entry_script.h"

#include <gtest/gtest.h>

#include "support/process.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using Kind = Program::Kind;
using test::TemporaryFolder;

TEST(EntryScript, IsForWhatHasNoFile) {
  const Program script{Kind::Script, "bin/x", {}, {}, {}};
  EXPECT_EQ(programFile(script), "bin/x");
  EXPECT_EQ(entryScript(script), "");
  EXPECT_EQ(programFile({Kind::Function, {}, "m", "f", "x"}), ".stackdev/bin/x");
}

/// What the script prints when it is run by the real interpreter with the module beside it.
std::string output(const Program& program, std::string_view module) {
  const TemporaryFolder folder;
  folder.write("project/mod/__init__.py", "");
  folder.write("project/mod/code.py", module);
  const auto script = folder.write("project/.stackdev/bin/x", entryScript(program));
  const auto said = run({.program = "/usr/bin/env",
                         .arguments = {"PYTHONPATH=" + (folder / "project").string(),
                                       "/usr/bin/python3", script.string(), "one"}});
  return said ? said->output + said->errors + std::to_string(said->status) : said.error().message;
}

TEST(EntryScript, RunsFunctionsAndModules) {
  EXPECT_EQ(output({Kind::Function, {}, "mod.code", "main", "x"},
                   "import sys\ndef main():\n  print(sys.argv[1:])\n  return 3\n"),
            "['one']\n3");
  EXPECT_EQ(output({Kind::Function, {}, "mod.code", "C.run", "x"},
                   "class C:\n  @staticmethod\n  def run():\n    print('C')\n"),
            "C\n0");
  EXPECT_EQ(output({Kind::Module, {}, "mod.code", {}, "x"},
                   "import sys\nif __name__ == '__main__':\n  print(sys.argv[1:])\n"),
            "['one']\n0");
}

TEST(EntryScript, RunsAScriptThatShipsWithStackdev) {
  const auto said = output({Kind::ShippedScript, "openstack/api.py", {}, {}, "x"}, "");
  EXPECT_NE(said.find("not enough values to unpack"), std::string::npos) << said;
  EXPECT_NE(said.find(shippedScript("openstack/api.py").string()), std::string::npos) << said;
}

TEST(EntryScript, CompilesForWsgi) {
  const TemporaryFolder folder;
  const auto script =
      folder.write("x", entryScript({Kind::WsgiFunction, {}, "mod.code", "app", "x"}));
  const auto said = run({.program = "/usr/bin/python3",
                         .arguments = {"-m", "py_compile", script.string()},
                         .folder = folder.path()});
  ASSERT_TRUE(said) << said.error().message;
  EXPECT_EQ(said->status, 0) << said->errors;
}

} // namespace
} // namespace stackdev
