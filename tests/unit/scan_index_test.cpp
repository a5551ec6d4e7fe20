#include "patch/scan_index.h"

#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::TemporaryFolder;

/// A root whose index answers with a sign of its own, so that it is seen whether it was asked.
class ScanIndexTest : public ::testing::Test {
protected:
  ScanIndexTest() {
    root.write("pkg/__init__.py", "");
    root.write("pkg/compat.py", "from eventlet import patcher\n");
    root.write("pkg/user.py", "from pkg.compat import patcher\npatcher.monkey_patch()\n");
    root.write("pkg/other.py", "x = 1\n");
    root.write("empty/other.txt", "");
  }

  std::vector<std::string> scanned() const {
    const auto found = scan({.root = root.path(), .index = index});
    std::vector<std::string> texts;
    if (found)
      for (const auto& call : found->calls)
        texts.push_back(call.text);
    return texts;
  }

  /// As if it had been written an hour later: else what was just made is not trusted.
  void age() const {
    auto read = readScanIndex(index);
    ASSERT_TRUE(read);
    read->sources.time += 3'600'000'000'000;
    if (!read->result.calls.empty())
      read->result.calls[0].text = "from the index";
    writeScanIndex(index, *read);
  }

  TemporaryFolder root;
  TemporaryFolder state;
  std::filesystem::path index = state / "s/scan-index";
};

using Texts = std::vector<std::string>;

TEST_F(ScanIndexTest, AnswersWhileNothingChanges) {
  EXPECT_EQ(scanned(), Texts{"patcher.monkey_patch()"});
  age();
  EXPECT_EQ(scanned(), Texts{"from the index"});
  root.write("pkg/new.py", "x = 1\n");
  root.write("new/more.py", "x = 1\n");
  EXPECT_EQ(scanned(), Texts{"from the index"}) << "what is new has no call";
  age();
  std::filesystem::remove(root / "pkg/other.py");
  EXPECT_EQ(scanned(), Texts{"from the index"});
}

TEST_F(ScanIndexTest, DoesNotTrustWhatWasMadeJustBefore) {
  scanned();
  auto read = readScanIndex(index);
  ASSERT_TRUE(read);
  read->result.calls[0].text = "from the index";
  writeScanIndex(index, *read);
  EXPECT_EQ(scanned(), Texts{"patcher.monkey_patch()"});
}

TEST_F(ScanIndexTest, IsNotTrustedOverChangedContent) {
  const auto rewrite = [this](const char* name, const char* text) {
    struct stat info {};
    ASSERT_EQ(::stat((root / name).c_str(), &info), 0);
    std::ofstream(root / name) << text;
    const timespec times[] = {info.st_atim, info.st_mtim}; // as `touch -r` or rsync leave it
    ASSERT_EQ(::utimensat(AT_FDCWD, (root / name).c_str(), times, 0), 0);
  };
  const struct {
    const char* name;
    std::function<void()> change;
    Texts expected;
  } kRows[] = {
      {"a call more",
       [&] { rewrite("pkg/other.py", "import gevent.monkey as m; m.patch_os()\n"); },
       {"m.patch_os()", "patcher.monkey_patch()"}},
      {"same size",
       [&] { rewrite("pkg/user.py", "from pkg.compat import patcher\npatcher.monkey_patcH()\n"); },
       {"m.patch_os()"}},
      {"back again",
       [&] { rewrite("pkg/user.py", "from pkg.compat import patcher\npatcher.monkey_patch()\n"); },
       {"m.patch_os()", "patcher.monkey_patch()"}},
      {"another module gives another thing",
       [&] { rewrite("pkg/compat.py", "from nowhere0 import patcher\n"); },
       {"m.patch_os()"}},
      {"a module comes before another",
       [&] { root.write("pkg/compat/__init__.py", "from eventlet import patcher\n"); },
       {"m.patch_os()", "patcher.monkey_patch()"}},
      {"a file less",
       [&] { std::filesystem::remove(root / "pkg/other.py"); },
       {"patcher.monkey_patch()"}},
      {"a new file",
       [&] { root.write("empty/a.py", "import eventlet\neventlet.monkey_patch()\n"); },
       {"eventlet.monkey_patch()", "patcher.monkey_patch()"}},
  };
  scanned();
  for (const auto& row : kRows) {
    age();
    row.change();
    EXPECT_EQ(scanned(), row.expected) << row.name;
  }
}

TEST_F(ScanIndexTest, IsMadeAnewWhenDamaged) {
  scanned();
  age();
  std::string bytes = test::content(index);
  for (const std::size_t size : {std::size_t{0}, std::size_t{10}, bytes.size() / 2}) {
    std::ofstream(index) << bytes.substr(0, size);
    EXPECT_EQ(scanned(), Texts{"patcher.monkey_patch()"}) << size;
  }
  bytes[bytes.size() / 2] ^= 1;
  std::ofstream(index) << bytes;
  EXPECT_EQ(scanned(), Texts{"patcher.monkey_patch()"});
}

} // namespace
} // namespace stackdev
