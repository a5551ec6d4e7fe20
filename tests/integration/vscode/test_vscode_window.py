"""Our extension for VS Code, packaged, installed and used in VS Code's window, which a browser without a screen shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from code_server import HERE, CodeServer

TOP = HERE.parents[2]
sys.path.insert(0, str(TOP / "tests/support"))
from lsp_client import server_program  # noqa: E402

SOURCE = """#!/usr/bin/env python
import os
s = 'üé🐍'; open('ran', 'a').write(os.environ.get('STACKDEV_DEBUG', 'no debugger') + '\\n')


def patch():
    import eventlet
    s = 'üé🐍'; eventlet.monkey_patch()
"""
MANIFEST = """version = 1
stack = "editors"

[repository.one]

[service.one-api]
repository = "one"
program = "bin/one-api"
"""

pytestmark = pytest.mark.long


@pytest.fixture
def root(tmp_path) -> Path:
    root = tmp_path / "root"
    (root / "one/bin").mkdir(parents=True)
    (root / "one/bin/one-api").write_text(SOURCE)
    (root / "stackdev.toml").write_text(MANIFEST)
    subprocess.run(["git", "init", "-q", str(root / "one")], check=True)
    return root


@pytest.fixture(scope="module")
def extension(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("extension") / "stackdev.vsix"
    subprocess.run([TOP / "scripts/vscode-extension", file], check=True, capture_output=True, text=True, timeout=600)
    return file


def test_lenses_tree_status_and_commands(root, extension, tmp_path):
    programs = Path(server_program()).parent
    env = {**os.environ, "HOME": str(tmp_path / "home"), "XDG_STATE_HOME": str(tmp_path / "state")}
    env.pop("TERM_PROGRAM", None)
    subprocess.run([programs / "stackdev", "--root", root, "trust"], check=True, env=env, capture_output=True)
    settings = {"stackdev.server": str(programs / "stackdev-lsp"), "stackdev.program": str(programs / "stackdev"),
                "stackdev.debugger": "pydevd", "workbench.startupEditor": "none", "files.autoSave": "off",
                "window.commandCenter": False, "workbench.secondarySideBar.defaultVisibility": "hidden"}
    picture = Path(os.environ.get("STACKDEV_SCREENSHOT", tmp_path / "vscode.png"))
    with CodeServer(tmp_path, extension, settings, env) as server:
        done = subprocess.run(["node", HERE / "drive.js", f"http://127.0.0.1:{server.port}/?folder={root}", picture,
                               root / "one/ran"], capture_output=True, text=True, timeout=300, env=env)
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout)
    assert "error" not in seen, seen
    assert {"Run", "Debug", "Make debug-safe"} <= set(seen["lenses"])
    assert "1" in seen["status"]
    assert any(row.startswith("one-api") for row in seen["tree"])
    assert "eventlet.monkey_patch(all=False, socket=True, select=True)" in seen["edited"]
    assert "s = 'üé🐍'; eventlet.monkey_patch()" in seen["restored"]
    assert (root / "one/bin/one-api").read_text() == SOURCE
    ran = (root / "one/ran").read_text().splitlines()
    assert ran[0] == "no debugger" and ran[1].startswith("127.0.0.1:5678"), ran
    assert any("unsafe" in row for row in seen["scan"])
    assert picture.stat().st_size > 20_000
