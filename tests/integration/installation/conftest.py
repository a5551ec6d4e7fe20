"""A root with the sample stack in it, for what completes its names."""

from pathlib import Path

import pytest

from program import PROGRAM, run


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    root = tmp_path / "root"
    root.mkdir()
    run(PROGRAM, "--root", root, "init", "--stack", "sample")
    return root
