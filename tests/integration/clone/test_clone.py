"""Cloning: what is taken from where, at which revision, and what is said of it."""

import json
import os
import pty
import subprocess

import pytest

from stack import commit, git, make


def test_it_clones_what_the_manifest_names(stack):
    one, two = stack.upstream("one"), stack.upstream("two", commits=3)
    stack.names("one", one)
    stack.names("two", f"file://{two}")
    stack.trust()
    said = stack.clone()
    assert [said[name]["verdict"] for name in ("one", "two")] == ["cloned", "cloned"]
    assert stack.head("two") == git(two, "rev-parse", "HEAD") == said["two"]["commit"]
    assert git(stack.root / "two", "status", "--porcelain", "--branch") == "## main...origin/main"
    assert git(stack.root / "two", "remote", "get-url", "origin") == f"file://{two}"
    assert git(stack.root / "two", "fsck", "--strict") == ""
    assert stack.leftovers() == []
    assert {one["verdict"] for one in stack.clone().values()} == {"up to date"}


@pytest.mark.parametrize("kind", ["branch", "tag", "annotated", "commit", "short"])
def test_it_checks_out_the_revision(stack, kind):
    upstream = stack.upstream("one", commits=2)
    git(upstream, "branch", "stable", "HEAD~1")
    git(upstream, "tag", "v1", "HEAD~1")
    git(upstream, "tag", "-m", "two", "v2", "HEAD~1")
    wanted = git(upstream, "rev-parse", "HEAD~1")
    names = {"branch": "stable", "tag": "v1", "annotated": "v2", "commit": wanted, "short": wanted[:9]}
    stack.names("one", upstream, revision=names[kind])
    stack.trust()
    assert stack.clone()["one"]["verdict"] == "cloned"
    assert stack.head("one") == wanted
    branch = git(stack.root / "one", "rev-parse", "--abbrev-ref", "HEAD")
    assert branch == ("stable" if kind == "branch" else "HEAD")
    assert stack.clone()["one"]["verdict"] == "up to date"


def test_urls_are_tried_in_order_then_the_rewrites(stack):
    good = stack.upstream("good")
    gone = stack.folder / "gone"
    stack.rewrites = {str(gone): str(good)}
    stack.names("one", f"{gone}/a", good)
    stack.names("two", gone)
    stack.trust()
    said = stack.clone()
    assert said["one"]["url"] == said["two"]["url"] == str(good)
    assert git(stack.root / "two", "remote", "get-url", "origin") == str(gone)


def test_one_failure_does_not_keep_the_others_from_being_done(stack):
    stack.names("gone", stack.folder / "nowhere", "https://127.0.0.1:1/x")
    stack.names("wrong", stack.upstream("wrong"), revision="no-such-thing")
    stack.names("good", stack.upstream("good"))
    stack.trust()
    said = stack.clone(status=1)
    assert [said[name]["verdict"] for name in ("gone", "wrong", "good")] == ["failed", "failed", "cloned"]
    assert len(said["gone"]["detail"].splitlines()) == 2
    assert said["gone"]["seconds"] >= 3  # a refused connection is tried three times
    assert "no branch, tag or commit no-such-thing" in said["wrong"]["detail"]
    assert stack.leftovers() == []
    assert sorted(entry.name for entry in stack.root.iterdir()) == ["good", "stackdev.toml"]


@pytest.mark.parametrize(
    "layout", ["one", "one.git", "openstack/one", "openstack+one/repo", "git.example.org/openstack/one.git", "bare/one.git"]
)
def test_a_mirror_is_looked_into_first(stack, layout):
    mirror = stack.folder / "mirror"
    upstream = stack.upstream("one")
    place = mirror / layout.removeprefix("bare/")
    place.parent.mkdir(parents=True)
    git(stack.folder, "clone", "-q", *(["--bare"] if "bare" in layout else []), upstream, place)
    stack.names("renamed", "https://git.example.org/openstack/one")
    said = stack.clone("--mirror", mirror)  # whoever names a mirror trusts it
    assert said["renamed"]["verdict"] == "cloned"
    assert said["renamed"]["url"] == str(place)
    assert git(stack.root / "renamed", "remote", "get-url", "origin") == "https://git.example.org/openstack/one"


def test_trust_is_needed_for_local_and_git_urls_only(stack):
    for url in (stack.upstream("one"), "git://127.0.0.1:1/x", "http://127.0.0.1:1/x"):
        stack.names("one", url)
        said = json.loads(stack.run("--json", "clone", status=1))
        assert said["error"]["code"] == "untrusted"
        assert "stackdev trust" in stack.errors
    stack.names("one", "https://127.0.0.1:1/x", "ssh://127.0.0.1:1/x")
    assert stack.clone(status=1)["one"]["verdict"] == "failed"
    assert not (stack.root / "one").exists()


def test_transports_that_start_programs_are_refused(stack):
    marker = stack.folder / "ran"
    for url in (f"ext::sh -c 'touch {marker}'", "fd::3", "rsync://host/x"):
        stack.names("one", url)
        stack.trust()
        stack.run("clone", status=2)
        stack.run("clone", "--depth", "1", status=2)
    assert not marker.exists()


def test_what_moved_is_told(stack):
    stack.names("quantum", stack.upstream("neutron"), note="quantum became neutron")
    stack.names("melange", note="melange was given up")
    stack.trust()
    said = stack.clone()
    assert said["quantum"]["detail"].endswith("quantum became neutron")
    assert said["melange"]["verdict"] == "skipped" and said["melange"]["detail"] == "melange was given up"


def test_names_limit_it_and_must_be_known(stack):
    for name in ("one", "two"):
        stack.names(name, stack.upstream(name))
    stack.trust()
    assert list(stack.clone("two")) == ["two"]
    assert not (stack.root / "one").exists()
    stack.run("clone", "three", status=2)
    assert "no repository called three" in stack.errors


def test_a_dry_run_writes_nothing(stack):
    stack.names("one", stack.upstream("one"))
    stack.trust()
    assert "would be cloned from" in stack.run("clone", "--dry-run")
    assert [entry.name for entry in stack.root.iterdir()] == ["stackdev.toml"]


def test_without_a_manifest_it_says_what_to_do(stack):
    stack.run("clone", status=2)
    assert "stackdev init" in stack.errors


def test_lines_bars_and_events(stack):
    upstream = stack.upstream("one")
    for number in range(400):
        (upstream / f"many{number}").write_text(str(number))
    git(upstream, "add", ".")
    git(upstream, "commit", "-q", "-m", "many")
    stack.names("one", upstream)
    stack.trust()
    lines = stack.run("clone").splitlines()
    assert lines[0].split()[:2] == ["one", "cloned"] and lines[-1] == "1 cloned"
    assert stack.errors == ""  # no terminal, no bars

    subprocess.run(["rm", "-rf", str(stack.root / "one")], check=True)
    stack.clone()
    events = [json.loads(line) for line in stack.errors.splitlines()]
    assert events[-1]["event"] == "finished" and events[-1]["verdict"] == "cloned"
    assert {"connecting", "checking out"} <= {event["step"] for event in events[:-1]}


def test_bars_on_a_terminal(stack):
    stack.names("one", "https://127.0.0.1:1/x")  # three tries take long enough for a bar
    ours, theirs = pty.openpty()
    process = subprocess.Popen(stack.command("clone"), stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:  # how a terminal ends
        pass
    assert process.wait() == 1
    assert b"one  waiting to try again" in shown
    assert shown.endswith(b"\x1b[1A\x1b[2K")  # nothing of it stays


def test_submodules_only_on_request(stack):
    inner, upstream = stack.upstream("inner"), stack.upstream("outer")
    git(upstream, "-c", "protocol.file.allow=always", "submodule", "add", "-q", inner, "parts/inner")
    git(upstream, "commit", "-q", "-m", "with a part")
    stack.names("outer", upstream)
    stack.trust()
    assert stack.clone()["outer"]["verdict"] == "cloned"
    assert list((stack.root / "outer/parts/inner").iterdir()) == []
    assert stack.clone("--submodules")["outer"]["verdict"] == "up to date"
    assert (stack.root / "outer/parts/inner/file0").read_text() == "0\n"


def test_an_empty_folder_is_no_hindrance_and_others_are(stack):
    for name in ("empty", "full"):
        stack.names(name, stack.upstream(name))
        (stack.root / name).mkdir()
    (stack.root / "full/mine").write_text("mine")
    stack.trust()
    said = stack.clone(status=1)
    assert [said[name]["verdict"] for name in ("empty", "full")] == ["cloned", "failed"]
    assert (stack.root / "full/mine").read_text() == "mine"


def test_two_at_once_do_not_meet(stack):
    for number in range(4):
        stack.names(f"r{number}", stack.upstream(f"r{number}"))
    stack.trust()
    runs = [subprocess.Popen(stack.command("clone"), stdout=subprocess.PIPE) for _ in range(3)]
    for run in runs:
        run.communicate(timeout=60)
    assert 0 in {run.returncode for run in runs}
    assert {one["verdict"] for one in stack.clone().values()} == {"up to date"}


def test_a_mirror_that_borrows_objects(stack):
    """takeObjects() can't link what lies in another repository."""
    upstream = stack.upstream("one", commits=3)
    borrower = stack.folder / "borrower"
    git(stack.folder, "clone", "-q", "--shared", "--bare", upstream, borrower)
    stack.names("one", borrower)
    stack.trust()
    assert stack.clone()["one"]["verdict"] == "cloned"
    git(stack.root / "one", "fsck", "--strict")


def test_depth_and_filter_use_the_git_program(stack):
    upstream = stack.upstream("one", commits=5)
    git(upstream, "config", "uploadpack.allowFilter", "true")
    git(upstream, "tag", "v1", "HEAD~1")
    stack.names("one", upstream)
    stack.trust()
    assert stack.clone("--depth", "2")["one"]["verdict"] == "cloned"
    assert git(stack.root / "one", "rev-list", "--count", "HEAD") == "2"
    latest = commit(upstream, "new", "new\n")
    assert stack.clone()["one"]["verdict"] == "updated"
    assert stack.head("one") == latest

    stack.names("partial", f"file://{upstream}", revision="v1")
    stack.trust()
    assert stack.clone("partial", "--filter", "blob:none")["partial"]["verdict"] == "cloned"
    missing = git(stack.root / "partial", "rev-list", "--objects", "--all", "--missing=print")
    assert any(line.startswith("?") for line in missing.splitlines())
    assert (stack.root / "partial/file3").read_text() == "3\n"
    assert stack.clone("partial")["partial"]["verdict"] == "up to date"


def test_a_shallow_clone_of_a_tag_or_commit(stack):
    upstream = stack.upstream("one", commits=4)
    git(upstream, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(upstream, "tag", "v1", "HEAD~2")
    wanted = git(upstream, "rev-parse", "HEAD~2")
    for name, revision in (("tag", "v1"), ("commit", wanted)):
        stack.names(name, upstream, revision=revision)
    stack.trust()
    said = stack.clone("--depth", "1")
    assert [said[name]["commit"] for name in ("tag", "commit")] == [wanted, wanted]
    assert git(stack.root / "tag", "rev-list", "--count", "HEAD") == "1"


def test_the_current_folder_does_not_matter(stack, monkeypatch):
    make(stack.folder / "beside/one")
    stack.names("one", "../beside/one")  # relative to the root
    stack.trust()
    monkeypatch.chdir("/")
    assert stack.clone()["one"]["verdict"] == "cloned"
