"""A fault at a system call of `debug-safe on`: each file is as it was or as it shall be, and the next command mends it.

strace makes the n-th system call of a kind fail, or kills the process there.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

OLD = "import eventlet\neventlet.monkey_patch()\n"
NAMES = ["a.py", "b.py", "folder/c.py"]
# What the program does to files; the rest of its calls are its start and its reading.
CALLS = "openat,openat2,read,write,fsync,syncfs,renameat,renameat2,rename,unlink,unlinkat,mkdir,mkdirat,fchmod,fchown,ftruncate,pwrite64,flock,fstat,newfstatat"

pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")


@pytest.fixture
def root(tmp_path) -> Path:
    folder = tmp_path / "root"
    fill(folder)
    return folder


def fill(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(OLD)


def command(stackdev, root: Path) -> list[str]:
    return [str(stackdev.folder / "stackdev"), "--state", str(stackdev.state), "--root", str(root), "debug-safe", "on"]


def traced(stackdev, root: Path, *options: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["strace", "-f", "-qq", "-E", "ASAN_OPTIONS=detect_leaks=0", *options, *command(stackdev, root)], capture_output=True, text=True, timeout=60
    )


def made(stackdev, root: Path) -> tuple[Counter, str]:
    """How many calls of each kind a run without faults makes, and what the files become."""
    done = traced(stackdev, root, "-e", f"trace={CALLS}")
    assert done.returncode == 0, done.stderr[-500:]
    counts = Counter(re.findall(r"^(?:\[pid +\d+\] )?(\w+)\(", done.stderr, re.MULTILINE))
    return counts, (root / "a.py").read_text()


def check(stackdev, root: Path, new: str, place: str) -> None:
    for name in NAMES:
        assert (root / name).read_text() in (OLD, new), f"{place}: {name} is torn"
    # Whatever was left behind, the next start clears away; then all is done, and can be undone.
    again = subprocess.run(command(stackdev, root), capture_output=True, text=True, timeout=60)
    assert again.returncode == 0, f"{place}: {again.stderr}"
    assert [(root / name).read_text() for name in NAMES] == [new] * len(NAMES), place
    found = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
    assert found == NAMES, f"{place}: left behind {found}"


def inject(stackdev, root: Path, every: int) -> int:
    fill(root)
    counts, new = made(stackdev, root)
    assert new != OLD
    tried = 0
    for kind, count in sorted(counts.items()):
        for fault in ("error=EIO", "error=ENOSPC", "signal=SIGKILL"):
            for n in range(1, count + 1):
                tried += 1
                if tried % every:
                    continue
                fill(root)
                shutil.rmtree(stackdev.state, ignore_errors=True)
                traced(stackdev, root, "-o", "/dev/null", "-e", f"trace={kind}", "-e", f"inject={kind}:{fault}:when={n}")
                check(stackdev, root, new, f"{kind} {n} {fault}")
    return tried // every


def test_a_sample_of_faults_leaves_no_torn_file(stackdev, root):
    assert inject(stackdev, root, 29) > 10


@pytest.mark.long
def test_every_fault_leaves_no_torn_file(stackdev, root):
    print(inject(stackdev, root, 1), "faults")
