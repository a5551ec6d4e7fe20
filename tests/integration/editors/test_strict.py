"""Each message of the server against the protocol's model."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import HERE


@pytest.fixture(scope="session")
def python() -> Path:
    """A Python with the model; fetched once."""
    wanted = (HERE / "requirements.txt").read_text()
    folder = Path.home() / ".cache/stackdev-tests/protocol-model"
    record = folder / "requirements.txt"
    if not record.exists() or record.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([folder / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "-r",
                        HERE / "requirements.txt"], check=True)
        record.write_text(wanted)
    return folder / "bin/python"


def test_every_message_is_one_of_the_model(root, python):
    done = root.run([python, HERE / "strict_client.py", root.folder])
    assert done.returncode == 0, done.stderr[-4000:]
    pushed, pulled = json.loads(done.stdout)
    for seen in (pushed, pulled):
        assert {"initialize", "client/registerCapability", "workspace/configuration", "workspace/applyEdit",
                "window/workDoneProgress/create", "$/progress", "window/showMessage", "textDocument/codeAction",
                "workspace/codeLens/refresh", "stackdev/runnables"} <= set(seen)
    assert "textDocument/publishDiagnostics" in pushed and "textDocument/diagnostic" not in pushed
    assert "textDocument/diagnostic" in pulled and "textDocument/publishDiagnostics" not in pulled
