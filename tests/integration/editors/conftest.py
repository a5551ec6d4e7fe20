"""A root with two repositories, and real editors that drive the server in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TOP = HERE.parents[2]
sys.path.insert(0, str(TOP / "tests/support"))

from lsp_client import server_program  # noqa: E402

# Letters before the call on its line: clients disagree about columns behind them.
SOURCE = """#!/usr/bin/env python
import eventlet
s = 'üé🐍'; eventlet.monkey_patch()


def main():
    print(s)
"""
EDITED = "s = 'üé🐍'; eventlet.monkey_patch(all=False, socket=True, select=True)  # stackdev:debug-safe socket-select"

MANIFEST = """version = 1
stack = "editors"

[repository.one]

[service.one-api]
repository = "one"
program = "bin/one-api"
"""


def pytest_configure(config):
    config.addinivalue_line("markers", "long: more than CI has time for; run with -m long")


class Root:
    def __init__(self, folder: Path, home: Path):
        self.folder, self.home = folder, home
        self.script = folder / "one/bin/one-api"
        self.module = folder / "one/one/api.py"
        self.manifest = folder / "stackdev.toml"
        self.env = {**os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "LC_ALL": "C.UTF-8",
                    "PATH": f"{Path(server_program()).parent}:/usr/bin:/bin"}

    def run(self, command: list, timeout: float = 60) -> subprocess.CompletedProcess:
        return subprocess.run([str(word) for word in command], cwd=self.folder, env=self.env, capture_output=True,
                              text=True, timeout=timeout, stdin=subprocess.DEVNULL)


@pytest.fixture
def root(tmp_path) -> Root:
    made = Root(tmp_path / "root", tmp_path / "home")
    for folder in (made.script.parent, made.module.parent, made.home):
        folder.mkdir(parents=True)
    for file in (made.script, made.module):
        file.write_text(SOURCE)
    made.script.chmod(0o755)
    (made.module.parent / "__init__.py").touch()
    (made.folder / "one/setup.py").write_text("from setuptools import setup\nsetup(name='one', packages=['one'])\n")
    made.manifest.write_text(MANIFEST)
    subprocess.run(["git", "init", "-q", str(made.folder / "one")], check=True, env=made.env)
    return made
