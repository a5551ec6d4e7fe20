// Clones on the disk: what a revision means in them, what may be written into them, and what is
// done with one that is there already. Real repositories, no network.
#include <atomic>
#include <cstdlib>

#include <gtest/gtest.h>

#include "clone/revision.h"
#include "clone/safe_folder.h"
#include "clone/task.h"
#include "clone/working_copy.h"
#include "repository/git_folder.h"
#include "support/git.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::content;
using Path = std::filesystem::path;

/// Lines for the shell, in `folder`.
void shell(const Path& folder, const std::string& lines) {
  const auto command = "cd '" + folder.string() +
                       "' && export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null "
                       "GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b.c GIT_COMMITTER_NAME=a "
                       "GIT_COMMITTER_EMAIL=a@b.c && (set -e\n" +
                       lines + "\n) >/dev/null 2>&1";
  ASSERT_EQ(std::system(command.c_str()), 0) << lines; // NOLINT(concurrency-mt-unsafe): one thread
}

GitRepository opened(const Path& folder) {
  useGit();
  git_repository* raw = nullptr;
  EXPECT_EQ(git_repository_open_ext(&raw, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr),
            0)
      << folder;
  return GitRepository(raw);
}

Watcher silent() {
  return {[](auto, auto, auto, auto) {}, nullptr};
}

/// Made once, and copied for each test: git takes its time.
const test::TemporaryFolder& sample() {
  static const test::TemporaryFolder made;
  if (!std::filesystem::exists(made / "origin")) {
    made.folder("origin/nova");
    made.folder("root");
    shell(made.path(), "cd origin/nova; git init -q --template= -b main .; echo 1 >file; "
                       "git add file; git commit -qm 1; cd ../../root; "
                       "git clone -q --template= '" +
                           (made / "origin/nova").string() + "' nova");
  }
  return made;
}

/// origin/nova with a commit, and a clone of it, root/nova.
class CloneTest : public testing::Test {
protected:
  CloneTest() {
    std::filesystem::copy(sample().path(), folder.path(), std::filesystem::copy_options::recursive);
    auto config = content(folder / "root/nova/.git/config");
    const auto from = sample().path().string();
    config.replace(config.find(from), from.size(), folder.path().string());
    folder.write("root/nova/.git/config", config);
    clone = opened(folder / "root/nova");
  }

  std::string oid(const std::string& name) const {
    git_object* raw = nullptr;
    if (git_revparse_single(&raw, clone.get(), name.c_str()) != 0)
      return "no " + name;
    const GitObject object(raw);
    return fullName(*git_object_id(raw));
  }

  test::TemporaryFolder folder;
  GitRepository clone;
};

TEST_F(CloneTest, ARevisionIsABranchATagOrACommit) {
  shell(folder / "origin/nova",
        "git tag light; git tag -a -m x whole; git tag tree HEAD^{tree}; git branch stable/essex; "
        "git branch both; echo 2 >file; git commit -qam 2; git tag both; git tag \"b\xC3\xBCro\"; "
        "cd ../../root/nova; git fetch -q --tags origin; git remote set-head origin main");
  const auto first = oid("light");
  const auto second = oid("refs/remotes/origin/main");
  struct Row {
    std::string revision;
    std::string head; // "COMMIT BRANCH NAME"; "" is an error
  };
  const Row rows[] = {
      {"", second + " main main"},
      {"HEAD", second + " main main"}, // no branch of that name, which git itself would not make
      {"main", second + " main main"},
      {"stable/essex", first + " stable/essex stable/essex"},
      {"both", first + " both both"}, // a branch before a tag
      {"light", first + "  light"},
      {"whole", first + "  whole"}, // the commit, not the tag's own object
      {"b\xC3\xBCro", second + "  b\xC3\xBCro"},
      {first, first + "  " + first.substr(0, 7)},
      {first.substr(0, 7), first + "  " + first.substr(0, 7)},
      {first.substr(0, 6), ""},
      {first + "0", ""},
      {std::string(40, '0'), ""},
      {"tree", ""},
      {"none", ""},
      {"origin/main", ""},
      {"refs/heads/main", ""},
      {"main~1", ""},
      {"main^{tree}", ""},
      {"main@{0}", ""},
      {"main:file", ""},
      {":/2", ""},
      {"..", ""},
      {"-main", ""},
      {"main\n", ""},
      {" main", ""},
  };
  for (const auto& row : rows) {
    const auto head = wantedHead(clone.get(), row.revision, "main");
    EXPECT_EQ(head ? fullName(head->commit) + " " + head->branch + " " + head->name : "", row.head)
        << row.revision;
    if (!head) {
      EXPECT_EQ(head.error().code, ErrorCode::NotFound);
      EXPECT_EQ(head.error().message, "it has no branch, tag or commit " + row.revision);
    }
  }
  EXPECT_EQ(wantedHead(clone.get(), "", "").error().code, ErrorCode::NotFound);
  EXPECT_EQ(headCommit(clone.get()), first);
  shell(folder / "root", "git init -q empty");
  EXPECT_EQ(headCommit(opened(folder / "root/empty").get()), "");
}

TEST_F(CloneTest, IsNotWrittenWhereItsFilesAreElsewhere) {
  const auto nova = folder / "root/nova";
  const auto git = nova / ".git";
  const auto why = [&] { return whyNotToTouch(opened(nova).get(), nova, folder / "root"); };
  EXPECT_EQ(why(), "");
  for (const auto& [name, target] :
       std::vector<std::pair<std::string, std::string>>{{"refs/heads/x", "../../.."},
                                                        {"refs/remotes/origin/deep", "/tmp"},
                                                        {"logs/x", "/none"},
                                                        {"hooks", "/tmp"},
                                                        {"info", "/tmp"},
                                                        {"objects/info/alternates", "/tmp/a"},
                                                        {"dangling", "nowhere"}}) {
    std::filesystem::create_directories((git / name).parent_path());
    std::filesystem::create_symlink(target, git / name);
    EXPECT_EQ(why(), "there is a symbolic link in its git folder, " + (git / name).string());
    std::filesystem::remove(git / name);
  }
  const auto config = content(git / "config");
  for (const char* elsewhere : {"../..", "/", "../../../origin/nova"}) {
    folder.write("root/nova/.git/config", config + "[core]\n\tworktree = " + elsewhere + "\n");
    EXPECT_EQ(why(), "its git folder says that its working tree is elsewhere") << elsewhere;
  }
  folder.write("root/nova/.git/config", config);
  std::filesystem::rename(git, folder / "root/g");
  std::filesystem::create_symlink("../g", git);
  EXPECT_EQ(why(), "its .git is a symbolic link");
  std::filesystem::rename(folder / "root/g", folder / "g");
  std::filesystem::remove(git);
  std::filesystem::create_symlink("../../g", git);
  EXPECT_EQ(why(), "its git folder is outside the root");
  std::filesystem::remove(git);
  folder.write("root/nova/.git", "gitdir: ../../g\n");
  EXPECT_EQ(why(), "its git folder is outside the root");
  std::filesystem::rename(nova, folder / "root/real");
  std::filesystem::create_symlink("real", nova);
  EXPECT_EQ(why(), "it is a symbolic link");
}

TEST_F(CloneTest, OfAWorktreeIsSafeBelowTheRootAlone) {
  shell(folder / "root/nova", "git worktree add -q ../tree; git worktree add -q ../../outside");
  const auto inside = opened(folder / "root/tree");
  EXPECT_EQ(whyNotToTouch(inside.get(), folder / "root/tree", folder / "root"), "");
  const auto outside = opened(folder / "outside");
  EXPECT_EQ(whyNotToTouch(outside.get(), folder / "outside", folder / "outside"),
            "its git folder is outside the root");
}

TEST_F(CloneTest, ChecksOutBesideOrOverWhatIsThere) {
  shell(folder / "origin/nova", "echo 2 >file; echo new >added; mkdir d; echo x >d/x; git add .; "
                                "git commit -qm 2; cd ../../root/nova; git fetch -q");
  const auto head = wantedHead(clone.get(), "main", "").value();
  folder.write("root/nova/added", "mine\n");
  auto done = checkOut(clone.get(), head.commit, CheckOut::Beside, silent());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::Conflict);
  EXPECT_EQ(content(folder / "root/nova/file"), "1\n") << "all or nothing";
  std::filesystem::remove(folder / "root/nova/added");
  folder.write("root/nova/untracked", "mine\n");
  ASSERT_TRUE(checkOut(clone.get(), head.commit, CheckOut::Beside, silent()));
  EXPECT_EQ(content(folder / "root/nova/file"), "2\n");
  EXPECT_EQ(content(folder / "root/nova/d/x"), "x\n");
  EXPECT_EQ(content(folder / "root/nova/untracked"), "mine\n");
  folder.write("root/nova/file", "changed\n");
  ASSERT_TRUE(checkOut(clone.get(), head.commit, CheckOut::Over, silent()));
  EXPECT_EQ(content(folder / "root/nova/file"), "2\n");
  EXPECT_EQ(content(folder / "root/nova/untracked"), "<none>");
  std::filesystem::remove(folder / "root/nova/d/x");
  const std::atomic<bool> cancelled{true};
  done = checkOut(clone.get(), head.commit, CheckOut::Over,
                  {[](auto, auto, auto, auto) {}, &cancelled});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
  EXPECT_FALSE(checkOut(clone.get(), git_oid{}, CheckOut::Over, silent()));
}

TEST_F(CloneTest, HasAHeadAndARemoteAsGitMakesThem) {
  shell(folder / "origin/nova",
        "git branch stable/essex; cd ../../root/nova; git fetch -q; git remote set-head -d origin");
  auto head = wantedHead(clone.get(), "stable/essex", "").value();
  ASSERT_TRUE(setHead(clone.get(), head));
  setRemoteHead(clone.get(), "");
  shell(folder / "root/nova", "test \"$(git symbolic-ref HEAD)\" = refs/heads/stable/essex; "
                              "test \"$(git rev-parse --abbrev-ref @{u})\" = origin/stable/essex; "
                              "! git symbolic-ref refs/remotes/origin/HEAD");
  setRemoteHead(clone.get(), "main");
  head.branch.clear();
  ASSERT_TRUE(setHead(clone.get(), head));
  shell(folder / "root/nova",
        "! git symbolic-ref HEAD; "
        "test \"$(git symbolic-ref refs/remotes/origin/HEAD)\" = refs/remotes/origin/main");
  head.branch = "a..b";
  EXPECT_FALSE(setHead(clone.get(), head));
  for (const char* url :
       {"https://u@example.org/x/nova.git?a=b#c;d", "/srv/a \"b\"\\c/\xC3\xA9", "../nova "}) {
    ASSERT_TRUE(setOrigin(clone.get(), url));
    git_remote* raw = nullptr;
    ASSERT_EQ(git_remote_lookup(&raw, clone.get(), "origin"), 0);
    const GitRemote remote(raw);
    EXPECT_STREQ(git_remote_url(raw), url);
  }
}

/// What `clone` does with the clone that is there: "VERDICT DETAIL".
class UpdateTest : public CloneTest {
protected:
  UpdateTest() {
    repository.name = "nova";
    repository.urls = {(folder / "origin/nova").string()};
    root.folder = folder / "root";
  }

  std::string updated(const std::string& revision = "") {
    repository.revision = revision;
    CloneTask task{root, repository, options, true};
    task.urls = repository.urls;
    task.watcher = silent();
    CloneResult result;
    updateClone(task, result);
    return std::string(toString(result.verdict)) + ": " + result.detail;
  }

  void commitAtOrigin(const std::string& lines) {
    shell(folder / "origin/nova", lines + "; git add -A; git commit -qm more");
  }

  Root root;
  ManifestRepository repository;
  CloneOptions options;
};

TEST_F(UpdateTest, BringsACleanCloneForward) {
  EXPECT_EQ(updated(), "up to date: main");
  commitAtOrigin("echo 2 >file");
  commitAtOrigin("echo 3 >file");
  folder.write("root/nova/untracked", "mine\n");
  EXPECT_EQ(updated(), "updated: main: 2 new commits");
  EXPECT_EQ(content(folder / "root/nova/file"), "3\n");
  EXPECT_EQ(content(folder / "root/nova/untracked"), "mine\n");
  shell(folder / "root/nova", "test -z \"$(git status --porcelain -uno)\"");
  EXPECT_EQ(updated("main"), "up to date: main");
}

TEST_F(UpdateTest, LeavesLocalWork) {
  const auto at = [&](const std::string& lines) { shell(folder / "root/nova", lines); };
  commitAtOrigin("echo new >added");
  at("echo mine >file");
  EXPECT_EQ(updated(), "left: it has local changes, and is 1 commit behind origin/main");
  at("git add file");
  EXPECT_EQ(updated(), "left: it has local changes, and is 1 commit behind origin/main");
  at("git commit -qm mine");
  EXPECT_EQ(updated(), "left: 1 commit ahead of origin/main and 1 commit behind");
  at("git reset -q --hard HEAD~1; echo mine >added");
  EXPECT_EQ(updated(), "left: untracked files are where origin/main has its own");
  EXPECT_EQ(content(folder / "root/nova/added"), "mine\n");
  at("rm added; git checkout -q -b topic");
  EXPECT_EQ(updated(), "left: it is on branch topic, stackdev.toml says main");
  at("git checkout -q --detach");
  EXPECT_EQ(updated(), "left: HEAD is detached, stackdev.toml says main");
  at("git checkout -q main; echo x >.git/MERGE_HEAD");
  EXPECT_EQ(updated(), "left: a merge, rebase or the like is under way");
}

TEST_F(UpdateTest, LeavesWhatIsAnothers) {
  const auto at = [&](const std::string& lines) { shell(folder / "root/nova", lines); };
  at("git remote set-url origin https://example.org/mine/nova");
  EXPECT_EQ(updated(),
            "left: its origin is https://example.org/mine/nova, which stackdev.toml does "
            "not name");
  at("git remote rename origin other");
  EXPECT_EQ(updated(), "left: it has no remote called origin");
  repository.urls = {};
  EXPECT_EQ(updated(), "left: stackdev.toml names no URL for it");
  shell(folder / "root", "rm -rf nova; mkdir nova");
  EXPECT_EQ(updated(), "failed: " + (folder / "root/nova").string() +
                           " is there and is no git clone; move it "
                           "away");
}

TEST_F(UpdateTest, SaysWhatARevisionLacks) {
  EXPECT_EQ(updated("none"), "failed: " + (folder / "origin/nova").string() +
                                 ": it has no branch, tag or commit none");
  const auto commit = headCommit(clone.get());
  EXPECT_EQ(updated(commit),
            "left: it is on branch main, stackdev.toml says " + commit.substr(0, 7));
  shell(folder / "root/nova", "git checkout -q --detach");
  EXPECT_EQ(updated(commit), "up to date: " + commit.substr(0, 7));
}

TEST_F(CloneTest, HasFoldersOfGits) {
  shell(folder / "root/nova", "git worktree add -q ../tree; mkdir -p a/b ../plain/c");
  const auto main = gitFolders(folder / "root/nova");
  ASSERT_TRUE(main);
  EXPECT_EQ(main->git, folder / "root/nova/.git");
  EXPECT_EQ(main->common, main->git);
  const auto tree = gitFolders(folder / "root/tree");
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->git, folder / "root/nova/.git/worktrees/tree");
  EXPECT_EQ(tree->common, folder / "root/nova/.git");
  for (const char* none : {"root", "root/nova/a", "root/plain", "none", "root/nova/file"})
    EXPECT_FALSE(gitFolders(folder / none)) << none;
  Path work;
  EXPECT_TRUE(enclosingGitFolders(folder / "root/nova/a/b", folder / "root", work));
  EXPECT_EQ(work, folder / "root/nova");
  EXPECT_FALSE(enclosingGitFolders(folder / "root/nova/a/b", folder / "root/nova/a", work));
  EXPECT_FALSE(enclosingGitFolders(folder / "root/plain/c", folder / "root", work));
  folder.write("root/nova/a/.git", "gitdir: /none\n"); // a damaged one is not passed by
  EXPECT_FALSE(enclosingGitFolders(folder / "root/nova/a/b", folder / "root", work));
  EXPECT_EQ(work, folder / "root/nova/a");
}

} // namespace
} // namespace stackdev
