"""A root with the sample stack, on which nothing is wrong, and the program run on it in a clean environment."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[3]
PROGRAM = os.environ.get("STACKDEV", str(TOP / "build/release/bin/stackdev"))


def pytest_configure(config):
    config.addinivalue_line("markers", "long: more than CI has time for; run with -m long")


class Patient:
    def __init__(self, folder: Path):
        self.root = folder / "root"
        self.home = folder / "home"
        self.state = folder / "state"
        for made in (self.root, self.home):
            made.mkdir()
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.home), "LC_ALL": "C.UTF-8"}
        self.run("init", "--stack", "sample")

    def command(self, *words: object) -> list[str]:
        return [PROGRAM, "--root", str(self.root), "--state", str(self.state), *map(str, words)]

    def run(self, *words: object, cwd: object = "/", before: list[str] = [], status: int = 0, **variables: str) -> str:
        done = subprocess.run([*before, *self.command(*words)], cwd=cwd, env={**self.environment, **variables},
                              capture_output=True, text=True, timeout=60)  # fmt: skip
        assert done.returncode == status, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def findings(self, *words: object, **options) -> list[dict]:
        """What doctor finds; its exit status must fit."""
        command = [*options.pop("before", []), *self.command("--json", "doctor", *words)]
        done = subprocess.run(command, cwd=options.pop("cwd", "/"), env={**self.environment, **options},
                              capture_output=True, text=True, timeout=60)  # fmt: skip
        found = json.loads(done.stdout)["findings"]
        assert done.returncode == (1 if found else 0), done.stderr
        for finding in found:
            assert finding["severity"] in ("error", "warning") and finding["message"] and finding["fix"]
        return found

    def ids(self, *words: object, **options) -> list[str]:
        return [finding["id"] for finding in self.findings(*words, **options)]

    def write(self, relative: str, text: str) -> Path:
        file = self.root / relative
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def eclipse(self, *plugins: str) -> Path:
        """A folder that looks like an Eclipse with these plug-ins; it is never started."""
        folder = self.home / "eclipse"
        for plugin in plugins:
            (folder / "plugins" / plugin).mkdir(parents=True)
        program = folder / "eclipse"
        program.write_text("#!/bin/sh\nexit 1\n")
        program.chmod(0o755)
        return program

    def manifest(self, old: str, new: str) -> None:
        file = self.root / "stackdev.toml"
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))


PYDEV = "org.python.pydev_13.1.0.202509021047"
EGIT = "org.eclipse.egit.core_7.3.0.202506031305-r"


@pytest.fixture
def patient(tmp_path) -> Patient:
    return Patient(tmp_path)
