#include "ide/eclipse_workspace.h"

#include <gtest/gtest.h>

#include "ide/eclipse_tree.h"
#include "ide/java_data.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using namespace std::string_view_literals;
using test::content;
using test::TemporaryFolder;

constexpr auto kBegin = "\x40\xB1\x8B\x81\x23\xBC\x00\x14\x1A\x25\x96\xE7\xA3\x93\xBE\x1E"sv;
constexpr auto kEnd = "\xC0\x58\xFB\xF3\x23\xBC\x00\x14\x1A\x51\xF3\x8C\x7B\xBB\x77\xC6"sv;
constexpr const char* kResources = ".metadata/.plugins/org.eclipse.core.resources/";

std::string chunk(const std::string& content) {
  return std::string(kBegin) + content + std::string(kEnd);
}

class EclipseWorkspaceTest : public ::testing::Test {
protected:
  std::filesystem::path resource(const std::string& name) const {
    return workspace / (kResources + name);
  }
  WorkspaceState state() const {
    auto read = readWorkspace(workspace.path());
    EXPECT_TRUE(read) << read.error().message;
    return read ? *read : WorkspaceState{};
  }
  /// What apply() would do, without its care.
  void carryOut(const std::vector<FileChange>& changes) const {
    for (const auto& change : changes) {
      EXPECT_EQ(content(change.path), change.before.value_or("<none>"));
      if (change.after)
        workspace.write(change.path.lexically_relative(workspace.path()).string(), *change.after);
      else
        std::filesystem::remove(change.path);
    }
  }
  void registerProjects(const std::vector<Registration>& add,
                        const std::vector<std::string>& remove = {}) const {
    const auto plan = registrationPlan(state(), add, remove);
    ASSERT_TRUE(plan) << plan.error().message;
    carryOut(*plan);
  }
  /// "name at location" of each project, "(closed)" behind those.
  std::vector<std::string> projects() const {
    std::vector<std::string> found;
    for (const auto& [name, project] : state().projects)
      found.push_back(name + " at " + project.location.string() +
                      (project.isOpen ? "" : " (closed)"));
    return found;
  }

  TemporaryFolder workspace;
};

TEST_F(EclipseWorkspaceTest, IsNoneUntilEclipseOrWeHaveBeenThere) {
  EXPECT_FALSE(state().exists);
  EXPECT_TRUE(state().projects.empty());
  registerProjects({{"a", "/x/a"}});
  EXPECT_TRUE(state().exists);
}

TEST_F(EclipseWorkspaceTest, ReadsWhatItWrote) {
  registerProjects({{"b", "/x/b"}, {"a", "/x/a"}, {"in", workspace / "in"}});
  EXPECT_EQ(projects(), (std::vector<std::string>{"a at /x/a", "b at /x/b",
                                                  "in at " + (workspace / "in").string()}));
  registerProjects({{"a", "/y/a"}, {"c", "/x/c"}}, {"b"});
  EXPECT_EQ(projects(), (std::vector<std::string>{"a at /y/a", "c at /x/c",
                                                  "in at " + (workspace / "in").string()}));
  EXPECT_FALSE(std::filesystem::exists(resource(".projects/b/.location")));
  const auto nothing = registrationPlan(state(), {}, {});
  ASSERT_TRUE(nothing);
  EXPECT_TRUE(nothing->empty());
}

TEST_F(EclipseWorkspaceTest, WritesTheBytesOfASnapshot) {
  registerProjects({{"b", "/x/b"}, {"a", "/x/a"}});
  JavaWriter out;
  out.int32(0x04030202);
  out.int64(8); // next node
  out.int64(0);
  out.int64(0); // next marker
  out.int32(0); // partners
  out.number(1);
  out.utf("");
  out.number(3); // no data, a delta
  out.number(2);
  struct Node {
    const char* name;
    std::int32_t flags;
    std::int64_t id;
    std::uint32_t children;
  };
  for (const Node& node : {Node{"a", 0x0413, 2, 1},
                           {".settings", 0x0212, 3, 1},
                           {"org.eclipse.core.resources.prefs", 0x0112, 4, 0},
                           {"b", 0x0413, 5, 1},
                           {".settings", 0x0212, 6, 1},
                           {"org.eclipse.core.resources.prefs", 0x0112, 7, 0}}) {
    out.utf(node.name);
    out.number(0);
    out.byte(1);
    out.int32(node.flags);
    out.int64(0);
    out.int64(node.id);
    out.int32(1);
    out.int64(0);
    out.number(node.children);
  }
  const auto written = content(resource("0.snap"));
  EXPECT_EQ(written.size(), chunk(out.bytes()).size());
  EXPECT_EQ(written.substr(0, 20), chunk(out.bytes()).substr(0, 20));
  EXPECT_EQ(written.substr(48), chunk(out.bytes()).substr(48)) << "all behind the header";
}

TEST_F(EclipseWorkspaceTest, SortsAsJavaComparesStrings) {
  // U+FFxx sorts before astral characters by code point, behind their surrogates in UTF-16.
  registerProjects({{"\xEF\xBD\x81", "/x/1"}, {"\xF0\x9F\x90\x8D", "/x/2"}});
  const auto written = content(resource("0.snap"));
  EXPECT_LT(written.find("\xED\xA0\xBD"), written.find("\xEF\xBD\x81"));
  EXPECT_EQ(state().projects.size(), 2U);
}

TEST_F(EclipseWorkspaceTest, QuotesLocationsAsJavaDoes) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"/x/a b", "/x/a%20b"},
      {"/x/100%", "/x/100%25"},
      {"/x/%20", "/x/%2520"},
      {"/x/#t", "/x/%23t"},
      {"/x/what?", "/x/what%3F"},
      {"/x/[b]", "/x/%5Bb%5D"},
      {"/x/a&b+c", "/x/a&b+c"},
      {"/x/{b}|\\^`\"<>", "/x/%7Bb%7D%7C%5C%5E%60%22%3C%3E"},
      {"/x/a:b;c@d=e$f,g!h~i*j'k(l)", "/x/a:b;c@d=e$f,g!h~i*j'k(l)"},
      {"/x/gr\xC3\xB6\xC3\x9F"
       "e-\xE6\x97\xA5\xF0\x9F\x90\x8D",
       "/x/gr\xC3\xB6\xC3\x9F"
       "e-\xE6\x97\xA5\xF0\x9F\x90\x8D"},
      {"/x/\xC2\xA0n\xE3\x80\x80w\xE2\x80\x83", "/x/%C2%A0n%E3%80%80w%E2%80%83"}, // blanks
      {"/x/\xC2\x85", "/x/%C2%85"},                                               // a control
      {"/x/a\tb\x7F", "/x/a%09b%7F"},
  };
  int number = 0;
  for (const auto& [path, uri] : rows) {
    const auto name = "p" + std::to_string(number++);
    registerProjects({{name, path}});
    const auto bytes = content(resource(".projects/" + name + "/.location"));
    JavaWriter out;
    out.utf("URI//file:" + uri);
    out.int32(0);
    out.int32(0);
    out.utf("");
    out.int32(0);
    EXPECT_EQ(bytes, chunk(out.bytes())) << path;
    EXPECT_EQ(state().projects[name].location, path);
  }
}

TEST_F(EclipseWorkspaceTest, ReadsLocationsOfOthers) {
  registerProjects({{"a", "/x/a"}});
  const auto file = std::string(kResources) + ".projects/a/.location";
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"URI//file:///y/a", "/y/a"},
      {"URI//file:/y/%E6%97%A5", "/y/\xE6\x97\xA5"},
      {"URI//file:/y/100%", "/y/100%"},
      {"/y/old", "/y/old"},
      {"URI//file:/y/%e6%97%a5%2Fx", "/y/\xE6\x97\xA5/x"}, // of either case
      {"URI//file:/y/%", "/y/%"},
      {"URI//file:/y/%4", "/y/%4"},
      {"URI//file:/y/%zz", "/y/%zz"},
      {"", (workspace / "a").string()},
  };
  for (const auto& [uri, location] : rows) {
    JavaWriter out;
    out.utf(uri);
    workspace.write(file, chunk(out.bytes()));
    EXPECT_EQ(state().projects["a"].location, location) << uri;
  }
  workspace.write(file, "torn");
  EXPECT_EQ(state().projects["a"].location, workspace / "a");
}

TEST_F(EclipseWorkspaceTest, LeavesOutATornLastPieceAndGoesOnBehindIt) {
  registerProjects({{"a", "/x/a"}});
  const auto snap = std::string(kResources) + "0.snap";
  const auto whole = content(workspace / snap);
  for (const std::size_t kept : {17U, 30U, 60U}) {
    workspace.write(snap, whole + whole.substr(0, kept));
    EXPECT_EQ(projects(), std::vector<std::string>{"a at /x/a"}) << kept;
    registerProjects({{"b", "/x/b"}});
    EXPECT_EQ(projects(), (std::vector<std::string>{"a at /x/a", "b at /x/b"})) << kept;
  }
}

/// N.tree as Eclipse saves it: the header, no plug-ins, no builders, one tree.
std::string tree(std::int64_t nextNode, const std::string& project, std::int32_t flags) {
  JavaWriter out;
  out.int32(0x04030202);
  out.int64(nextNode);
  out.int64(0);
  out.int64(7);
  out.int32(1); // partner
  out.utf("plug");
  out.utf("in");
  out.int32(1); // plug-in's saved state
  out.utf("x");
  out.int32(1); // builder
  out.utf("p");
  out.utf("b");
  out.int32(1);
  out.utf("argument");
  out.number(1);
  out.number(1);
  out.number(0);
  out.number(1);
  out.utf("");
  out.number(0);
  out.byte(0);
  out.number(1);
  out.utf(project);
  out.number(0);
  out.byte(1);
  out.int32(flags);
  out.int64(0);
  out.int64(5);
  out.int32(1);
  out.int64(0);
  out.number(1);
  out.utf(".project"); // a file of the project
  out.number(0);
  out.byte(0);
  out.number(0);
  return out.bytes();
}

TEST_F(EclipseWorkspaceTest, ReadsTheTreeThatTheSafeTableNames) {
  workspace.write(std::string(kResources) + ".safetable/org.eclipse.core.resources",
                  chunk("#x\n/.tree=3\n"));
  workspace.write(std::string(kResources) + ".root/3.tree", tree(9, "open", 0x0413));
  EXPECT_EQ(projects(), std::vector<std::string>{"open at " + (workspace / "open").string()});
  registerProjects({{"new", "/x/new"}});
  EXPECT_TRUE(std::filesystem::exists(resource("3.snap")));
  EXPECT_EQ(state().projects.size(), 2U);
  const auto snapshot = content(resource("3.snap"));
  JavaReader in(std::string_view(snapshot).substr(kBegin.size()));
  EXPECT_EQ(in.int32(), 0x04030202);
  EXPECT_EQ(in.int64(), 13) << "behind the nodes of the tree";
  workspace.write(std::string(kResources) + ".root/3.tree", tree(9, "shut", 0x0412));
  EXPECT_EQ(projects()[1], "shut at " + (workspace / "shut").string() + " (closed)");
}

TEST_F(EclipseWorkspaceTest, RefusesTreesThatItDoesNotKnow) {
  const auto good = tree(9, "a", 0x0413);
  auto newer = good;
  newer[3] = 3;
  for (const auto& bytes :
       {newer, std::string("garbage"), good.substr(0, good.size() - 9), std::string()}) {
    workspace.write(std::string(kResources) + ".root/0.tree", bytes);
    const auto read = readWorkspace(workspace.path());
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::Io);
    EXPECT_NE(read.error().message.find(workspace.path().string()), std::string::npos);
  }
}

TEST_F(EclipseWorkspaceTest, RefusesSnapshotsThatItDoesNotKnow) {
  workspace.write(std::string(kResources) + "0.snap", chunk("garbage"));
  EXPECT_EQ(readWorkspace(workspace.path()).error().code, ErrorCode::Io);
}

/// A chunk whose tree has `depth` folders inside of each other, then a project beside the first.
std::string nestedSnapshot(int depth) {
  JavaWriter out;
  out.int32(0x04030202);
  out.int64(1);
  out.int64(0);
  out.int64(1);
  out.int32(0);
  out.number(1);
  for (int i = 0; i < depth; ++i) {
    out.utf(i == 0 ? "" : "f");
    out.number(3); // no data, a delta
    out.number(i == 0 ? 2 : i + 1 < depth ? 1 : 0);
  }
  out.utf("project");
  out.number(0);
  out.byte(1);
  out.int32(0x0413);
  out.int64(0);
  out.int64(1);
  out.int32(1);
  out.int64(0);
  out.number(0);
  return chunk(out.bytes());
}

TEST_F(EclipseWorkspaceTest, ReadsDeepTreesAndRefusesEndlessOnes) {
  workspace.write(std::string(kResources) + "0.snap", nestedSnapshot(400));
  EXPECT_EQ(projects().size(), 2U);
  workspace.write(std::string(kResources) + "0.snap", nestedSnapshot(20'000));
  EXPECT_EQ(readWorkspace(workspace.path()).error().code, ErrorCode::Io);
}

TEST(EclipseTree, SurvivesEveryTornOrDamagedSnapshot) {
  const auto whole = eclipseSnapshot({}, {"a", "\xC3\xB6"}, {"gone"});
  const auto inside = whole.substr(kBegin.size(), whole.size() - kBegin.size() - kEnd.size());
  ASSERT_TRUE(eclipseTree(std::nullopt, chunk(inside)));
  for (std::size_t size = 0; size < inside.size(); ++size) {
    EXPECT_FALSE(eclipseTree(std::nullopt, chunk(inside.substr(0, size)))) << size;
    for (const char byte : {'\0', '\x7F', '\xFF'}) {
      auto damaged = inside;
      damaged[size] = byte;
      const auto read = eclipseTree(std::nullopt, chunk(damaged)); // or nothing, but an end
      EXPECT_TRUE(!read || read->projects.size() < 1000U);
    }
  }
}

} // namespace
} // namespace stackdev
