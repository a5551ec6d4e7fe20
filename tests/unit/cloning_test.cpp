// `clone` on repositories of this machine: from where, into what, and what it will not do.
#include <stackdev/clone.h>

#include <atomic>
#include <cstdlib>

#include <gtest/gtest.h>

#include <stackdev/apply.h>

#include "clone/transfer.h"
#include "support/git.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::content;
using Path = std::filesystem::path;

/// NAME/.git with a file and a commit, made once.
const test::TemporaryFolder& origin() {
  static const test::TemporaryFolder made;
  if (!std::filesystem::exists(made / "nova/.git")) {
    made.write("nova/file", "1\n");
    made.write("nova/bin/run", "#!/bin/sh\n");
    const auto command =
        "cd '" + (made / "nova").string() +
        "' && export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null && git init -q "
        "--template= -b main . && chmod +x bin/run && git add . && "
        "git -c user.name=a -c user.email=a@b.c commit -qm 1 && git branch stable/essex && git tag "
        "whole";
    EXPECT_EQ(std::system(command.c_str()), 0); // NOLINT(concurrency-mt-unsafe): one thread
  }
  return made;
}

/// A root whose manifest names nova, trusted.
class Cloning : public testing::Test {
protected:
  Cloning() : root{folder.folder("root"), folder.folder("state"), Manifest{}} {
    root.manifest->repositories = {{"nova", {(origin() / "nova").string()}, "", {}}};
    const auto trust = trustPlan(root);
    EXPECT_TRUE(trust && apply(*trust, root.state, Remember::No));
  }

  ManifestRepository& nova() { return root.manifest->repositories.front(); }

  /// "VERDICT: DETAIL" of each, or the error.
  static std::string told(const Result<std::vector<CloneResult>>& results) {
    if (!results)
      return results.error().message;
    std::string text;
    for (const auto& one : *results)
      text += (text.empty() ? "" : "\n") + std::string(toString(one.verdict)) + ": " + one.detail;
    return text;
  }

  std::string cloned() const { return told(clone(root, options)); }

  test::TemporaryFolder folder;
  Root root;
  CloneOptions options;
};

TEST_F(Cloning, MakesACloneAsGitDoes) {
  const auto from = (origin() / "nova").string();
  EXPECT_EQ(told(clonePlan(root, options)), "planned: would be cloned from " + from);
  EXPECT_FALSE(std::filesystem::exists(folder / "root/nova"));
  const auto results = clone(root, options);
  EXPECT_EQ(told(results), "cloned: main from " + from);
  EXPECT_EQ(results->front().commit.size(), 40U);
  EXPECT_EQ(results->front().url, from);
  EXPECT_EQ(content(folder / "root/nova/file"), "1\n");
  EXPECT_NE(std::filesystem::status(folder / "root/nova/bin/run").permissions() &
                std::filesystem::perms::owner_exec,
            std::filesystem::perms::none);
  EXPECT_EQ(content(folder / "root/nova/.git/HEAD"), "ref: refs/heads/main\n");
  EXPECT_EQ(told(clonePlan(root, options)), "planned: would be updated from " + from);
  EXPECT_EQ(cloned(), "up to date: main");
}

TEST_F(Cloning, TakesTheRevision) {
  const std::pair<const char*, const char*> rows[] = {
      {"stable/essex", "ref: refs/heads/stable/essex\n"},
      {"HEAD", "ref: refs/heads/main\n"},
      {"main", "ref: refs/heads/main\n"},
  };
  for (const auto& [revision, head] : rows) {
    nova().revision = revision;
    EXPECT_TRUE(cloned().starts_with("cloned: ")) << revision;
    EXPECT_EQ(content(folder / "root/nova/.git/HEAD"), head) << revision;
    std::filesystem::remove_all(folder / "root/nova");
  }
  nova().revision = "none";
  EXPECT_EQ(cloned(), "failed: " + nova().urls[0] + ": it has no branch, tag or commit none");
  EXPECT_TRUE(std::filesystem::is_empty(folder / "root")) << "nothing is left of it";
}

TEST_F(Cloning, MakesAShallowOneOfEachRevision) {
  options.depth = 1;
  const auto commit = clone(root, options)->front().commit;
  EXPECT_EQ(content(folder / "root/nova/.git/shallow"), commit + "\n");
  EXPECT_EQ(cloned(), "up to date: main");
  const std::pair<std::string, std::string> rows[] = {
      {"HEAD", "ref: refs/heads/main\n"},
      {"stable/essex", "ref: refs/heads/stable/essex\n"},
      {"whole", commit + "\n"}, // a tag
      {commit, commit + "\n"},
      {"none", "<none>"},
      {"--upload-pack=touch ran", "<none>"},
      {"main:refs/heads/other", "<none>"},
  };
  for (const auto& [revision, head] : rows) {
    std::filesystem::remove_all(folder / "root/nova");
    nova().revision = revision;
    const auto said = cloned();
    EXPECT_EQ(content(folder / "root/nova/.git/HEAD"), head) << revision << ": " << said;
    EXPECT_EQ(std::filesystem::is_empty(folder / "root"), head == "<none>") << revision;
  }
}

TEST_F(Cloning, TriesOneUrlAfterTheOther) {
  const auto good = nova().urls[0];
  nova().urls = {(folder / "none").string(), folder.folder("no-clone").string(), good};
  EXPECT_EQ(cloned(), "cloned: main from " + good);
  EXPECT_NE(content(folder / "root/nova/.git/config").find("url = " + (folder / "none").string()),
            std::string::npos)
      << "its origin is what the manifest says first";
  std::filesystem::remove_all(folder / "root/nova");
  nova().urls.pop_back();
  const auto failed = cloned();
  EXPECT_TRUE(failed.starts_with("failed: " + (folder / "none").string() + ": there is nothing\n"))
      << failed;
  EXPECT_NE(failed.find((folder / "no-clone").string()), std::string::npos) << failed;
  EXPECT_TRUE(std::filesystem::is_empty(folder / "root"));
}

TEST_F(Cloning, LooksIntoAMirrorFirst) {
  folder.folder("mirror");
  const auto url = nova().urls[0];
  options.mirror = folder / "mirror";
  EXPECT_EQ(told(clonePlan(root, options)), "planned: would be cloned from " + url);
  folder.folder("mirror/nova"); // no repository
  EXPECT_EQ(told(clonePlan(root, options)), "planned: would be cloned from " + url);
  std::filesystem::copy(origin() / "nova/.git", folder / "mirror/nova.git",
                        std::filesystem::copy_options::recursive);
  EXPECT_EQ(told(clonePlan(root, options)),
            "planned: would be cloned from " + (folder / "mirror/nova.git").string());
  nova().urls = {"https://192.0.2.1/openstack/nova"};
  EXPECT_EQ(cloned(), "cloned: main from " + (folder / "mirror/nova.git").string());
  EXPECT_NE(
      content(folder / "root/nova/.git/config").find("url = https://192.0.2.1/openstack/nova"),
      std::string::npos);
  options.mirror = folder / "none";
  EXPECT_EQ(cloned(), "--mirror " + (folder / "none").string() + ": no such folder");
}

TEST_F(Cloning, NeedsTrustForWhatAnybodyMayAnswer) {
  std::filesystem::remove(folder / "state/trust");
  for (const char* url : {"git://example.org/nova", "http://example.org/nova", "../nova",
                          "file:///srv/nova", "/srv/nova"}) {
    nova().urls = {url};
    const auto results = clone(root, options);
    ASSERT_FALSE(results) << url;
    EXPECT_EQ(results.error().code, ErrorCode::Untrusted) << url;
  }
  nova().urls = {"ext::sh -c touch% ran"};
  EXPECT_EQ(clone(root, options).error().code, ErrorCode::InvalidArgument);
  nova().urls = {"https://example.org/nova"};
  EXPECT_TRUE(clonePlan(root, options));
}

TEST_F(Cloning, TakesTheRepositoriesThatAreNamed) {
  root.manifest->repositories.push_back({"quantum", {}, "", {}, "quantum became neutron"});
  root.manifest->repositories.push_back({"melange", {}, "", {}});
  EXPECT_EQ(cloned(), "cloned: main from " + nova().urls[0] +
                          "\nskipped: quantum became neutron\n"
                          "skipped: stackdev.toml names no URL for it");
  options.names = {"nova"};
  EXPECT_EQ(cloned(), "up to date: main");
  options.names = {"Nova"};
  EXPECT_EQ(cloned(), "stackdev.toml has no repository called Nova");
  root.manifest.reset();
  EXPECT_EQ(clone(root, options).error().code, ErrorCode::NotFound);
}

TEST_F(Cloning, PutsNothingWhereSomethingIs) {
  folder.write("root/nova", "a file");
  EXPECT_EQ(cloned(), "failed: " + (folder / "root/nova").string() +
                          " is there and is no git clone; move it away");
  EXPECT_EQ(content(folder / "root/nova"), "a file");
  std::filesystem::remove(folder / "root/nova");
  std::filesystem::create_symlink("nowhere", folder / "root/nova");
  EXPECT_TRUE(cloned().starts_with("failed: ")) << cloned();
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "root/nova"));
  std::filesystem::remove(folder / "root/nova");
  folder.folder("root/nova"); // empty: that is as good as none
  EXPECT_TRUE(cloned().starts_with("cloned: "));
}

TEST_F(Cloning, GoesOnWithWhatAKilledOneLeft) {
  const auto half = folder / "root/.nova.stackdev-clone";
  folder.write("root/.nova.stackdev-clone/file", "no repository");
  EXPECT_TRUE(cloned().starts_with("cloned: "));
  std::filesystem::remove_all(folder / "root/nova");
  std::filesystem::copy(origin() / "nova", half, std::filesystem::copy_options::recursive);
  folder.write("root/.nova.stackdev-clone/.git/index.lock", "");
  folder.write("root/.nova.stackdev-clone/.git/objects/pack/tmp_pack_x", "half");
  folder.write("root/.nova.stackdev-clone/file", "half");
  EXPECT_TRUE(cloned().starts_with("cloned: "));
  EXPECT_EQ(content(folder / "root/nova/file"), "1\n");
  EXPECT_EQ(content(folder / "root/nova/.git/objects/pack/tmp_pack_x"), "<none>");
  std::filesystem::remove_all(folder / "root/nova");
  std::filesystem::create_symlink(origin().path(), half); // someone's: only the link is removed
  EXPECT_TRUE(cloned().starts_with("cloned: "));
  EXPECT_TRUE(std::filesystem::exists(origin() / "nova/file"));
}

TEST_F(Cloning, EndsWhereItIsCancelled) {
  const std::atomic<bool> cancelled{true};
  options.cancelled = &cancelled;
  const auto results = clone(root, options);
  ASSERT_FALSE(results);
  EXPECT_EQ(results.error().code, ErrorCode::Cancelled);
  EXPECT_TRUE(std::filesystem::is_empty(folder / "root"));
}

TEST_F(Cloning, TellsWhoWatches) {
  CloneObserver observer;
  std::string finished;
  std::size_t steps = 0;
  observer.finished = [&](const CloneResult& one) { finished += one.name + " "; };
  observer.progressed = [&](const CloneProgress& one) {
    EXPECT_EQ(one.name, "nova");
    EXPECT_LE(one.done, one.total) << one.step;
    ++steps;
  };
  EXPECT_TRUE(clone(root, options, observer));
  EXPECT_EQ(finished, "nova ");
  EXPECT_GT(steps, 0U);
}

TEST(TakeObjects, LeavesOutWhatIsNoObject) {
  const test::TemporaryFolder folder;
  std::filesystem::copy(origin() / "nova/.git", folder / "source",
                        std::filesystem::copy_options::recursive);
  folder.write("secret", "x");
  folder.write("source/objects/pack/tmp_idx_1", "half");
  folder.write("source/objects/other/x", "");
  std::filesystem::create_symlink("../../secret", folder / "source/objects/pack/pack-link.pack");
  useGit();
  git_repository* raw = nullptr;
  git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
  options.flags = GIT_REPOSITORY_INIT_MKDIR;
  ASSERT_EQ(git_repository_init_ext(&raw, (folder / "target").c_str(), &options), 0);
  const GitRepository repository(raw);
  EXPECT_TRUE(takeObjects(raw, folder / "source"));
  const auto objects = folder / "target/.git/objects";
  for (const char* none : {"pack/tmp_idx_1", "other", "pack/pack-link.pack"})
    EXPECT_FALSE(std::filesystem::exists(std::filesystem::symlink_status(objects / none))) << none;
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(objects))
    count += entry.is_regular_file() ? 1 : 0;
  EXPECT_GE(count, 4U); // a commit, two trees, two files with one content or two
  EXPECT_TRUE(takeObjects(raw, folder / "source")); // again: what is there stays
  EXPECT_FALSE(takeObjects(raw, folder / "none"));
}

} // namespace
} // namespace stackdev
