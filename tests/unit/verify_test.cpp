#include <stackdev/services.h>

#include <atomic>

#include <gtest/gtest.h>

#include "support/utf8.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

/// "NAME ok|bad DETAIL" of each.
std::string told(const std::vector<CheckResult>& results) {
  std::string text;
  for (const auto& one : results)
    text += one.name + (one.ok ? " ok " : " bad ") + one.detail + "\n";
  return text;
}

Root rootWith(const test::TemporaryFolder& folder, std::vector<ManifestCheck> checks) {
  Root root{folder.path(), folder / "state", Manifest{}};
  root.manifest->checks = std::move(checks);
  return root;
}

Result<std::vector<CheckResult>> verified(const Root& root) {
  return verify(root, {}, nullptr);
}

TEST(Verify, NeedsSomethingToTry) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(verified({folder.path(), folder / "state", std::nullopt}).error().code,
            ErrorCode::InvalidArgument);
  EXPECT_EQ(verified(rootWith(folder, {})).error().code, ErrorCode::InvalidArgument);
}

TEST(Verify, SaysOfAUrlWhatIsWrongWithIt) {
  const test::TemporaryFolder folder;
  for (const char* url :
       {"http://127.0.0.1:1/", "http://192.0.2.1:80/", "https://127.0.0.1:1/", "http://127.0.0.1/",
        "http://127.0.0.1:70000/", "http://127.0.0.1:{port:api}/", ""}) {
    ManifestCheck check;
    check.name = "image";
    check.url = url;
    std::string live;
    const auto results = verify(
        rootWith(folder, {check}), [&](const CheckResult& one) { live += told({one}); }, nullptr);
    ASSERT_TRUE(results) << url;
    ASSERT_EQ(results->size(), 1U) << url;
    EXPECT_FALSE(results->front().ok) << url;
    EXPECT_NE(results->front().detail, "") << url;
    EXPECT_EQ(live, told(*results)) << url;
  }
}

TEST(Verify, TakesWhatAScriptTells) {
  const test::TemporaryFolder folder;
  const std::pair<std::string, std::string> rows[] = {
      {"print('{\"name\": \"a\", \"ok\": true, \"detail\": \"d\"}')", "a ok d\n"},
      {"print('{\"name\": \"a\", \"ok\": false, \"seconds\": 1.5}\\n{\"name\": \"\\u00e9\", "
       "\"ok\": "
       "true}', end='')",
       "a bad \n\xC3\xA9 ok \n"},
      {"print('begin\\n[1]\\n{\\n{\"name\": 1, \"ok\": true}\\n{\"name\": \"x\", \"ok\": 1}\\n"
       "{\"ok\": true}\\n{\"name\": \"a\", \"ok\": true, \"seconds\": \"1\", \"detail\": 2}')",
       "a ok \n"},
      {"print('{\"name\": \"a\", \"ok\": true}'); sys.exit(3)",
       "a ok \nscript bad {\"name\": \"a\", "
       "\"ok\": true}\n"},
      {"sys.exit('first\\nthe last line')", "script bad the last line\n"},
      {"print('fine\\nall of it\\n\\n')", "script ok all of it\n"},
      {"pass", "script ok \n"},
      {"os.kill(os.getpid(), 9)", "script bad \n"},
      {"print(sys.argv[1:], os.getcwd())",
       "script ok ['--a', ''] " + folder.path().string() + "\n"},
  };
  for (const auto& [code, expected] : rows) {
    ManifestCheck check;
    check.name = "script";
    check.script = folder.write("check.py", "import os, sys\n" + code + "\n");
    check.arguments = {"--a", ""};
    std::string live;
    const auto results = verify(
        rootWith(folder, {check}), [&](const CheckResult& one) { live += told({one}); }, nullptr);
    ASSERT_TRUE(results) << code;
    EXPECT_EQ(told(*results), expected) << code;
    EXPECT_EQ(live, expected) << code;
  }
}

TEST(Verify, CutsLongLinesAndKeepsThemUtf8) {
  const test::TemporaryFolder folder;
  for (const char* line : {"'\\u00e9' * 400", "'x' + '\\u20ac' * 400", "'y' * 100000"}) {
    ManifestCheck check;
    check.name = "script";
    check.script = folder.write("check.py", "import sys\nsys.stdout.buffer.write((" +
                                                std::string(line) + ").encode() + b'\\n')\n");
    const auto results = verified(rootWith(folder, {check}));
    ASSERT_TRUE(results && results->size() == 1) << line;
    EXPECT_GE(results->front().detail.size(), 498U) << line;
    EXPECT_LE(results->front().detail.size(), 510U) << line;
    EXPECT_TRUE(isUtf8(results->front().detail)) << line;
  }
  ManifestCheck check;
  check.name = "script";
  check.script = folder.write("check.py", "import os\nos.write(1, b'B\\xFCro\\n')\n");
  EXPECT_EQ(told(verified(rootWith(folder, {check})).value()), "script ok B\xEF\xBF\xBDro\n");
}

TEST(Verify, EndsWhereItIsCancelled) {
  const test::TemporaryFolder folder;
  ManifestCheck check;
  check.name = "script";
  check.script = folder.write("check.py", "print('no')\n");
  const std::atomic<bool> cancelled{true};
  const auto results = verify(rootWith(folder, {check}), {}, &cancelled);
  ASSERT_FALSE(results);
  EXPECT_EQ(results.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace stackdev
