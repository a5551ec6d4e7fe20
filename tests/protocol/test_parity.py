"""A command of the server answers what the command line prints under --json, and shows that it did something."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from lsp_client import Client, server_program  # noqa: E402

PROGRAM = str(Path(server_program()).parent / "stackdev")
SOURCE = "#!/usr/bin/env python\nimport eventlet\neventlet.monkey_patch()\n\n\ndef main():\n    pass\n"

# Command line, then the server's command and its options. {FILE} is a source in the root.
SAME = {
    "import": (["import", "--dry-run"], "import", {"dryRun": True}),
    "import of some": (["import", "samplelib", "--ide", "vscode", "--dry-run"], "import",
                       {"names": ["samplelib"], "ide": "vscode", "dryRun": True}),
    "scan": (["scan"], "scan", {}),
    "scan of one": (["scan", "{FILE}"], "scan", {"paths": ["{FILE}"]}),
    "launch list": (["launch", "list"], "launchConfigurations", {}),
    "clone": (["clone", "--dry-run"], "clone", {"dryRun": True}),
    "doctor": (["doctor"], "doctor", {}),
    "status": (["status"], "status", {}),
    "logs": (["logs"], "logs", {}),
    "undo --list": (["undo", "--list"], "undo", {"list": True}),
    "trust": (["trust"], "trust", {}),
    "down": (["down"], "down", {}),
    "debug-safe on": (["debug-safe", "on"], "debugSafe", {}),
    "debug-safe on, preset": (["debug-safe", "on", "{FILE}", "--preset", "no-thread-time"], "debugSafe",
                              {"paths": ["{FILE}"], "preset": "no-thread-time"}),
    "debug-safe off": (["debug-safe", "off"], "restore", {}),
    "hook on": (["hook", "on", "{FILE}"], "hook", {"file": "{FILE}"}),
    "hook on line": (["hook", "on", "{FILE}:7", "--port", "5679"], "hook", {"file": "{FILE}", "line": 7, "port": 5679}),
    "debug-safe on, guard": (["debug-safe", "on", "--guard"], "debugSafe", {"guard": True}),
    "hook off": (["hook", "off", "{FILE}"], "unhook", {"file": "{FILE}"}),
    "hook off, port": (["hook", "off", "{FILE}", "--port", "5678"], "unhook", {"file": "{FILE}", "port": 5678}),
    "hook off, other port": (["hook", "off", "{FILE}", "--port", "5679"], "unhook", {"file": "{FILE}", "port": 5679}),
    "debug-safe off, preset": (["debug-safe", "off", "--preset", "socket-select"], "restore", {"preset": "socket-select"}),
    "debug-safe off, other preset": (["debug-safe", "off", "--preset", "no-thread-time"], "restore",
                                     {"preset": "no-thread-time"}),
}
DRY = {
    "debug-safe on": "debugSafe", "debug-safe off": "restore", "hook on {FILE}": "hook", "hook off {FILE}": "unhook",
    "undo": "undo", "trust": "trust", "up": "up", "down": "down", "down --wipe": "down", "run sample-api": "run",
    "debug sample-api": "debug", "doctor --fix": "doctor",
}
MORE = {"hook on {FILE}": {"file": "{FILE}"}, "hook off {FILE}": {"file": "{FILE}"}, "down --wipe": {"wipe": True},
        "run sample-api": {"name": "sample-api"}, "debug sample-api": {"name": "sample-api"}, "doctor --fix": {"fix": True}}
for line, command in DRY.items():
    SAME[f"{line}, dry"] = ([*line.split(), "--dry-run"], command, {"dryRun": True, **MORE.get(line, {})})
BEFORE = {"debug-safe off": ["debug-safe", "on"], "hook off": ["hook", "on", "{FILE}"], "undo": ["debug-safe", "on"],
          "debug-safe off, dry": ["debug-safe", "on"], "hook off {FILE}, dry": ["hook", "on", "{FILE}"],
          "hook off, port": ["hook", "on", "{FILE}"], "hook off, other port": ["hook", "on", "{FILE}"],
          "debug-safe off, preset": ["debug-safe", "on"], "debug-safe off, other preset": ["debug-safe", "on"],
          "undo, dry": ["debug-safe", "on"], "doctor --fix, dry": ["debug-safe", "on"]}
SAME["undo"] = (["undo"], "undo", {})


class Root:
    """The sample stack, in the same place for both."""

    def __init__(self, folder: Path):
        self.folder, self.root, self.state = folder, folder / "root", folder / "state"
        self.file = self.root / "sample-service/bin/parity"
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder / "home"), "LC_ALL": "C.UTF-8"}
        (folder / "home").mkdir()
        self.root.mkdir()
        self.stackdev("init", "--stack", "sample")
        self.file.write_text(SOURCE)
        shutil.copytree(self.root, folder / "kept", symlinks=True)
        shutil.copytree(self.state, folder / "kept-state")

    def anew(self) -> None:
        for name, kept in ((self.root, "kept"), (self.state, "kept-state")):
            shutil.rmtree(name)
            shutil.copytree(self.folder / kept, name, symlinks=True)

    def files(self) -> dict:
        return {path: path.read_bytes() for top in (self.root, self.state) for path in top.rglob("*") if path.is_file()}

    def filled(self, what):
        return json.loads(json.dumps(what).replace("{FILE}", str(self.file)))

    def stackdev(self, *words: str) -> str:
        done = subprocess.run([PROGRAM, "--root", self.root, "--state", self.state, *words], env=self.environment, text=True,
                              capture_output=True, timeout=60)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Root:
    return Root(tmp_path_factory.mktemp("parity"))


def parsed(text: str):
    """JSON Lines, as of scan, are an array here."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("case", SAME)
def test_both_answer_the_same(root, case, monkeypatch):
    words, command, options = root.filled(SAME[case])
    for name in set(os.environ) - {"STACKDEV", *root.environment}:
        monkeypatch.delenv(name)
    answers = []
    for with_server in (False, True):
        root.anew()
        if case in BEFORE:
            root.stackdev(*root.filled(BEFORE[case]))
        before = root.files()
        if not with_server:
            answers.append(parsed(root.stackdev("--json", *words)))
            assert root.files() == before or not case.endswith(", dry")
            continue
        with Client(env=root.environment) as client:
            client.initialize(root.root, {"workspace": {"applyEdit": True}})
            answer = client.command(f"stackdev.{command}", {"root": str(root.root), "state": str(root.state), **options})
            assert "result" in answer, answer
            answers.append(answer["result"])
            assert [one for one in client.received if one.get("method") == "window/showMessage"]
        assert root.files() == before or not case.endswith(", dry")
    by_line, by_server = answers
    if case.startswith("scan") and isinstance(by_line, dict):
        by_line = [by_line]
    for one in (by_line, by_server):
        if case.startswith("undo") and "time" in one:
            del one["time"]  # when it was made
    assert by_server == by_line
