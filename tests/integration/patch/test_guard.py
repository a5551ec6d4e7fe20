"""The guard in real repositories, with the real git."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

CALL = "import eventlet\neventlet.monkey_patch()\n"


def git(folder: Path, *arguments: str, status: int = 0) -> str:
    identity = ["-c", "user.name=n", "-c", "user.email=n@example.org"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def clone(tmp_path) -> Path:
    folder = tmp_path / "root" / "clone"
    folder.mkdir(parents=True)
    git(folder, "init", "-q")
    (folder / "a.py").write_text(CALL)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    return folder


def is_refused(clone: Path) -> None:
    text = git(clone, "commit", "-qam", "edit", status=1)
    assert "for debugging only" in text and "stackdev debug-safe off" in text


def test_refuses_an_edit_and_nothing_else(stackdev, clone):
    guarded = ("--json", "--root", clone.parent, "debug-safe", "status", "--guard")
    assert json.loads(stackdev(*guarded))["guards"] == []
    stackdev("--root", clone.parent, "debug-safe", "on", "--guard")
    assert json.loads(stackdev(*guarded, status=1))["guards"] == [str(clone / ".git/hooks/pre-commit")]
    is_refused(clone)
    (clone / "b.py").write_text("x = 1\n")
    git(clone, "add", "b.py")
    git(clone, "commit", "-qm", "another file", "b.py")
    stackdev("--root", clone.parent, "debug-safe", "off")
    (clone / "a.py").write_text(CALL + "x = 1\n")
    git(clone, "commit", "-qam", "no edit")
    stackdev("--root", clone.parent, "hook", "on", clone / "a.py")
    is_refused(clone)
    stackdev("--root", clone.parent, "hook", "off", clone / "a.py")
    stackdev("--root", clone.parent, "debug-safe", "off", "--guard")
    assert not (clone / ".git/hooks/pre-commit").exists()


def test_lets_a_commit_take_an_edit_out(stackdev, clone):
    stackdev("--root", clone.parent, "debug-safe", "on")
    git(clone, "commit", "-qam", "an edit that should not be here")
    stackdev("--root", clone.parent, "debug-safe", "off", "--guard")
    stackdev("--root", clone.parent, "debug-safe", "on", "--guard")
    stackdev("--root", clone.parent, "debug-safe", "off")
    git(clone, "commit", "-qam", "without it")


@pytest.mark.parametrize("status", [0, 3])
def test_runs_the_hook_that_was_there(stackdev, clone, status):
    hook = clone / ".git/hooks/pre-commit"
    text = f"#!/bin/sh\necho mine $#\nexit {status}\n"
    hook.write_text(text)
    hook.chmod(0o755)
    stackdev("--root", clone.parent, "debug-safe", "on", "--guard")
    stackdev("--root", clone.parent, "debug-safe", "on", "--guard")  # twice is once
    stackdev("--root", clone.parent, "debug-safe", "off")
    (clone / "a.py").write_text(CALL + "x = 1\n")
    assert "mine 0" in git(clone, "commit", "-qam", "x", status=1 if status else 0)
    stackdev("--root", clone.parent, "debug-safe", "off", "--guard")
    assert hook.read_text() == text and hook.stat().st_mode & 0o111
    assert sorted(path.name for path in hook.parent.iterdir() if not path.name.endswith(".sample")) == ["pre-commit"]


def test_works_in_a_worktree(stackdev, clone):
    other = clone.parent / "other"
    git(clone, "worktree", "add", "-q", str(other))
    stackdev("--root", clone.parent, "debug-safe", "on", "--guard", other)
    is_refused(other)
    assert (clone / "a.py").read_text() == CALL
    (clone / "a.py").write_text(CALL + "x = 1\n")
    git(clone, "commit", "-qam", "no edit")


@pytest.mark.parametrize("place", [".githooks", "absolute"])
def test_follows_core_hooks_path(stackdev, clone, tmp_path, place):
    folder = tmp_path / "hooks" if place == "absolute" else clone / place
    git(clone, "config", "core.hooksPath", str(folder) if place == "absolute" else place)
    stackdev("--root", clone.parent, "debug-safe", "on", "--guard")
    assert (folder / "pre-commit").exists()
    is_refused(clone)
    stackdev("--root", clone.parent, "debug-safe", "off", "--guard")
    assert not (folder / "pre-commit").exists()


def test_keeps_a_guard_changed_by_hand(stackdev, clone):
    stackdev("--root", clone.parent, "debug-safe", "on", "--guard")
    hook = clone / ".git/hooks/pre-commit"
    hook.write_text(hook.read_text() + "echo more\n")
    stackdev("--root", clone.parent, "debug-safe", "off", "--guard", status=3)
    assert "changed by hand" in stackdev.errors and hook.exists()
    assert (clone / "a.py").read_text() != CALL, "nothing is done by halves"


def test_undo_takes_edits_and_guard_back(stackdev, clone):
    stackdev("--root", clone.parent, "debug-safe", "on", "--guard")
    stackdev("--root", clone.parent, "undo")
    assert (clone / "a.py").read_text() == CALL
    assert not (clone / ".git/hooks/pre-commit").exists()


def test_survives_stash_and_checkout(stackdev, clone):
    stackdev("--root", clone.parent, "debug-safe", "on")
    git(clone, "stash")
    git(clone, "checkout", "-qb", "other")
    git(clone, "stash", "pop")
    stackdev("--root", clone.parent, "debug-safe", "off")
    assert git(clone, "status", "--short") == ""


def test_says_no_without_a_repository(stackdev, tmp_path):
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/a.py").write_text(CALL)
    stackdev("--root", tmp_path / "plain", "debug-safe", "on", "--guard", status=2)
    assert "no git repository" in stackdev.errors
