"""The editors' command stackdev.deps: the same plan as on the command line, and it installs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from lsp_client import Client  # noqa: E402


def test_the_editors_command_plans_and_installs(stack):
    stack.run("trust")
    planned = stack.deps("plan")
    arguments = {"root": str(stack.root), "state": str(stack.state), "findLinks": str(stack.wheels)}
    with Client(env=stack.environment) as client:
        client.initialize(stack.root, {"window": {"workDoneProgress": True}})
        assert client.command("stackdev.deps", {**arguments, "dryRun": True})["result"] == planned
        assert not stack.python.exists()
        installed = client.command("stackdev.deps", arguments, limit=300)
        assert "result" in installed, installed
        assert [one for one in client.received if one.get("method") == "$/progress"]
    assert stack.deps("plan")["packages"] == []
    assert subprocess.run([stack.python, "-c", "import client, service"], cwd="/").returncode == 0


def test_without_trust_nothing_is_installed(stack):
    stack.write("stackdev.toml", 'version = 1\nstack = "s"\n')
    with Client(env=stack.environment) as client:
        client.initialize(stack.root)
        answer = client.command("stackdev.deps", {"root": str(stack.root), "state": str(stack.state)})
    assert answer["error"]["data"]["code"] == "untrusted", answer
    assert not stack.python.exists()
