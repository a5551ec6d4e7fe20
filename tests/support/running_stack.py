"""A root and its state folder with the program working on both; leaves nothing running."""

import json
import os
import socket
import subprocess
from pathlib import Path
from typing import Dict, List

TOP = Path(__file__).resolve().parents[2]
STACKDEV = os.environ.get("STACKDEV") or str(TOP / "build/release/bin/stackdev")


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def variables(pid: int) -> Dict[str, str]:
    """A process's environment; nothing of one that is gone."""
    try:
        text = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace")
    except OSError:
        return {}
    return dict(entry.split("=", 1) for entry in text.split("\0") if "=" in entry)


class RunningStack:
    def __init__(self, folder: Path, stack: str, seconds: float) -> None:
        """Of a built-in stack's manifest, not trusted yet; no command may take longer than `seconds`."""
        self.root = folder / "root"
        self.state = folder / "state"
        self.manifest = self.root / "stackdev.toml"
        self.seconds = seconds
        self.root.mkdir()
        self.stackdev("init", "--stack", stack)

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self.run("down", "--wipe")
        assert self.processes() == {}

    def command(self, *words: str) -> List[str]:
        return [STACKDEV, "--root", str(self.root), "--state", str(self.state), *words]

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(self.command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=self.seconds)

    def stackdev(self, *words: str) -> str:
        result = self.run(*words)
        assert result.returncode == 0, result.stderr + result.stdout
        return result.stdout

    def services(self) -> Dict[str, dict]:
        return {one["name"]: one for one in json.loads(self.stackdev("status", "--json"))["services"]}

    def processes(self) -> Dict[int, str]:
        """Every process that the services' folder has anything to do with: pid to service."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                known = variables(int(entry.name))
                if known.get("STACKDEV_SERVICES") == str(self.state / "services"):
                    found[int(entry.name)] = known.get("STACKDEV_SERVICE", "")
        return found
