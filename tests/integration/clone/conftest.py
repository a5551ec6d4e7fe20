"""Real git repositories, made for each test, and a root whose manifest names them."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from stack import Stack


def pytest_configure(config):
    config.addinivalue_line("markers", "long: more than CI has time for; run with -m long")


def pytest_collection_modifyitems(config, items):
    if not config.option.markexpr:
        chosen = [item for item in items if not item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """Nobody's own git configuration takes part."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ada@localhost")
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return home


@pytest.fixture
def stack(tmp_path) -> Stack:
    return Stack(tmp_path)


@pytest.fixture
def git_daemon():
    """git_daemon(folder, name) is the URL of folder/name, served on 127.0.0.1."""
    started = []

    def serve(folder: Path, name: str) -> str:
        if not started:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            command = ["/usr/lib/git-core/git-daemon", "--listen=127.0.0.1", f"--port={port}", "--export-all",
                       "--reuseaddr", f"--base-path={folder}", str(folder)]  # fmt: skip
            started.append((subprocess.Popen(command, stderr=subprocess.DEVNULL), port))
            wait_for(port)
        return f"git://127.0.0.1:{started[0][1]}/{name}/.git"

    yield serve
    for process, _ in started:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")
