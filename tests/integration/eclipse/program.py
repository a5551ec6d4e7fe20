"""Runs the real stackdev on a root and a workspace of a test, with a home and state of their own."""

import json
import os
import stat
import subprocess
from pathlib import Path
from typing import Any, Dict, List, Tuple

REPOSITORY_TOP = Path(__file__).resolve().parents[3]
SECONDS = 120

SAMPLE_REPOSITORIES = ["python-sampleclient", "sample-service", "samplelib"]


def program() -> str:
    return os.path.abspath(os.environ.get("STACKDEV") or REPOSITORY_TOP / "build/release/bin/stackdev")


class Stack:
    """A folder with clones, the Eclipse workspace that they are imported into, and stackdev for both."""

    def __init__(self, folder: Path, root: str = "root", workspace: str = "workspace"):
        self.root = folder / root
        self.workspace = folder / workspace
        self._home = folder / "home"
        self._state = folder / "state"
        self.root.mkdir(parents=True)
        self._home.mkdir()
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "XDG_"))},
            "HOME": str(self._home), "LC_ALL": "C.UTF-8",
            "GIT_AUTHOR_NAME": "A Developer", "GIT_AUTHOR_EMAIL": "developer@example.org",
            "GIT_COMMITTER_NAME": "A Developer", "GIT_COMMITTER_EMAIL": "developer@example.org"}

    def stackdev(self, *arguments: str, status: int = 0) -> "subprocess.CompletedProcess[str]":
        command = [program(), *arguments, "--root", str(self.root), "--state", str(self._state)]
        result = self._run(command)
        assert result.returncode == status, f"{command}\n{result.stdout}\n{result.stderr}"
        return result

    def add_sample(self) -> None:
        self.stackdev("init", "--stack", "sample")

    def imported(self, *options: str) -> Dict[str, Any]:
        """Imports and returns what `--json` said."""
        output = self.stackdev("import", "--workspace", str(self.workspace), "--json", *options).stdout
        return json.loads(output)

    def repository(self, path: str, files: Dict[str, str]) -> Path:
        """Makes a git repository below the root, everything committed. A file in bin/ is executable."""
        folder = self.root / path
        for name, text in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
            if file.parent.name == "bin":
                file.chmod(0o755)
        self.git(folder, "init", "--quiet")
        self.git(folder, "add", "--", *files)
        self.git(folder, "commit", "--quiet", "--message", "Begin")
        return folder

    def git(self, folder: Path, *arguments: str) -> str:
        result = self._run(["git", "-C", str(folder), *arguments])
        assert result.returncode == 0, result.stderr
        return result.stdout

    def files(self) -> Dict[str, Tuple[Any, ...]]:
        """Everything in root and workspace that a run must not touch, to compare."""
        return {**contents(self.root), **contents(self.workspace)}

    def _run(self, command: List[str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(command, cwd=self.root, env=self._environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
                              timeout=SECONDS, check=False)


def contents(folder: Path) -> Dict[str, Tuple[Any, ...]]:
    """Mode and bytes of each file. The lock file is Eclipse's own affair: it stays behind when unlocked."""
    found: Dict[str, Tuple[Any, ...]] = {}
    for path in folder.rglob("*"):
        if path.is_symlink():
            found[str(path)] = ("link", os.readlink(path))
        elif path.is_file() and path.parts[-2:] != (".metadata", ".lock"):
            found[str(path)] = (oct(stat.S_IMODE(path.stat().st_mode)), path.read_bytes())
    return found


def times(folder: Path) -> Dict[str, int]:
    """When each file was last written."""
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def differences(before: Dict[str, Any], after: Dict[str, Any]) -> List[str]:
    return sorted(path for path in {**before, **after} if before.get(path) != after.get(path))
