#include "services/units.h"

#include <gtest/gtest.h>

#include "services/state_folder.h"
#include "stack/expansion.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

ManifestService named(const std::string& name, std::vector<std::string> after) {
  ManifestService service;
  service.name = name;
  service.script = "x.py";
  service.after = std::move(after);
  return service;
}

std::string orderOf(const Manifest& manifest) {
  const auto order = ordered(manifest);
  if (!order)
    return order.error().message;
  std::string names;
  for (const auto* one : *order)
    names += one->name + " ";
  return names;
}

TEST(UnitsTest, EachComesBehindWhatItNeeds) {
  Manifest manifest;
  manifest.services = {named("api", {"sync", "keystone"}), named("database", {}),
                       named("keystone", {"database"})};
  manifest.steps = {named("sync", {"database"})};
  EXPECT_EQ(orderOf(manifest), "database sync keystone api ");
  manifest.steps = {named("sync", {"api"})};
  EXPECT_EQ(orderOf(manifest), "stackdev.toml: each of these would need the next before it: api "
                               "after sync after api");
}

TEST(UnitsTest, NamesComeWithTheirNeeds) {
  Manifest manifest;
  manifest.services = {named("api", {"sync"}), named("database", {}), named("other", {})};
  manifest.steps = {named("sync", {"database"}), named("late", {"api"})};
  EXPECT_EQ(*withNeeds({"api"}, manifest), (std::set<std::string>{"api", "database", "sync"}));
  EXPECT_EQ(withNeeds({}, manifest)->size(), 5U);
  EXPECT_EQ(withNeeds({"nova"}, manifest).error().message,
            "no service is called nova; there are: api, database, other");
}

TEST(UnitsTest, AProblemOfOneServiceIsNotTheOthers) {
  const test::TemporaryFolder folder;
  folder.folder("root/there");
  Root root{folder / "root", folder / "state", Manifest{}};
  root.manifest->repositories = {{"there", {}, {}, {}}, {"missing", {}, {}, {}}};
  auto there = named("there", {});
  there.script.clear();
  there.program = "bin/x";
  there.repository = "there";
  auto missing = there;
  missing.name = missing.repository = "missing";
  root.manifest->services = {there, missing};
  folder.write("root/there/.git/HEAD", "");
  folder.write("root/there/setup.py", "from setuptools import setup\nsetup(name='there')\n");
  const auto units = unitsOf(root);
  ASSERT_TRUE(units) << units.error().message;
  ASSERT_EQ(units->size(), 2U);
  EXPECT_FALSE((*units)[0].problem);
  EXPECT_EQ((*units)[0].process.program.arguments,
            std::vector<std::string>{(folder / "root/there/bin/x").string()});
  ASSERT_TRUE((*units)[1].problem);
  EXPECT_NE((*units)[1].problem->message.find("stackdev clone missing"), std::string::npos);
}

TEST(UnitsTest, AStackWithoutServicesSaysSo) {
  const test::TemporaryFolder folder;
  const auto units = unitsOf({folder.path(), folder / "state", std::nullopt});
  ASSERT_FALSE(units);
  EXPECT_EQ(units.error().code, ErrorCode::InvalidArgument);
}

TEST(ExpansionTest, ReplacesKnownNamesOnly) {
  const auto valueOf = [](std::string_view name) -> std::optional<std::string> {
    return name == "a" ? std::optional<std::string>("1") : std::nullopt;
  };
  const std::pair<const char*, const char*> rows[] = {
      {"{a}", "1"},         {"x{a}{a}y", "x11y"}, {"{b}", "{b}"}, {"{", "{"}, {"{a", "{a"},
      {"{ {a} }", "{ 1 }"}, {"{\na}", "{\na}"},   {"", ""},       {"}", "}"}};
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(expanded(text, valueOf), expected) << text;
}

TEST(StateFolderTest, RemembersWhatWasDone) {
  const test::TemporaryFolder folder;
  const auto services = servicesFolder(folder / "state");
  ASSERT_TRUE(makeServicesFolder(services));
  EXPECT_EQ(doneMark(services, "sync"), std::nullopt);
  ASSERT_TRUE(markDone(services, "sync", "abc"));
  EXPECT_EQ(doneMark(services, "sync"), "abc");
  ASSERT_TRUE(markDone(services, "sync", "def"));
  EXPECT_EQ(doneMark(services, "sync"), "def");
}

TEST(StateFolderTest, FoldersOfFilesAreTheUsersAlone) {
  const test::TemporaryFolder folder;
  const ChangeSet changes{"configure",
                          {},
                          {{folder / "etc/nova/nova.conf", {}, "x", FileMode::Private},
                           {folder / "top", {}, "x", FileMode::Private}}};
  ASSERT_TRUE(makeFoldersFor(changes, folder.path()));
  for (const auto* made : {"etc", "etc/nova"})
    EXPECT_EQ(std::filesystem::status(folder / made).permissions(),
              std::filesystem::perms::owner_all)
        << made;
}

TEST(StateFolderTest, ShowsTheEndOfALog) {
  const test::TemporaryFolder folder;
  std::string text;
  for (int i = 1; i <= 20; ++i)
    text += "line " + std::to_string(i) + "\n";
  folder.write("log/api.log", text);
  const auto end = endOfLog(folder.path(), "api");
  EXPECT_NE(end.find("api.log:\n    line 9\n"), std::string::npos) << end;
  EXPECT_TRUE(end.ends_with("line 20")) << end;
  folder.write("log/short.log", "only this");
  EXPECT_TRUE(endOfLog(folder.path(), "short").ends_with(":\n    only this"));
  EXPECT_NE(endOfLog(folder.path(), "none").find("is empty"), std::string::npos);
  const auto since = endOfLog(folder.path(), "api", text.size() - std::string("line 20\n").size());
  EXPECT_TRUE(since.ends_with("api.log:\n    line 20")) << "what came before is of another run";
  EXPECT_NE(endOfLog(folder.path(), "api", text.size()).find("added nothing"), std::string::npos);
  EXPECT_EQ(endOfLog(folder.path(), "api", text.size() + 1), end)
      << "a new log, the old one put away";
}

TEST(StateFolderTest, OneAtATime) {
  const test::TemporaryFolder folder;
  const auto services = servicesFolder(folder / "state");
  ASSERT_TRUE(makeServicesFolder(services));
  const auto first = lockServices(services);
  ASSERT_TRUE(first);
  const auto second = lockServices(services, std::chrono::milliseconds(1));
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find("another stackdev (pid "), std::string::npos);
}

} // namespace
} // namespace stackdev
