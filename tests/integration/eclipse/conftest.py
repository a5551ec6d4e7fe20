"""What the Eclipse tests share: the marker for the slow ones, and a workspace's path."""

from pathlib import Path

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: opens the IDE's window, or takes longer than a minute")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Where an Eclipse workspace can be; nothing is there yet."""
    return tmp_path / "workspace"
