"""Each message of the server against the protocol's model."""

import json
from pathlib import Path

import pytest

from conftest import HERE
from protocol_python import protocol_python


@pytest.fixture(scope="session")
def python() -> Path:
    return protocol_python()


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
