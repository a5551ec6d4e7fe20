"""A small root with clones, and the real stackdev on it: run, killed, or with a system call that fails."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Dict, List, Optional

REPOSITORY_TOP = Path(__file__).resolve().parents[2]
SECONDS = 60

# Says what stackdev asks an interpreter, a hundred times as fast as one.
INTERPRETER = """#!/bin/sh
echo version=3.11
echo path=/usr/lib/python3
"""

Files = Dict[str, bytes]


def program() -> str:
    return os.path.abspath(os.environ.get("STACKDEV") or REPOSITORY_TOP / "build/release/bin/stackdev")


class Small:
    def __init__(self, folder: Path):
        self.folder = folder
        self.live = folder / "live"
        self.root = self.live / "root"
        self.state = self.live / "state"
        self.workspace = self.root / "workspace"
        self.live.mkdir()
        for name, references in (("library", []), ("service", ["library"]), ("client", ["library", "service"])):
            self.write(f"{name}/{name}/__init__.py", "".join(f"import {other}\n" for other in references))
            self.write(f"{name}/bin/{name}-run", "#!/usr/bin/python3\n")
            self.write(f"{name}/tests/test_it.py", "import unittest\n")
        self.write("client/.pydevproject", '<?xml version="1.0"?>\n<pydev_project>\n</pydev_project>\n')
        self.interpreter = folder / "python"
        self.interpreter.write_text(INTERPRETER)
        self.interpreter.chmod(0o755)

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def keep(self) -> None:
        """Remembers the tree as it is, for restore()."""
        shutil.copytree(self.live, self.folder / "kept", symlinks=True)

    def restore(self) -> None:
        shutil.rmtree(self.live)
        shutil.copytree(self.folder / "kept", self.live, symlinks=True)

    def files(self) -> Files:
        """What users see: all below the root but the lock file, which stays behind when unlocked."""
        return {str(path.relative_to(self.root)): path.read_bytes()
                for path in self.root.rglob("*")
                if path.is_file() and not path.is_symlink() and path.parts[-2:] != (".metadata", ".lock")}

    def temporaries(self) -> List[Path]:
        return [path for path in self.live.rglob("*")
                if path.name.startswith(".stackdev-") or path.name in ("journal", "journal.draft")]

    def command(self, *arguments: str) -> List[str]:
        return [program(), *arguments, "--json", "--root", str(self.root), "--state", str(self.state)]

    def importing(self) -> List[str]:
        return self.command("import", "--interpreter", str(self.interpreter))

    def run(self, command: List[str], status: Optional[int] = None) -> "subprocess.CompletedProcess[str]":
        result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                cwd="/", timeout=SECONDS, check=False)
        if status is not None:
            assert result.returncode == status, (command, result.returncode, result.stdout, result.stderr)
        return result

    def start_again(self) -> None:
        """The next start of stackdev, and no more: it clears up, then finds nothing of that name."""
        self.run(self.importing() + ["no-such-project"], status=2)

    def import_whole(self) -> Dict[str, Any]:
        return one_object(self.run(self.importing(), status=0))


def one_object(result: "subprocess.CompletedProcess[str]", told: Optional[str] = None) -> Dict[str, Any]:
    """stdout under --json: one object, whatever happened. Its message is told, too: on stderr."""
    value = json.loads(result.stdout)
    assert isinstance(value, dict)
    if result.returncode:
        assert value["error"]["message"] in (result.stderr if told is None else told)
    return value
