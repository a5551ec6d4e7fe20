#include "clone/attempts.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

Watcher silent() {
  return {[](auto, auto, auto, auto) {}, nullptr};
}

TEST(Attempts, TakeTheFirstUrlThatWorks) {
  std::vector<std::string> tried;
  const auto url = firstThatWorks({"a", "b", "c"}, silent(), [&](const auto& each) -> Status {
    tried.push_back(each);
    return each == "b" ? Status() : Status(Error{ErrorCode::NotFound, "no " + each});
  });
  ASSERT_TRUE(url);
  EXPECT_EQ(*url, "b");
  EXPECT_EQ(tried, (std::vector<std::string>{"a", "b"}));
}

TEST(Attempts, RepeatWhatMayPassAndNothingElse) {
  std::vector<std::string> tried;
  const auto attempt = [&](const std::string& each) -> Status {
    tried.push_back(each);
    return Error{each == "bad" ? ErrorCode::NotFound : ErrorCode::Io, "no " + each};
  };
  const auto url = firstThatWorks({"bad", "busy"}, silent(), attempt, std::chrono::milliseconds(1));
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().message, "no bad\nno busy");
  EXPECT_EQ(tried, (std::vector<std::string>{"bad", "busy", "busy", "busy"}));
}

TEST(Attempts, EndWhenCancelled) {
  std::atomic<bool> cancelled = false;
  Watcher watcher = silent();
  watcher.cancelled = &cancelled;
  int tries = 0;
  const auto url = firstThatWorks({"a", "b"}, watcher, [&](const auto&) -> Status {
    ++tries;
    cancelled = true;
    return Error{ErrorCode::Io, "busy"};
  });
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().code, ErrorCode::Cancelled);
  EXPECT_EQ(tries, 1);
}

} // namespace
} // namespace stackdev
