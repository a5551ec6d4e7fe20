#include "python/interpreter.h"

#include <algorithm>

#include <sys/stat.h>

#include <gtest/gtest.h>

#include <stackdev/apply.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::TemporaryFolder;

std::filesystem::path executable(const TemporaryFolder& folder, const std::string& name,
                                 const std::string& text) {
  auto file = folder.write(name, text);
  ::chmod(file.c_str(), 0755);
  return file;
}

TEST(Interpreter, SaysItselfWhatItIs) {
  const auto python = describedInterpreter("/usr/bin/python3", Asking::Run);
  ASSERT_TRUE(python) << python.error().message;
  EXPECT_EQ(python->name, "python3");
  EXPECT_EQ(python->version.substr(0, 2), "3.");
  const auto library = "/usr/lib/python" + python->version;
  EXPECT_NE(std::find(python->path.begin(), python->path.end(), library), python->path.end());
  EXPECT_NE(std::find(python->builtins.begin(), python->builtins.end(), "sys"),
            python->builtins.end());
}

TEST(Interpreter, IsRefusedIfItIsNone) {
  const TemporaryFolder folder;
  const auto shell = describedInterpreter("/bin/false", Asking::Run);
  ASSERT_FALSE(shell);
  EXPECT_EQ(shell.error().code, ErrorCode::InvalidArgument);
  EXPECT_NE(shell.error().message.find("/bin/false: is no Python"), std::string::npos);
  EXPECT_EQ(describedInterpreter(folder / "none", Asking::Run).error().code, ErrorCode::NotFound);
}

TEST(Interpreter, OfAVirtualEnvironmentIsReadWithoutRunningIt) {
  const TemporaryFolder folder;
  const auto ran = folder / "ran";
  const auto python = executable(folder, "venv/bin/python", "#!/bin/sh\ntouch " + ran.string());
  folder.folder("venv/lib/python3.9/site-packages");
  folder.folder("base/lib/python3.9/lib-dynload");
  for (const char* version : {"version = 3.9.2", "version_info = 3.9.2.final.0"}) {
    folder.write("venv/pyvenv.cfg",
                 "home = " + (folder / "base/bin").string() + "\n" + version + "\n");
    const auto found = describedInterpreter(python, Asking::Nothing);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->version, "3.9");
    EXPECT_EQ(found->path,
              (std::vector<std::string>{(folder / "base/lib/python3.9").string(),
                                        (folder / "base/lib/python3.9/lib-dynload").string(),
                                        (folder / "venv/lib/python3.9/site-packages").string()}));
  }
  EXPECT_FALSE(std::filesystem::exists(ran));
  std::filesystem::remove(folder / "venv/pyvenv.cfg");
  EXPECT_EQ(describedInterpreter(python, Asking::Nothing).error().code, ErrorCode::InvalidArgument);
}

TEST(Interpreter, InARootIsRunIfThatIsTrusted) {
  const TemporaryFolder folder;
  const auto real = std::filesystem::canonical(folder.path());
  Root root{real / "root", real / "state", std::nullopt};
  executable(folder, "root/venv/bin/python", "");
  executable(folder, "outside/python", "");
  std::filesystem::create_symlink(real / "outside/python", real / "root/link");
  std::filesystem::create_symlink(real / "root", real / "alias");
  std::filesystem::create_symlink(real / "root/venv/bin/python", real / "outside/link");
  struct Row {
    const char* path;
    bool isInRoot;
  };
  const Row rows[] = {
      {"root/venv/bin/python", true}, {"root/link", true},     {"alias/venv/bin/python", true},
      {"alias/link", true},           {"outside/link", true},  {"root/../root/link", true},
      {"outside/python", false},      {"outside/none", false}, {"rootless/python", false}};
  for (const auto& row : rows)
    EXPECT_EQ(askingOf(root, real / row.path), row.isInRoot ? Asking::Nothing : Asking::Run)
        << row.path;
  const auto trust = trustPlan(root);
  ASSERT_TRUE(trust && apply(*trust, root.state, Remember::No));
  EXPECT_EQ(askingOf(root, real / "root/venv/bin/python"), Asking::Run);
}

TEST(InterpreterPath, IsAbsoluteOrFoundOnThePath) {
  EXPECT_EQ(*interpreterPath("/usr/bin/../bin/python3"), "/usr/bin/python3");
  const auto shell = interpreterPath("sh");
  ASSERT_TRUE(shell);
  EXPECT_EQ(shell->filename(), "sh");
  EXPECT_EQ(interpreterPath("no-such-python").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace stackdev
