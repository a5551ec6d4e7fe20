#include "support/processes.h"

#include <algorithm>
#include <csignal>

#include <gtest/gtest.h>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stackdev {
namespace {

/// A program of ours that is there until it is ended.
class Child {
public:
  explicit Child(std::vector<std::string> words, std::string variable = "A=b") {
    std::vector<char*> arguments;
    for (auto& word : words)
      arguments.push_back(word.data());
    arguments.push_back(nullptr);
    char* environment[] = {variable.data(), nullptr};
    EXPECT_EQ(::posix_spawn(&pid_, words.front().c_str(), nullptr, nullptr, arguments.data(),
                            environment),
              0);
  }
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  pid_t pid() const { return pid_; }

private:
  pid_t pid_ = 0;
};

TEST(ProcessesTest, ReadsWhatIsKnownOfOne) {
  const Child child({"/bin/sleep", "100"}, "STACKDEV_TEST=mark");
  const auto all = allProcesses();
  EXPECT_NE(std::find(all.begin(), all.end(), child.pid()), all.end());
  while (commandLineOf(child.pid()) != "/bin/sleep 100")
    ::usleep(1000); // until it has become that program
  EXPECT_EQ(environmentOf(child.pid(), "STACKDEV_TEST"), "mark");
  EXPECT_EQ(environmentOf(child.pid(), "STACKDEV_TES"), std::nullopt);
  EXPECT_GT(memoryOf(child.pid()), 100);
  EXPECT_FALSE(hasEnded(child.pid()));
}

TEST(ProcessesTest, EndsThem) {
  const Child polite({"/bin/sleep", "100"});
  const Child stubborn({"/bin/sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"});
  ::usleep(200'000); // until its trap is set
  EXPECT_TRUE(end({polite.pid(), stubborn.pid()}, std::chrono::milliseconds(300)));
  EXPECT_TRUE(hasEnded(polite.pid())); // not waited for yet: a zombie
  EXPECT_TRUE(hasEnded(stubborn.pid()));
}

TEST(ProcessesTest, KnowsWhatIsGone) {
  constexpr pid_t kNobody = 1 << 30;
  EXPECT_TRUE(hasEnded(kNobody));
  EXPECT_EQ(commandLineOf(kNobody), "?");
  EXPECT_EQ(environmentOf(kNobody, "PATH"), std::nullopt);
  EXPECT_EQ(memoryOf(kNobody), 0);
}

} // namespace
} // namespace stackdev
