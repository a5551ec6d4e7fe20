#include "change/lock_file.h"

#include <gtest/gtest.h>

#include <sys/syscall.h>
#include <unistd.h>

#include "answered_calls.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::content;
using test::TemporaryFolder;
using test::withAnswers;

class LockFileTest : public ::testing::Test {
protected:
  std::string takeWith(const test::Answer& answer) const {
    std::string said;
    EXPECT_GT(withAnswers({answer},
                          [&] {
                            if (const auto lock = LockFile::take(file, {}); !lock)
                              said = lock.error().message;
                          }),
              0);
    return said;
  }

  TemporaryFolder folder;
  std::filesystem::path file = folder / "lock";
};

TEST_F(LockFileTest, NamesItsHolder) {
  {
    const auto lock = LockFile::take(file, {});
    ASSERT_TRUE(lock);
    EXPECT_EQ(content(file), std::to_string(::getpid()));
    EXPECT_EQ(LockFile::take(file, std::chrono::milliseconds(1)).error().message,
              "another stackdev (pid " + std::to_string(::getpid()) +
                  ") is writing here; it holds " + file.string());
    folder.write("lock", "");
    EXPECT_EQ(LockFile::take(file, {}).error().message,
              "another stackdev is writing here; it holds " + file.string());
  }
  EXPECT_TRUE(LockFile::take(file, {})) << "let go with its holder";
}

TEST_F(LockFileTest, EachCallThatFailsIsSaid) {
  const auto of = [&](std::string_view what, std::string_view why) {
    return std::string(what) + " " + file.string() + ": " + std::string(why);
  };
  EXPECT_EQ(takeWith({SYS_openat, -EACCES}), of("cannot open", "Permission denied"));
  EXPECT_EQ(takeWith({SYS_flock, -ENOLCK}), of("cannot lock", "No locks available"));
  EXPECT_EQ(takeWith({SYS_flock, -EINTR, 0, 2}), "") << "interrupted, and tried again";
  EXPECT_EQ(takeWith({SYS_ftruncate, -EIO}), of("cannot write", "Input/output error"));
  EXPECT_EQ(takeWith({SYS_pwrite64, -ENOSPC}), of("cannot write", "No space left on device"));
}

} // namespace
} // namespace stackdev
