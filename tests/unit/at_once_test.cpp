#include "support/at_once.h"

#include <atomic>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace stackdev {
namespace {

TEST(AtOnce, EachIsCalledOnce) {
  for (const std::size_t count : {0U, 1U, 2U, 9U}) {
    std::atomic<std::size_t> sum = 0;
    std::atomic<std::size_t> calls = 0;
    atOnce(count, [&](std::size_t i) {
      sum += i;
      ++calls;
    });
    EXPECT_EQ(calls, count);
    EXPECT_EQ(sum, count == 0 ? 0 : count * (count - 1) / 2);
  }
}

TEST(AtOnce, WhatOneThrowsIsThrownWhenAllHaveEnded) {
  for (const std::size_t thrower : {0U, 1U, 3U}) {
    std::atomic<int> ended = 0;
    try {
      atOnce(4, [&](std::size_t i) {
        if (i == thrower)
          throw std::runtime_error("thread " + std::to_string(i));
        ++ended;
      });
      FAIL();
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(error.what(), "thread " + std::to_string(thrower));
    }
    EXPECT_EQ(ended, 3);
  }
}

} // namespace
} // namespace stackdev
