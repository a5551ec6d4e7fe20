"""What the robustness tests share: a small root on a fast file system, and the marker for long runs."""

import shutil
import tempfile
from pathlib import Path
from typing import Iterator

import pytest

from small import Small


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: takes longer than a minute")
    config.addinivalue_line("markers", "memory: of programs without sanitizers, which take several times as much")


@pytest.fixture
def small() -> Iterator[Small]:
    # Memory, where there is some: what is tested is a process that dies, not a machine.
    base = "/dev/shm" if Path("/dev/shm").is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="stackdev-robustness-", dir=base))
    yield Small(folder)
    shutil.rmtree(folder)
