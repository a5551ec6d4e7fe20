"""Where the tests of scan, debug-safe and hook find the program and trees of real sources.

STACKDEV names the program. STACKDEV_TREES, a list with ":" between, names folders of Python sources; by
default these are packages of the system's distribution, fetched once into ~/.cache/stackdev-tests.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
TOP = HERE.parents[2]
PACKAGES = ["python3-nova", "python3-cinder", "python3-swift", "python3-eventlet", "python3-gevent", "python3-oslo.service"]


def pytest_configure(config):
    config.addinivalue_line("markers", "long: more than CI has time for; run with -m long")


def pytest_collection_modifyitems(config, items):
    if not config.option.markexpr:
        chosen = [item for item in items if not item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


class Program:
    def __init__(self, state: Path):
        self.folder = Path(os.environ.get("STACKDEV", TOP / "build/release/bin/stackdev")).parent
        self.state = state

    def __call__(self, *arguments, cwd=None, status=0) -> str:
        command = [str(self.folder / "stackdev"), "--state", str(self.state), *map(str, arguments)]
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=600)
        assert done.returncode == status, f"{command}: {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        self.errors = done.stderr
        return done.stdout

    def scan(self, root, *arguments, status=0) -> list[dict]:
        lines = self("--root", root, "--json", "scan", *arguments, status=status)
        return [json.loads(line) for line in lines.splitlines()]


@pytest.fixture
def stackdev(tmp_path) -> Program:
    return Program(tmp_path / "state")


def fetched() -> Path | None:
    """The packages' sources, or None without a network."""
    folder = Path.home() / ".cache/stackdev-tests/patch-trees"
    if (folder / "complete").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    for package in PACKAGES:
        target = folder / package
        target.mkdir(parents=True)
        if subprocess.run(["apt-get", "-qq", "download", package], cwd=target, capture_output=True).returncode:
            return None
        for archive in target.glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", str(archive), str(target)], check=True)
            archive.unlink()
    (folder / "complete").touch()
    return folder


@pytest.fixture(scope="session")
def trees() -> list[Path]:
    named = os.environ.get("STACKDEV_TREES")
    if named:
        return [Path(one).resolve() for one in named.split(":")]
    found = fetched()
    if found is None:
        pytest.skip("no STACKDEV_TREES, and no package could be fetched")
    return [found]


@pytest.fixture
def copies(trees, tmp_path) -> list[Path]:
    """Of the trees, to write in."""
    made = []
    for i, tree in enumerate(trees):
        made.append(tmp_path / f"tree{i}")
        shutil.copytree(tree, made[-1], symlinks=True)
    return made
