#include "services/durations.h"

#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

Unit unit(const std::string& name, std::vector<std::string> after = {}) {
  Unit made;
  made.process.name = name;
  made.after = std::move(after);
  return made;
}

TEST(DurationsTest, AreKeptAndJoined) {
  const test::TemporaryFolder folder;
  const auto services = folder.folder("services");
  EXPECT_TRUE(knownDurations(services).empty());
  ASSERT_TRUE(keepDurations(services, {{"a", 1.26}, {"the b", 2}}));
  ASSERT_TRUE(keepDurations(services, {{"a", 3}}));
  EXPECT_EQ(test::content(services / "durations"), "3 a\n2 the b\n");
  EXPECT_EQ(knownDurations(services), (Durations{{"a", 3}, {"the b", 2}}));
}

TEST(DurationsTest, WhatCannotBeReadIsNotKnown) {
  const test::TemporaryFolder folder;
  folder.write("services/durations", "1 a\nnan b\n-1 c\nx d\n");
  EXPECT_EQ(knownDurations(folder.path() / "services"), (Durations{{"a", 1}}));
}

TEST(DurationsTest, TheRestIsTheLongestChain) {
  const std::vector<Unit> units = {unit("db"), unit("sync", {"db"}), unit("broker"),
                                   unit("api", {"sync", "broker"})};
  const Durations expected = {{"db", 2}, {"sync", 5}, {"broker", 10}, {"api", 3}};
  EXPECT_DOUBLE_EQ(*estimatedRest(units, expected, {}, {}), 13);
  EXPECT_DOUBLE_EQ(*estimatedRest(units, expected, {}, {{"broker", 8}}), 10);
  EXPECT_DOUBLE_EQ(*estimatedRest(units, expected, {"broker", "db"}, {{"sync", 9}}), 3);
  EXPECT_DOUBLE_EQ(*estimatedRest(units, expected, {"db", "sync", "broker", "api"}, {}), 0);
  EXPECT_FALSE(estimatedRest(units, {{"db", 2}}, {}, {}));
  EXPECT_TRUE(estimatedRest(units, {{"api", 2}}, {"db", "sync", "broker"}, {}));
}

} // namespace
} // namespace stackdev
