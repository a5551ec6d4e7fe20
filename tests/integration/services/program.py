"""The program under test, on the sample stack with ports of its own."""

import json
import os
import socket
import subprocess
import time
from pathlib import Path
from typing import Callable, Dict, List

TOP = Path(__file__).resolve().parents[3]
STACKDEV = os.environ.get("STACKDEV") or str(TOP / "build/release/bin/stackdev")
SECONDS = 120


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def wait_until(holds: Callable[[], bool], seconds: float = SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def variables(pid: int) -> Dict[str, str]:
    try:
        text = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace")
    except OSError:
        return {}
    return dict(entry.split("=", 1) for entry in text.split("\0") if "=" in entry)


class Stack:
    """A root with the sample stack, its state folder and the program working on both."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        self.state = folder / "state"
        self.root.mkdir()
        self.stackdev("init", "--stack", "sample")
        self.api, self.dashboard = free_port(), free_port()
        self.manifest = self.root / "stackdev.toml"
        self.edit(self.manifest, "8790", str(self.api))
        self.edit(self.manifest, "8791", str(self.dashboard))
        self.edit(self.root / "sample-service/etc/sample-api.conf", "8790", str(self.api))
        self.edit(self.root / "python-sampleclient/sample_dashboard/settings.py", "8790", str(self.api))
        self.stackdev("trust")

    @staticmethod
    def edit(file: Path, old: str, new: str) -> None:
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    def command(self, *words: str) -> List[str]:
        return [STACKDEV, "--root", str(self.root), "--state", str(self.state), *words]

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(self.command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=SECONDS)

    def start(self, *words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(self.command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

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

    def pid(self, service: str) -> int:
        """The one of its processes that supervisord started, or supervisord's own."""
        if service == "supervisord":
            return int((self.state / "services/supervisord.pid").read_text())
        return self.services()[service]["pid"]

    def all_run(self) -> bool:
        return all(one["state"] == "running" for one in self.services().values())
