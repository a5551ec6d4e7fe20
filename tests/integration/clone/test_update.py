"""Updating: clean trees are fast-forwarded, local work is never touched."""

import pytest

from stack import commit, git


@pytest.fixture
def cloned(stack):
    stack.one = stack.upstream("one", commits=2)
    stack.names("one", stack.one)
    stack.trust()
    stack.clone()
    return stack


def test_a_clean_tree_is_fast_forwarded(cloned):
    git(cloned.one, "rm", "-q", "file0")
    latest = commit(cloned.one, "deep/new", "new\n")
    (cloned.root / "one/untracked").write_text("mine")
    said = cloned.clone()["one"]
    assert said["verdict"] == "updated" and "1 new commit" in said["detail"]
    assert cloned.head("one") == latest
    assert git(cloned.root / "one", "status", "--porcelain") == "?? untracked"
    assert not (cloned.root / "one/file0").exists()


def dirty(tree):
    (tree / "file0").write_text("mine\n")


def staged(tree):
    (tree / "file9").write_text("mine\n")
    git(tree, "add", "file9")


def ahead(tree):
    commit(tree, "mine", "mine\n")


def diverged(tree):
    git(tree, "reset", "-q", "--hard", "HEAD~1")
    commit(tree, "mine", "mine\n")


def detached(tree):
    git(tree, "checkout", "-q", "--detach", "HEAD~1")


def other_branch(tree):
    git(tree, "checkout", "-q", "-b", "topic")


def conflicting_untracked_file(tree):
    (tree / "new").write_text("mine\n")


def merging(tree):
    commit(tree, "other", "1\n")
    git(tree, "branch", "side", "HEAD~1")
    git(tree, "checkout", "-q", "side")
    commit(tree, "other", "2\n")
    git(tree, "checkout", "-q", "main")
    git(tree, "reset", "-q", "--hard", "side")
    (tree / ".git/MERGE_HEAD").write_text(git(tree, "rev-parse", "HEAD~1") + "\n")


def other_origin(tree):
    git(tree, "remote", "set-url", "origin", "https://example.org/me/fork")


def no_origin(tree):
    git(tree, "remote", "remove", "origin")


@pytest.mark.parametrize(
    "change, word",
    [
        (dirty, "local changes, and is 1 commit behind"),
        (staged, "local changes"),
        (ahead, "1 commit ahead of origin/main and 1 commit behind"),
        (diverged, "1 commit ahead of origin/main and 2 commits behind"),
        (detached, "detached"),
        (other_branch, "on branch topic"),
        (conflicting_untracked_file, "untracked files"),
        (merging, "merge"),
        (other_origin, "origin is https://example.org/me/fork"),
        (no_origin, "no remote"),
    ],
)
def test_local_work_is_left_and_said(cloned, change, word):
    tree = cloned.root / "one"
    change(tree)
    commit(cloned.one, "new", "theirs\n")
    before = (git(tree, "rev-parse", "HEAD"), git(tree, "status", "--porcelain"), git(tree, "diff", "HEAD"))
    files = {path: path.read_bytes() for path in tree.rglob("*") if path.is_file() and ".git" not in path.parts}
    said = cloned.clone()["one"]
    assert said["verdict"] == "left" and word in said["detail"]
    assert before == (git(tree, "rev-parse", "HEAD"), git(tree, "status", "--porcelain"), git(tree, "diff", "HEAD"))
    assert files == {path: path.read_bytes() for path in tree.rglob("*") if path.is_file() and ".git" not in path.parts}


def test_a_clone_made_by_hand_is_one(stack):
    """With another URL of the same repository."""
    upstream = stack.upstream("openstack/one")
    stack.names("one", upstream, "https://example.org/openstack/one")
    stack.trust()
    git(stack.root, "clone", "-q", upstream, "one")
    git(stack.root / "one", "remote", "set-url", "origin", "git@example.org:openstack/one.git")
    latest = commit(upstream, "new", "new\n")
    assert stack.clone()["one"]["verdict"] == "updated"
    assert stack.head("one") == latest


def test_a_linked_working_tree_inside_the_root_is_updated_and_one_from_outside_left(stack):
    upstream = stack.upstream("one")
    elsewhere = stack.folder / "elsewhere"
    git(stack.folder, "clone", "-q", upstream, elsewhere)
    git(elsewhere, "checkout", "-q", "--detach")
    git(elsewhere, "worktree", "add", "-q", stack.root / "one", "main")
    stack.names("one", upstream)
    stack.trust()
    said = stack.clone()["one"]
    assert said["verdict"] == "left" and "outside the root" in said["detail"]


def test_a_shallow_clone_is_left_without_trust(stack):
    upstream = stack.upstream("one", commits=3)
    git(stack.root, "clone", "-q", "--depth", "1", f"file://{upstream}", "one")
    mirror = stack.folder / "upstream"
    stack.names("one", "https://example.org/x/one")
    git(stack.root / "one", "remote", "set-url", "origin", "https://example.org/x/one")
    said = stack.clone("--mirror", mirror)["one"]
    assert said["verdict"] == "left" and "needs trust" in said["detail"]
