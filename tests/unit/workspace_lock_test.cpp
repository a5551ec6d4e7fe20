#include "ide/workspace_lock.h"

#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::TemporaryFolder;

TEST(WorkspaceLock, IsAsEclipseLocksIt) {
  const TemporaryFolder workspace;
  EXPECT_TRUE(WorkspaceLock::check(workspace.path()));
  EXPECT_FALSE(std::filesystem::exists(workspace / ".metadata")) << "a check makes nothing";
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t eclipse = ::fork(); // POSIX locks are a process's own
  if (eclipse == 0) {
    const auto lock = WorkspaceLock::take(workspace.path());
    const char said = lock ? 'y' : 'n';
    ::_exit(::write(ready[1], &said, 1) == 1 && ::pause() != 0 ? 0 : 1);
  }
  char said = 'n';
  ASSERT_EQ(::read(ready[0], &said, 1), 1);
  EXPECT_EQ(said, 'y');
  const auto taken = WorkspaceLock::take(workspace.path());
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ErrorCode::Io);
  EXPECT_EQ(taken.error().message, "Eclipse (pid " + std::to_string(eclipse) +
                                       ") has the workspace " + workspace.path().string() +
                                       " open; close it and import again");
  EXPECT_EQ(WorkspaceLock::check(workspace.path()).error().message, taken.error().message);
  ::kill(eclipse, SIGKILL);
  ::waitpid(eclipse, nullptr, 0);
  ::close(ready[0]);
  ::close(ready[1]);
  EXPECT_TRUE(WorkspaceLock::take(workspace.path()));
}

TEST(WorkspaceLock, LeavesNothingBehindInAWorkspaceThatHoldsNothing) {
  const TemporaryFolder folder;
  ASSERT_TRUE(WorkspaceLock::take(folder / "empty"));
  WorkspaceLock::clearAway(folder / "empty");
  EXPECT_FALSE(std::filesystem::exists(folder / "empty"));
  ASSERT_TRUE(WorkspaceLock::take(folder / "used"));
  folder.write("used/.metadata/version.ini", "");
  WorkspaceLock::clearAway(folder / "used");
  EXPECT_TRUE(std::filesystem::exists(folder / "used/.metadata/.lock"));
  std::filesystem::create_directory(folder / "other");
  WorkspaceLock::clearAway(folder / "other"); // no workspace at all
  EXPECT_TRUE(std::filesystem::exists(folder / "other"));
}

} // namespace
} // namespace stackdev
