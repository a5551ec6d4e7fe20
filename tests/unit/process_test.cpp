#include "support/process.h"

#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace stackdev {
namespace {

using namespace std::chrono_literals;

Result<CommandOutput> shell(const std::string& script, std::chrono::milliseconds deadline = 10s) {
  return run({.program = "/bin/sh", .arguments = {"-c", script}, .deadline = deadline});
}

TEST(Run, TellsStatusAndOutput) {
  const std::vector<std::tuple<std::string, int, std::string, std::string>> rows = {
      {"echo out; echo err >&2; exit 3", 3, "out\n", "err\n"},
      {"kill -9 $$", 137, "", ""},
      {"cat", 0, "", ""}, // nothing to read
      {"pwd", 0, "/\n", ""},
      {"head -c 300000 /dev/zero | wc -c >&2; head -c 300000 /dev/zero | tr '\\0' x", 0,
       std::string(300000, 'x'), "300000\n"},
  };
  for (const auto& [script, status, output, errors] : rows) {
    const auto said = shell(script);
    ASSERT_TRUE(said) << said.error().message;
    EXPECT_EQ(said->status, status) << script;
    EXPECT_EQ(said->output, output) << script;
    EXPECT_EQ(said->errors, errors) << script;
  }
}

TEST(Run, HandsArgumentsOverAsTheyAre) {
  const auto said = run({.program = "/usr/bin/printf", .arguments = {"%s|", "a b", "", "$x;'\"*"}});
  ASSERT_TRUE(said);
  EXPECT_EQ(said->output, "a b||$x;'\"*|");
}

TEST(Run, GivesInputAndVariables) {
  const std::string large(300'000, 'x');
  const auto said = run({.program = "/bin/sh",
                         .arguments = {"-c", "wc -c; echo $GIVEN"},
                         .variables = {{"GIVEN", "a b"}},
                         .input = large});
  ASSERT_TRUE(said);
  EXPECT_EQ(said->output, "300000\na b\n");
  const auto unread = run({.program = "/bin/true", .input = large});
  ASSERT_TRUE(unread) << unread.error().message;
}

TEST(Run, TellsLinesAsTheyCome) {
  std::vector<std::string> lines;
  const auto said = run({.program = "/bin/sh",
                         .arguments = {"-c", "printf 'one\\rtwo\\n\\nthree\\nrest'"},
                         .onLine = [&](std::string_view line) { lines.emplace_back(line); }});
  ASSERT_TRUE(said);
  EXPECT_EQ(lines, (std::vector<std::string>{"one", "two", "three", "rest"}));
  EXPECT_EQ(said->output, "one\rtwo\n\nthree\nrest");
}

TEST(Run, EndsWhatIsCancelled) {
  std::atomic<bool> cancelled = false;
  const auto said = run({.program = "/bin/sh",
                         .arguments = {"-c", "echo up; sleep 60"},
                         .onLine = [&](std::string_view) { cancelled = true; },
                         .cancelled = &cancelled});
  ASSERT_FALSE(said);
  EXPECT_EQ(said.error().code, ErrorCode::Cancelled);
}

TEST(Run, EndsWhatTakesTooLong) {
  const auto started = std::chrono::steady_clock::now();
  for (const char* script : {"sleep 60", "sleep 60 & wait", "exec >&- 2>&-; sleep 60"}) {
    const auto said = shell(script, 200ms);
    ASSERT_FALSE(said) << script;
    EXPECT_EQ(said.error().code, ErrorCode::Io);
    EXPECT_EQ(said.error().message, "/bin/sh: did not end within 200 ms") << script;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - started, 20s);
}

TEST(Run, SaysWhatCannotBeStarted) {
  const auto said = run({.program = "/no/such/program"});
  ASSERT_FALSE(said);
  EXPECT_EQ(said.error().code, ErrorCode::Io);
  EXPECT_NE(said.error().message.find("/no/such/program"), std::string::npos);
}

TEST(Run, LeaksNoDescriptor) {
  const int open = ::open("/dev/null", O_RDONLY); // without O_CLOEXEC, as a careless package may
  const auto said = shell("ls /proc/self/fd | wc -l");
  ASSERT_TRUE(said);
  EXPECT_EQ(std::stoi(said->output), 4) << "0 to 2, and the one by which ls reads";
  const int next = ::open("/dev/null", O_RDONLY);
  EXPECT_EQ(next, open + 1) << "nor in this process";
  ::close(next);
  ::close(open);
}

TEST(Run, DropsTheVariablesNamed) {
  ::setenv("STACKDEV_TEST_VARIABLE", "1", 1);
  const auto said = run(
      {.program = "/usr/bin/env", .arguments = {}, .withoutVariables = {"STACKDEV_TEST_VARIABLE"}});
  ::unsetenv("STACKDEV_TEST_VARIABLE");
  ASSERT_TRUE(said);
  EXPECT_EQ(said->output.find("STACKDEV_TEST_VARIABLE"), std::string::npos);
  EXPECT_NE(said->output.find("PATH="), std::string::npos);
}

} // namespace
} // namespace stackdev
