#include "change/history.h"

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "support/git.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::content;
using test::TemporaryFolder;

Journal titled(const std::string& title) {
  Journal journal;
  journal.title = title;
  journal.time = "2012-04-05T00:00:00Z";
  return journal;
}

/// A state folder with applied changes of these numbers, titled so.
struct State {
  TemporaryFolder folder;
  StateFiles files{folder.path()};

  void record(const std::string& name, const Journal& journal) const {
    folder.write("applied/" + name, encoded(journal));
  }
  std::string shown() const {
    const auto changes = appliedChanges(folder.path());
    if (!changes)
      return changes.error().message;
    std::string text;
    for (const auto& change : *changes)
      text += std::to_string(change.number) + ":" + change.title + " ";
    return text;
  }
};

TEST(History, IsToldNewestFirst) {
  const State state;
  EXPECT_EQ(state.shown(), "");
  const auto none = newestApplied(state.files);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::NotFound);
  EXPECT_NE(none.error().message.find(state.folder.path().string()), std::string::npos);
  for (const auto& [name, title] : std::vector<std::pair<std::string, std::string>>{
           {"000002", "b"}, {"000001", "a"}, {"000010", "j"}, {"1000000", "million"}})
    state.record(name, titled(title));
  EXPECT_EQ(state.shown(), "1000000:million 10:j 2:b 1:a ");
  EXPECT_EQ(newestApplied(state.files)->number, 1000000);
}

TEST(History, PassesOverWhatIsNotOfIt) {
  const State state;
  state.record("000002", titled("b"));
  for (const char* name : {"7", "00000007", "-00007", "+00007", "000007~", "000007.bak", " 000007",
                           "notes", "99999999999999999999", "0x0007"})
    state.folder.write("applied/" + std::string(name), "not ours");
  EXPECT_EQ(state.shown(), "2:b ");
  EXPECT_EQ(newestApplied(state.files)->number, 2);
}

TEST(History, SaysWhichJournalIsDamaged) {
  const State state;
  state.record("000001", titled("a"));
  state.folder.write("applied/000002", "torn");
  const std::string message =
      (state.folder / "applied/000002").string() + ": the journal is damaged";
  EXPECT_EQ(state.shown(), message);
  EXPECT_EQ(undoPlan(state.folder.path()).error().message, message);
}

TEST(History, RemembersFiftyChanges) {
  const State state;
  for (int i = 100; i < 155; ++i) // of a stackdev that remembered more
    state.record("000" + std::to_string(i), titled("x"));
  ASSERT_TRUE(writeDraft(state.files, titled("new")));
  ASSERT_TRUE(commitDraft(state.files));
  EXPECT_FALSE(std::filesystem::exists(state.files.draft()));
  ASSERT_TRUE(closeJournal(state.files, titled("new")));
  EXPECT_FALSE(std::filesystem::exists(state.files.journal()));
  const auto changes = appliedChanges(state.folder.path());
  ASSERT_TRUE(changes);
  ASSERT_EQ(changes->size(), 50U);
  EXPECT_EQ(changes->front().number, 155);
  EXPECT_EQ(changes->front().title, "new");
  EXPECT_EQ(changes->back().number, 106);
}

TEST(History, ForgetsWhatWasTakenBack) {
  const State state;
  state.record("000001", titled("a"));
  state.record("000002", titled("b"));
  auto undoing = titled("undo: b");
  undoing.remembered = false;
  undoing.undoes = 2;
  ASSERT_TRUE(writeDraft(state.files, undoing));
  ASSERT_TRUE(commitDraft(state.files));
  ASSERT_TRUE(closeJournal(state.files, undoing));
  EXPECT_EQ(state.shown(), "1:a ");
  EXPECT_FALSE(std::filesystem::exists(state.files.journal()));
}

TEST(UndoPlan, GivesBackWhatWasThere) {
  const State state;
  const TemporaryFolder root;
  auto journal = titled("import");
  journal.places = {root.path()};
  const auto made = root.write("made", "new");
  const auto changed = root.write("caf\xC3\xA9", "after\r\n");
  journal.entries = {
      {made, "t", std::nullopt, blobHash("new"), FileMode::Regular},
      {changed, "t", std::string("be\0fore", 7), blobHash("after\r\n"), FileMode::Executable},
      {root / "deleted", "", "old", std::nullopt, FileMode::Private}};
  state.record("000001", journal);
  const auto plan = undoPlan(state.folder.path());
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->title, "undo: import");
  EXPECT_EQ(plan->places, journal.places);
  ASSERT_EQ(plan->files.size(), 3U);
  EXPECT_EQ(plan->files[0].path, root / "deleted") << "the last first";
  EXPECT_EQ(plan->files[0].before, std::nullopt);
  EXPECT_EQ(plan->files[0].after, "old");
  EXPECT_EQ(plan->files[0].mode, FileMode::Private);
  EXPECT_EQ(plan->files[1].after, std::string("be\0fore", 7));
  EXPECT_EQ(plan->files[2].before, "new");
  EXPECT_EQ(plan->files[2].after, std::nullopt);

  root.write("made", "newer");
  root.write("deleted", "");
  const auto conflict = undoPlan(state.folder.path());
  ASSERT_FALSE(conflict);
  EXPECT_EQ(conflict.error().code, ErrorCode::Conflict);
  EXPECT_EQ(conflict.error().message, "cannot undo \"import\": changed since:\n  " +
                                          (root / "deleted").string() + "\n  " + made.string() +
                                          "\nTake those later changes back, then undo again");
}

TEST(StateFolder, IsTheUsersAlone) {
  const TemporaryFolder folder;
  const mode_t mask = ::umask(0);
  const auto madeFolder = makeStateFolder(folder / "a/b/state");
  const auto again = makeStateFolder(folder / "a/b/state");
  const auto drafted = writeDraft({folder / "a/b/state"}, titled("x"));
  ::umask(mask);
  EXPECT_TRUE(madeFolder && again && drafted);
  struct stat info {};
  ASSERT_EQ(::stat((folder / "a/b/state").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0700U);
  ASSERT_EQ(::stat((folder / "a/b/state/journal.draft").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0600U);
  folder.write("file", "");
  const auto refused = makeStateFolder(folder / "file/state");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message.substr(refused.error().message.find(';')),
            "; name another for what is remembered: --state DIR");
}

TEST(Draft, IsWrittenThroughNoLink) {
  const State state;
  const TemporaryFolder outside;
  outside.write("target", "theirs");
  std::filesystem::create_symlink(outside / "target", state.files.draft());
  EXPECT_FALSE(writeDraft(state.files, titled("x")));
  EXPECT_EQ(content(outside / "target"), "theirs");
}

} // namespace
} // namespace stackdev
