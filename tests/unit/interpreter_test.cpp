#include "python/interpreter.h"

#include <algorithm>
#include <functional>

#include <sys/stat.h>

#include <gtest/gtest.h>

#include <stackdev/apply.h>

#include "python/known_interpreters.h"
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

Interpreter sample(const TemporaryFolder& folder) {
  return {"python \xC3\xB6",
          executable(folder, "venv/bin/python", ""),
          "3.11",
          {folder.folder("lib").string(), (folder / "none").string()},
          {"sys", "zlib"}};
}

TEST(KnownInterpreters, AreReadAsWritten) {
  const TemporaryFolder folder;
  const auto python = sample(folder);
  KnownInterpreters known;
  EXPECT_EQ(known.find(python.executable), nullptr);
  EXPECT_FALSE(known.changed());
  known.remember(python);
  EXPECT_TRUE(known.changed());
  const auto read = KnownInterpreters::decoded(known.encoded());
  EXPECT_FALSE(read.changed());
  EXPECT_EQ(read.encoded(), known.encoded());
  const auto* found = read.find(python.executable);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->name, python.name);
  EXPECT_EQ(found->executable, python.executable);
  EXPECT_EQ(found->version, "3.11");
  EXPECT_EQ(found->path, python.path);
  EXPECT_EQ(found->builtins, python.builtins);
  EXPECT_EQ(read.find(folder / "venv/bin/../bin/python"), nullptr) << "another name";
}

TEST(KnownInterpreters, AreForgottenWhenSomethingChanges) {
  using Change = std::function<void(const TemporaryFolder&)>;
  const std::vector<std::pair<std::string, Change>> rows = {
      {"the program", [](const auto& folder) { folder.write("venv/bin/python", "other"); }},
      {"no program",
       [](const auto& folder) { std::filesystem::remove(folder / "venv/bin/python"); }},
      {"a .pth file", [](const auto& folder) { folder.write("lib/x.pth", ""); }},
      {"a folder of its path", [](const auto& folder) { folder.folder("none"); }},
      {"pyvenv.cfg", [](const auto& folder) { folder.write("venv/pyvenv.cfg", ""); }},
  };
  for (const auto& [what, change] : rows) {
    const TemporaryFolder folder;
    const auto python = sample(folder);
    std::filesystem::last_write_time(folder / "lib", std::filesystem::file_time_type());
    KnownInterpreters known;
    known.remember(python);
    EXPECT_NE(known.find(python.executable), nullptr);
    folder.write("lib2", "");
    EXPECT_NE(known.find(python.executable), nullptr) << "nothing of its";
    change(folder);
    EXPECT_EQ(known.find(python.executable), nullptr) << what;
  }
}

TEST(KnownInterpreters, AreNoneWhereTheFileIsUnreadable) {
  const TemporaryFolder folder;
  const auto python = sample(folder);
  KnownInterpreters known;
  known.remember(python);
  const auto good = known.encoded();
  for (const auto& bytes : {std::string(), std::string("[]"), good.substr(0, good.size() - 1),
                            std::string("{\"/a\":5}"), std::string(R"({"/a":{"name":"x"}})"),
                            "\xFF" + good, std::string(100'000, '[')})
    EXPECT_EQ(KnownInterpreters::decoded(bytes).encoded(), "{}") << bytes.substr(0, 50);
}

} // namespace
} // namespace stackdev
