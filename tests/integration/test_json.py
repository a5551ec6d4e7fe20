"""What every command says under --json when it fails."""

import json
import os
import re
import subprocess

import pytest

STACKDEV = os.environ.get("STACKDEV") or os.path.join(os.path.dirname(__file__), "../../build/release/bin/stackdev")
WORDS = {
    "launch": ["list"], "run": ["nothing"], "debug": ["nothing"], "debug-safe": ["status"], "hook": ["status"],
    "init": ["--stack", "sample"], "deps": ["plan"], "network": ["plan"],
}


def commands():
    overview = subprocess.run([STACKDEV, "--help"], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^  ([a-z][a-z-]+) ", overview.partition("Subcommands:")[2], re.MULTILINE)


@pytest.mark.parametrize("command", commands())
def test_a_root_that_is_not_there_is_one_object_and_one_message(command, tmp_path):
    words = [STACKDEV, "--json", "--root", str(tmp_path / "nowhere"), command] + WORDS.get(command, [])
    done = subprocess.run(words, capture_output=True, text=True, timeout=20)
    assert done.returncode == 2, done
    error = json.loads(done.stdout)["error"]
    assert sorted(error) == ["code", "message"]
    assert error["message"] in done.stderr and "nowhere" in error["message"]
