"""Repositories and clones made to harm: nothing that they name is run, nothing outside them is written."""

import subprocess

import pytest

from stack import commit, git


@pytest.fixture
def marker(stack):
    return stack.folder / "ran"


def program(stack, marker):
    """What a hostile configuration would have run."""
    script = stack.folder / "evil.sh"
    script.write_text(f"#!/bin/sh\necho $0 $* >> {marker}\ncat\n")
    script.chmod(0o755)
    return script


def test_nothing_in_a_clones_own_configuration_is_run(stack, marker):
    upstream = stack.upstream("one")
    commit(upstream, ".gitattributes", "* filter=evil diff=evil\n")
    stack.names("one", "https://127.0.0.1:1/x/one")
    stack.clone("--mirror", upstream.parent)
    evil = program(stack, marker)
    tree = stack.root / "one"
    for key in (
        "core.fsmonitor", "core.sshCommand", "core.gitProxy", "core.askPass", "core.pager", "core.editor",
        "credential.helper", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.command",
        "diff.external", "gpg.program", "uploadpack.packObjectsHook", "remote.origin.uploadpack",
    ):  # fmt: skip
        git(tree, "config", key, str(evil))
    git(tree, "config", "core.hooksPath", str(stack.folder / "hooks"))
    for folder in (stack.folder / "hooks", tree / ".git/hooks"):
        folder.mkdir(exist_ok=True)
        for hook in ("post-checkout", "reference-transaction", "post-merge", "pre-auto-gc", "post-index-change"):
            (folder / hook).write_text(evil.read_text())
            (folder / hook).chmod(0o755)
    latest = commit(upstream, "new", "new\n")
    assert stack.clone("--mirror", upstream.parent)["one"]["verdict"] == "updated"
    assert stack.head("one") == latest
    assert not marker.exists()


def test_filters_and_hooks_of_the_upstream_are_not_run(stack, marker):
    """Neither by libgit2 nor by the git program for a shallow clone."""
    upstream = stack.upstream("one")
    evil = program(stack, marker)
    for key in ("filter.evil.smudge", "uploadpack.packObjectsHook", "core.fsmonitor"):
        git(upstream, "config", key, str(evil))
    (upstream / ".gitattributes").write_text("* filter=evil\n")
    git(upstream, "-c", "core.fsmonitor=false", "-c", "filter.evil.smudge=", "add", ".gitattributes")
    git(upstream, "-c", "core.fsmonitor=false", "commit", "-q", "-m", "attributes")
    marker.unlink(missing_ok=True)
    for name in ("whole", "shallow"):
        stack.names(name, upstream)
    stack.trust()
    assert stack.clone("whole")["whole"]["verdict"] == "cloned"
    assert stack.clone("shallow", "--depth", "1")["shallow"]["verdict"] == "cloned"
    assert not marker.exists()


def tree_object(repository, *entries) -> str:
    """A tree that git itself would not make: (mode, name, object)."""
    data = b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(target) for mode, name, target in entries)
    return git(repository, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", data=data)


@pytest.mark.parametrize("name", ["..", ".git", ".GIT", ".", "git~1", "a/b", "../x", ".git/hooks/post-checkout"])
def test_paths_that_escape_are_refused(stack, marker, name):
    upstream = stack.upstream("one")
    evil = git(upstream, "hash-object", "-w", "--stdin", data=b"#!/bin/sh\ntouch ran\n")
    inner = tree_object(upstream, ("100755", "config", evil))
    for mode, target in (("40000", inner), ("100755", evil)):
        tree = tree_object(upstream, (mode, name, target))
        git(upstream, "update-ref", "refs/heads/main", git(upstream, "commit-tree", "-m", "evil", tree))
        before = sorted(path.name for path in stack.folder.iterdir())
        stack.names("one", upstream)
        stack.trust()
        stack.state.mkdir(exist_ok=True)
        done = subprocess.run(stack.command("--json", "clone"), capture_output=True, text=True)
        if done.returncode == 0:  # a name that stays inside on this file system
            assert name in (".GIT", "git~1", "a/b")
            subprocess.run(["rm", "-rf", str(stack.root / "one")], check=True)
        else:
            assert done.returncode == 1 and not (stack.root / "one").exists()
        assert stack.leftovers() == []
        assert set(path.name for path in stack.folder.iterdir()) <= {*before, "state"}


def test_a_link_in_the_tree_is_not_written_through(stack):
    """A link `sub` to a folder outside, and a file sub/file in the next commit (or the same tree)."""
    outside = stack.folder / "outside"
    outside.mkdir()
    upstream = stack.upstream("one")
    (upstream / "sub").symlink_to(outside)
    git(upstream, "add", "sub")
    git(upstream, "commit", "-q", "-m", "a link")
    stack.names("one", upstream)
    stack.trust()
    stack.clone()
    git(upstream, "rm", "-q", "sub")
    commit(upstream, "sub/file", "inside\n")
    assert stack.clone()["one"]["verdict"] == "updated"
    assert list(outside.iterdir()) == []
    assert (stack.root / "one/sub/file").read_text() == "inside\n"


def test_one_tree_with_a_link_and_a_folder_of_one_name(stack):
    outside = stack.folder / "outside"
    outside.mkdir()
    upstream = stack.upstream("one")
    link = git(upstream, "hash-object", "-w", "--stdin", data=str(outside).encode())
    evil = git(upstream, "hash-object", "-w", "--stdin", data=b"evil\n")
    inner = tree_object(upstream, ("100644", "file", evil))
    for pair in (
        (("120000", "sub", link), ("40000", "sub", inner)),
        (("40000", "sub", inner), ("120000", "sub", link)),
        (("120000", "sub", link), ("100644", "sub/file", evil)),
    ):
        tree = tree_object(upstream, *pair)
        git(upstream, "update-ref", "refs/heads/main", git(upstream, "commit-tree", "-m", "evil", tree))
        stack.names("one", upstream)
        stack.trust()
        subprocess.run(stack.command("clone"), capture_output=True)
        subprocess.run(["rm", "-rf", str(stack.root / "one")], check=True)
        assert list(outside.iterdir()) == []


def work_tree_elsewhere(stack, tree, outside):
    git(tree, "config", "core.worktree", outside)


def git_folder_is_a_link(stack, tree, outside):
    (tree / ".git").rename(outside / "git")
    (tree / ".git").symlink_to(outside / "git")


def git_folder_is_elsewhere(stack, tree, outside):
    (tree / ".git").rename(outside / "git")
    (tree / ".git").write_text(f"gitdir: {outside}/git\n")


def refs_are_a_link(stack, tree, outside):
    (tree / ".git/refs/remotes").rename(outside / "remotes")
    (tree / ".git/refs/remotes").symlink_to(outside / "remotes")


def a_ref_is_a_link(stack, tree, outside):
    (outside / "victim").write_text("victim\n")
    (tree / ".git/refs/remotes/origin/main").unlink()
    (tree / ".git/refs/remotes/origin/main").symlink_to(outside / "victim")


def the_index_is_a_link(stack, tree, outside):
    (tree / ".git/index").rename(outside / "index")
    (tree / ".git/index").symlink_to(outside / "index")


def the_clone_is_a_link(stack, tree, outside):
    tree.rename(outside / "clone")
    tree.symlink_to(outside / "clone")


@pytest.mark.parametrize(
    "trick",
    [work_tree_elsewhere, git_folder_is_a_link, git_folder_is_elsewhere, refs_are_a_link, a_ref_is_a_link,
     the_index_is_a_link, the_clone_is_a_link],
)  # fmt: skip
def test_clones_that_lead_elsewhere_are_left(stack, trick):
    outside = stack.folder / "outside"
    outside.mkdir()
    upstream = stack.upstream("one")
    stack.names("one", upstream)
    stack.trust()
    stack.clone()
    trick(stack, stack.root / "one", outside)
    commit(upstream, "new", "new\n")
    before = {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()}
    assert stack.clone()["one"]["verdict"] == "left"
    assert before == {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()}


def test_the_temporary_folder_may_be_a_trap(stack):
    outside = stack.folder / "outside"
    outside.mkdir()
    (outside / "mine").write_text("mine")
    stack.names("one", stack.upstream("one"))
    stack.trust()
    (stack.root / ".one.stackdev-clone").symlink_to(outside)
    assert stack.clone()["one"]["verdict"] == "cloned"
    assert [path.name for path in outside.iterdir()] == ["mine"]


@pytest.mark.parametrize("path, url", [("link/part", None), ("part", "ext::touch ran"), ("part", "../../../inner")])
def test_submodules_that_escape_are_refused(stack, path, url):
    outside = stack.folder / "outside"
    outside.mkdir()
    inner, upstream = stack.upstream("inner"), stack.upstream("one")
    (upstream / ".gitmodules").write_text(f'[submodule "part"]\npath = {path}\nurl = {url or inner}\n')
    (upstream / "link").symlink_to(outside)
    git(upstream, "add", "link", ".gitmodules")
    if not path.startswith("link"):
        git(upstream, "update-index", "--add", "--cacheinfo", f"160000,{git(inner, 'rev-parse', 'HEAD')},{path}")
    git(upstream, "commit", "-q", "-m", "evil")
    stack.names("one", "https://127.0.0.1:1/x/one")  # not trusted
    stack.clone("--mirror", upstream.parent)
    subprocess.run(stack.command("clone", "--submodules", "--mirror", upstream.parent), capture_output=True)
    assert list(outside.iterdir()) == []
    assert not (stack.root / "one" / path / "file0").exists()
