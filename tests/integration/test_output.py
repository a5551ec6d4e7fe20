"""What the commands have in common: --json when they fail, --quiet when they do not."""

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


def test_quiet_is_quiet(tmp_path):
    (tmp_path / "root").mkdir()
    stackdev = [STACKDEV, "--quiet", "--root", str(tmp_path / "root"), "--state", str(tmp_path / "state")]
    api = str(tmp_path / "root/sample-service/sampleservice/api.py")
    for words in (["init", "--stack", "sample"], ["trust"], ["import"], ["debug-safe", "on"], ["debug-safe", "off"],
                  ["hook", "on", api], ["hook", "off", api], ["up"], ["down"], ["undo"]):
        done = subprocess.run(stackdev + words, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), words
