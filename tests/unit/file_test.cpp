#include "support/file.h"

#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <stackdev/text_edit.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::TemporaryFolder;

TEST(ReadFile, GivesEveryByte) {
  const TemporaryFolder folder;
  for (const auto& text : {std::string(), std::string("a\0\r\n\xFF", 5), std::string(4096, 'x'),
                           std::string(100'001, 'y')}) {
    const auto file = folder.write("a", text);
    const auto read = readFile(file);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, text);
    EXPECT_EQ(*readFileIfThere(file), text);
  }
  const auto own = readFile("/proc/self/cmdline"); // says that its size is 0
  ASSERT_TRUE(own);
  EXPECT_FALSE(own->empty());
}

TEST(ReadFile, KeepsToTheLimit) {
  const TemporaryFolder folder;
  const auto file = folder.write("a", std::string(3 << 20, 'x'));
  EXPECT_EQ(readFile(file, 3 << 20)->size(), std::size_t{3} << 20U);
  const auto large = readFile(file, (3 << 20) - 1);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(large.error().message, "cannot read " + file.string() + ": larger than 2 MiB");
  const auto grows = readFile("/proc/self/maps", 10);
  ASSERT_FALSE(grows);
  EXPECT_EQ(grows.error().message, "cannot read /proc/self/maps: it grows");
}

TEST(ReadFile, SaysWhyNot) {
  const TemporaryFolder folder;
  folder.folder("folder");
  folder.write("file", "");
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  std::filesystem::create_symlink("nowhere", folder / "dangling");
  std::filesystem::create_symlink("loop", folder / "loop");
  std::filesystem::create_symlink("file", folder / "link");
  const std::vector<std::tuple<std::string, ErrorCode, std::string>> rows = {
      {"none", ErrorCode::NotFound, "No such file or directory"},
      {"no/ne", ErrorCode::NotFound, "No such file or directory"},
      {"dangling", ErrorCode::NotFound, "No such file or directory"},
      {"folder", ErrorCode::InvalidArgument, "not a file"},
      {"fifo", ErrorCode::InvalidArgument, "not a file"}, // and does not wait for a writer
      {"file/x", ErrorCode::Io, "Not a directory"},
      {"loop", ErrorCode::Io, "Too many levels of symbolic links"},
      {std::string(300, 'x'), ErrorCode::Io, "File name too long"},
  };
  for (const auto& [name, code, why] : rows) {
    const auto read = readFile(folder / name);
    ASSERT_FALSE(read) << name;
    EXPECT_EQ(read.error().code, code) << name;
    EXPECT_EQ(read.error().message, "cannot read " + (folder / name).string() + ": " + why);
    const auto there = readFileIfThere(folder / name);
    EXPECT_EQ(there.has_value(), code == ErrorCode::NotFound) << name;
  }
  EXPECT_TRUE(readFile(folder / "link"));
  EXPECT_EQ(readFile("/dev/null").error().code, ErrorCode::InvalidArgument);
}

TEST(SystemError, NamesTheFileAndTheReason) {
  EXPECT_EQ(systemError("cannot write", "/a b", ENOSPC).message,
            "cannot write /a b: No space left on device");
  EXPECT_EQ(systemError("cannot write", "/a", EACCES).code, ErrorCode::Io);
  EXPECT_EQ(systemError("cannot write", "/a", ENOENT).code, ErrorCode::NotFound);
}

TEST(Edited, PutsEveryEditInItsPlace) {
  const std::vector<std::pair<std::vector<TextEdit>, std::string>> rows = {
      {{}, "abcdef"},
      {{{0, 0, "x"}}, "xabcdef"},
      {{{6, 6, "x"}}, "abcdefx"},
      {{{0, 6, ""}}, ""},
      {{{4, 5, "E"}, {0, 1, "A"}, {2, 3, "C"}}, "AbCdEf"}, // in any order
      {{{1, 2, "B"}, {2, 3, "C"}}, "aBCdef"},              // side by side
      {{{2, 2, "1"}, {2, 2, "2"}, {2, 2, "3"}}, "ab123cdef"},
      {{{2, 4, "-"}, {2, 2, "before"}}, "abbefore-ef"},
      {{{2, 4, "-"}, {4, 4, "behind"}}, "ab-behindef"},
      {{{1, 5, "\xC3\xB6\r\n"}}, "a\xC3\xB6\r\nf"},
  };
  for (const auto& [edits, after] : rows)
    EXPECT_EQ(edited("abcdef", edits), after);
}

} // namespace
} // namespace stackdev
