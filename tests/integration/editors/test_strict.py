"""A client on the protocol's own library holds every message, of the server and of its own, to the protocol's model."""

import json
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from conftest import HERE, Root, server_program

NODE = shutil.which("node") or "node"
EVERY_CLIENT = {"textDocument/codeAction", "textDocument/hover", "textDocument/completion", "stackdev/runnables"}
ASKED = {"client/registerCapability", "workspace/configuration", "workspace/applyEdit", "window/workDoneProgress/create",
         "$/progress", "window/showMessage", "workspace/codeLens/refresh", "workspace/diagnostic/refresh"}


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


@pytest.fixture
def sample(tmp_path) -> Root:
    """The sample stack, not trusted, on ports of its own."""
    made = Root(tmp_path / "root", tmp_path / "home")
    for folder in (made.folder, made.home):
        folder.mkdir()
    done = made.run([Path(server_program()).parent / "stackdev", "init", "--stack", "sample"])
    assert done.returncode == 0, done.stderr
    for old in ("8790", "8791"):
        new = free_port()
        for file in ("stackdev.toml", "sample-service/etc/sample-api.conf", "python-sampleclient/sample_dashboard/settings.py"):
            (made.folder / file).write_text((made.folder / file).read_text().replace(old, new))
    return made


def test_the_judge_refuses_what_is_wrong():
    done = subprocess.run([NODE, "--test", str(HERE / "strict")], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout


def test_every_message_is_one_of_the_model(sample):
    done = sample.run([NODE, HERE / "strict/session.js", server_program(), sample.folder], timeout=180)
    assert done.returncode == 0, done.stderr[-4000:]
    seen = {client["kind"]: client for client in json.loads(done.stdout)}
    assert list(seen) == ["pushed", "pulled", "poor"]
    for kind, client in seen.items():
        assert client["problems"] == [] and client["status"] == 0 and client["log"] == "", (kind, client)
        assert set(client["offered"]) <= set(client["sent"]) and EVERY_CLIENT <= set(client["sent"])
        assert {-32602, -32803} <= set(client["errors"])
    assert ASKED | {"textDocument/publishDiagnostics"} == set(seen["pushed"]["received"])
    assert ASKED | {"window/showMessageRequest"} == set(seen["pulled"]["received"])
    assert {"textDocument/publishDiagnostics"} == set(seen["poor"]["received"])
    used = set(seen["pulled"]["commands"])
    assert used - set(seen["pulled"]["offeredCommands"]) == {"stackdev.nothing"}
    assert used >= set(seen["pulled"]["offeredCommands"])
