#include "document_store.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "temporary_folder.h"
#include "uri.h"

namespace stackdev::lsp {
namespace {

constexpr auto kUtf16 = PositionEncoding::Utf16;

struct Change {
  Range range;
  const char* text;
};
struct Row {
  const char* before;
  std::vector<Change> changes;
  const char* after;
};

TEST(DocumentStore, AppliesChangesOneAfterTheOther) {
  const std::vector<Row> rows = {
      {"abc\n", {{{{0, 1}, {0, 2}}, "X"}}, "aXc\n"},
      {"abc\n", {{{{0, 0}, {0, 0}}, "X"}, {{{0, 1}, {0, 2}}, "Y"}}, "XYbc\n"},
      {"a\nb\nc\n", {{{{0, 1}, {2, 0}}, ""}}, "ac\n"},
      {"a\r\nb", {{{{0, 1}, {1, 0}}, "-"}}, "a-b"},
      {"\xF0\x9F\x90\x8Dx", {{{{0, 2}, {0, 3}}, "y"}}, "\xF0\x9F\x90\x8Dy"},
      {"a", {{{{9, 9}, {99, 99}}, "b"}}, "ab"},
      {"a\nbc", {{{{1, 1}, {0, 1}}, "-"}, {{{0, 0}, {0, 0}}, "x"}}, "xa-c"}, // backwards
  };
  for (const auto& row : rows) {
    DocumentStore store;
    ASSERT_TRUE(store.open({"file:///a.py", "python", 1, row.before}));
    DidChangeTextDocumentParams params{{"file:///a.py", 2}, {}};
    for (const auto& change : row.changes)
      params.contentChanges.push_back({change.range, change.text});
    ASSERT_TRUE(store.change(params, kUtf16));
    EXPECT_EQ(store.find("file:///a.py")->text(), row.after);
    EXPECT_EQ(store.find("file:///a.py")->version(), 2);
  }
}

TEST(DocumentStore, RefusesWhatIsNotOpen) {
  DocumentStore store;
  EXPECT_FALSE(store.change({{"file:///b.py", 2}, {}}, kUtf16));
  EXPECT_FALSE(store.close("file:///b.py"));
}

TEST(DocumentStore, KnowsADocumentHoweverItsUriIsWritten) {
  DocumentStore store;
  ASSERT_TRUE(store.open({"file:///a%20b/c.py", "python", 1, ""}));
  EXPECT_NE(store.find("file:///a b/c.py"), nullptr);
  EXPECT_NE(store.find("file://localhost/a%20b/../a b/c.py"), nullptr);
  EXPECT_EQ(store.find("untitled:a"), nullptr);
}

TEST(DocumentStore, KnowsTheRealPlaceOfADocument) {
  const test::TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "real");
  std::filesystem::create_directory_symlink("real", folder.path() / "link");
  const auto uri = uriOf(folder.path() / "link/a.py");
  const auto real = std::filesystem::canonical(folder.path()) / "real/a.py";
  DocumentStore store;
  ASSERT_TRUE(store.open({uri, "python", 1, ""}));
  EXPECT_EQ(store.find(uri)->path(), real);
  EXPECT_EQ(documentAt(*store.snapshot(), real), store.find(uri));
  ASSERT_TRUE(store.change({{uri, 2}, {{std::nullopt, "x"}}}, kUtf16));
  EXPECT_EQ(documentAt(*store.snapshot(), real)->text(), "x");
  EXPECT_EQ(documentAt(*store.snapshot(), folder.path() / "real/b.py"), nullptr);
}

TEST(DocumentStore, SnapshotsStayAsTheyWere) {
  DocumentStore store;
  ASSERT_TRUE(store.open({"file:///a.py", "python", 1, "old"}));
  const auto snapshot = store.snapshot();
  ASSERT_TRUE(store.change({{"file:///a.py", 2}, {{std::nullopt, "new"}}}, kUtf16));
  ASSERT_TRUE(store.close("file:///a.py"));
  EXPECT_EQ(snapshot->at("/a.py")->text(), "old");
  EXPECT_TRUE(store.snapshot()->empty());
}

TEST(Document, FindsWhatItsKindHas) {
  DocumentStore store;
  ASSERT_TRUE(store.open(
      {"file:///nowhere/a.py", "python", 1, "import eventlet\neventlet.monkey_patch()\n"}));
  ASSERT_TRUE(store.open({"file:///nowhere/stackdev.toml", "toml", 1, "version = 2\n"}));
  ASSERT_TRUE(store.open(
      {"file:///nowhere/a.txt", "text", 1, "import eventlet\neventlet.monkey_patch()\n"}));
  const auto documents = store.snapshot();
  const auto count = [&](const char* uri) {
    const auto& findings = store.find(uri)->findings(*documents, [] { return builtInPresets(); });
    return std::pair(findings.calls.size(), findings.manifestProblems.size());
  };
  EXPECT_EQ(count("file:///nowhere/a.py"), std::pair(std::size_t{1}, std::size_t{0}));
  EXPECT_EQ(count("file:///nowhere/stackdev.toml"), std::pair(std::size_t{0}, std::size_t{2}));
  EXPECT_EQ(count("file:///nowhere/a.txt"), std::pair(std::size_t{0}, std::size_t{0}));
}

} // namespace
} // namespace stackdev::lsp
