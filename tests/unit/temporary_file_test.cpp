#include "change/temporary_file.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "answered_calls.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::Answer;
using test::content;
using test::TemporaryFolder;
using test::withAnswers;

class TemporaryFileTest : public ::testing::Test {
protected:
  TemporaryFileTest() : opened(::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY)) {
    folder.write("old", "before");
    EXPECT_EQ(::setxattr((folder / "old").c_str(), "user.mark", "42", 2, 0), 0);
    EXPECT_EQ(::chmod((folder / "old").c_str(), 0641), 0);
    EXPECT_EQ(::stat((folder / "old").c_str(), &old), 0);
  }

  /// In the place of the file "old".
  Status replace(const std::string& name) const {
    return writeTemporary(opened, name, "after", "old", &old, {});
  }

  /// What is said when calls are answered so; "" if nothing.
  std::string replaceWith(const std::vector<Answer>& answers, const std::string& name) const {
    std::string said;
    EXPECT_GE(withAnswers(answers,
                          [&] {
                            if (const auto done = replace(name); !done)
                              said = done.error().message;
                          }),
              static_cast<int>(answers.size()));
    return said;
  }

  std::string markOf(const std::string& name) const {
    std::array<char, 16> value{};
    const auto size = ::getxattr((folder / name).c_str(), "user.mark", value.data(), value.size());
    return size < 0 ? "<none>" : std::string(value.data(), static_cast<std::size_t>(size));
  }

  TemporaryFolder folder;
  Descriptor opened;
  struct stat old {};
};

TEST_F(TemporaryFileTest, HasTheMetadataOfWhatItReplaces) {
  ASSERT_TRUE(replace("new"));
  EXPECT_EQ(content(folder / "new"), "after");
  EXPECT_EQ(markOf("new"), "42");
  struct stat info {};
  ASSERT_EQ(::stat((folder / "new").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode, old.st_mode);
  EXPECT_EQ(replace("new").error().message, "cannot create new: File exists");
}

TEST_F(TemporaryFileTest, ANewOneHasTheModeThatIsAskedFor) {
  const auto modeOf = [&](const std::string& name, FileMode mode) {
    EXPECT_TRUE(
        writeTemporary(opened, name, "", "none", nullptr, {mode, ::geteuid(), ::getegid()}));
    struct stat info {};
    EXPECT_EQ(::stat((folder / name).c_str(), &info), 0);
    return info.st_mode & 07777U;
  };
  const mode_t before = ::umask(027);
  EXPECT_EQ(modeOf("a", FileMode::Regular), 0640U);
  EXPECT_EQ(modeOf("b", FileMode::Executable), 0750U);
  EXPECT_EQ(modeOf("c", FileMode::Private), 0600U);
  ::umask(before);
}

TEST_F(TemporaryFileTest, EachCallThatFailsIsSaid) {
  const Answer user{SYS_geteuid, 1000};
  const Answer othersGroup{SYS_getegid, static_cast<std::int64_t>(old.st_gid) + 1};
  const std::vector<std::pair<std::vector<Answer>, std::string>> rows = {
      {{{SYS_write, -ENOSPC}}, "cannot write 0: No space left on device"},
      {{{SYS_write, -EINTR, 0, 1}}, ""},
      {{{SYS_geteuid, 0}, {SYS_fchown, -EIO}}, "cannot give to its owner 2: Input/output error"},
      {{user, othersGroup, {SYS_fchown, -EIO}}, "cannot keep the group of old: Input/output error"},
      {{user, othersGroup, {SYS_fchown, -EPERM}}, ""},
      {{user, othersGroup, {SYS_fchown, 0}}, ""},
      {{user, {SYS_getegid, static_cast<std::int64_t>(old.st_gid)}}, ""},
      {{{SYS_openat, -EIO, 1}}, "cannot read old: Input/output error"},
      {{{SYS_fsetxattr, -ENOSPC}},
       "cannot copy the extended attributes of old: No space left on device"},
      {{{SYS_fchmod, -EROFS}}, "cannot set the mode of 9: Read-only file system"},
  };
  for (std::size_t i = 0; i < rows.size(); ++i)
    EXPECT_EQ(replaceWith(rows[i].first, std::to_string(i)), rows[i].second) << i;
}

TEST_F(TemporaryFileTest, AnAttributeThatGoesOrGrowsMeanwhileIsLeftOut) {
  EXPECT_EQ(replaceWith({{SYS_fgetxattr, -ENODATA}}, "gone"), "");
  EXPECT_EQ(markOf("gone"), "<none>");
  EXPECT_EQ(replaceWith({{SYS_fgetxattr, -ERANGE, 1}}, "grown"), "");
  EXPECT_EQ(markOf("grown"), "<none>");
  EXPECT_EQ(replaceWith({{SYS_flistxattr, -ENOTSUP}}, "unknown"), "");
  EXPECT_EQ(content(folder / "unknown"), "after");
}

TEST_F(TemporaryFileTest, AttributesOfTheSystemsAreNoFault) {
  if (::geteuid() != 0)
    return; // nobody else may set one
  ASSERT_EQ(::setxattr((folder / "old").c_str(), "trusted.mark", "42", 2, 0), 0);
  ASSERT_EQ(::removexattr((folder / "old").c_str(), "user.mark"), 0);
  EXPECT_EQ(replaceWith({{SYS_fsetxattr, -EPERM}}, "new"), "");
}

TEST(TemporaryName, IsOneThatNobodyTakes) {
  EXPECT_NE(temporaryName(), temporaryName());
  EXPECT_EQ(temporaryName().size(), std::string(".stackdev-0123456789abcdef.tmp").size());
  std::string name;
  EXPECT_EQ(test::withAnswers({{SYS_getrandom, -ENOSYS}}, [&] { name = temporaryName(); }), 1);
  EXPECT_EQ(name.size(), temporaryName().size()) << "without random bytes, too";
}

} // namespace
} // namespace stackdev
