"""A root, the upstream repositories that its manifest names, and the program driven on it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parents[3]
PROGRAM = os.environ.get("STACKDEV", str(TOP / "build/release/bin/stackdev"))


def git(folder: Path, *words: object, data: bytes | None = None) -> str:
    done = subprocess.run(["git", "-C", str(folder), *map(str, words)], input=data, capture_output=True, timeout=60)
    assert done.returncode == 0, f"git {words}: {done.stderr.decode()}"
    return done.stdout.decode().strip()


def make(folder: Path, commits: int = 1) -> Path:
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    for number in range(commits):
        commit(folder, f"file{number}", f"{number}\n")
    return folder


def commit(folder: Path, name: str, text: str) -> str:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    git(folder, "add", "--", name)
    git(folder, "commit", "-q", "-m", f"change {name}")
    return git(folder, "rev-parse", "HEAD")


class Stack:
    def __init__(self, folder: Path):
        self.folder = folder
        self.root = folder / "root"
        self.root.mkdir()
        self.state = folder / "state"
        self.repositories: dict[str, dict] = {}
        self.rewrites: dict[str, str] = {}

    def upstream(self, name: str, commits: int = 1) -> Path:
        return make(self.folder / "upstream" / name, commits)

    def names(self, name: str, *urls: object, **keys: str) -> None:
        self.repositories[name] = {"urls": [str(url) for url in urls], **keys}
        self.write()

    def write(self) -> None:
        lines = ["version = 1", 'stack = "test"', "[rewrite]"]
        lines += [f"{json.dumps(old)} = {json.dumps(new)}" for old, new in self.rewrites.items()]
        for name, keys in self.repositories.items():
            lines.append(f"[repository.{name}]")
            lines += [f"{key} = {json.dumps(value)}" for key, value in keys.items()]
        (self.root / "stackdev.toml").write_text("\n".join(lines) + "\n")

    def command(self, *words: object) -> list[str]:
        return [PROGRAM, "--root", str(self.root), "--state", str(self.state), *map(str, words)]

    def run(self, *words: object, status: int = 0, **options) -> str:
        done = subprocess.run(self.command(*words), capture_output=True, text=True, timeout=120, **options)
        assert done.returncode == status, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        self.errors = done.stderr
        return done.stdout

    def trust(self) -> None:
        self.run("trust")

    def clone(self, *words: object, status: int = 0) -> dict[str, dict]:
        """The result of each repository by its name."""
        said = json.loads(self.run("--json", "clone", *words, status=status))
        return {one["name"]: one for one in said["repositories"]}

    def head(self, name: str) -> str:
        return git(self.root / name, "rev-parse", "HEAD")

    def leftovers(self) -> list[str]:
        return [entry.name for entry in self.root.iterdir() if entry.name.startswith(".")]
