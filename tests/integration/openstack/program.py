"""The program under test, on the openstack stack with ports of its own."""

import json
import os
import re
import socket
import subprocess
from pathlib import Path
from typing import Dict, Iterable, List

from trees import VERSIONS, unpack

TOP = Path(__file__).resolve().parents[3]
STACKDEV = os.environ.get("STACKDEV") or str(TOP / "build/release/bin/stackdev")
SECONDS = 1500
PORTS = ["13306", "15672", "15673", "15674", "5000", "8774", "8778", "9292", "9696", "8776", "8000"]


def free_ports(count: int) -> int:
    """The first of so many that are free one after the other."""
    for first in range(20000 + os.getpid() % 9000, 32000):
        taken = []
        try:
            for port in range(first, first + count):
                taken.append(socket.socket())
                taken[-1].bind(("127.0.0.1", port))
            return first
        except OSError:
            continue
        finally:
            for one in taken:
                one.close()
    raise AssertionError("no free ports")


class Stack:
    """In a folder of its own; leaves nothing running."""

    def __init__(self, folder: Path, trees: Iterable[str] = VERSIONS) -> None:
        self.root = folder / "root"
        self.state = folder / "state"
        self.root.mkdir()
        self.stackdev("init", "--stack", "openstack")
        first = free_ports(len(PORTS))
        self.ports = {old: first + number for number, old in enumerate(PORTS)}
        manifest = self.root / "stackdev.toml"
        manifest.write_text(re.sub(r"\b(%s)\b" % "|".join(PORTS), lambda match: str(self.ports[match[0]]),
                                   manifest.read_text()))
        for name in trees:
            unpack(name, self.root)
        self.stackdev("trust")

    def __enter__(self) -> "Stack":
        return self

    def __exit__(self, *_: object) -> None:
        self.run("down", "--wipe")
        assert self.processes() == {}

    def command(self, *words: str) -> List[str]:
        return [STACKDEV, "--root", str(self.root), "--state", str(self.state), *words]

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(self.command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=SECONDS)

    def stackdev(self, *words: str) -> str:
        result = self.run(*words)
        assert result.returncode == 0, result.stderr + result.stdout
        return result.stdout

    def services(self) -> Dict[str, dict]:
        return {one["name"]: one for one in json.loads(self.stackdev("status", "--json"))["services"]}

    def processes(self) -> Dict[int, str]:
        found = {}
        for entry in Path("/proc").iterdir():
            try:
                text = (entry / "environ").read_bytes().decode(errors="replace") if entry.name.isdigit() else ""
            except OSError:
                continue
            known = dict(one.split("=", 1) for one in text.split("\0") if "=" in one)
            if known.get("STACKDEV_SERVICES") == str(self.state / "services"):
                found[int(entry.name)] = known.get("STACKDEV_SERVICE", "")
        return found
