"""Runs the real stackdev, and tells which commands and options its --help names."""

import os
import re
import subprocess
from pathlib import Path
from typing import Dict, List

REPOSITORY_TOP = Path(__file__).resolve().parents[3]
BUILD = REPOSITORY_TOP / "build/release"
PROGRAM = Path(os.path.abspath(os.environ.get("STACKDEV") or BUILD / "bin/stackdev"))
SECONDS = 120


def run(*command: "str | Path", folder: "Path | None" = None, **variables: str) -> str:
    result = subprocess.run([str(word) for word in command], cwd=folder, env={**os.environ, **variables},
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, encoding="utf-8", timeout=SECONDS, check=False)
    assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
    return result.stdout


class Command:
    """What the --help of one command names."""

    def __init__(self, text: str):
        self.options: List[str] = []
        self.commands: List[str] = []
        section = ""
        for line in text.splitlines():
            if re.fullmatch(r"\S.*:", line):
                section = line
            elif section == "Subcommands:" and (found := re.match(r"  (\S+)", line)):
                self.commands.append(found[1])
            elif section and (found := re.match(r"  (-\S+)", line)):
                self.options += found[1].split(",")


def commands() -> "Dict[tuple[str, ...], Command]":
    """Of every command, by its words; () is the program itself."""
    found: "Dict[tuple[str, ...], Command]" = {}
    waiting: "List[tuple[str, ...]]" = [()]
    while waiting:
        words = waiting.pop()
        found[words] = Command(run(PROGRAM, *words, "--help"))
        waiting += [(*words, name) for name in found[words].commands]
    return found
