"""The program under test, on the sample stack with ports of its own."""

import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable

sys.path.append(str(Path(__file__).resolve().parents[2] / "support"))

from running_stack import RunningStack  # noqa: E402

SECONDS = 120


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_until(holds: Callable[[], bool], seconds: float = SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Stack(RunningStack):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "sample", SECONDS)
        self.api, self.dashboard = free_port(), free_port()
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

    def start(self, *words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(self.command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def pid(self, service: str) -> int:
        """The one of its processes that supervisord started, or supervisord's own."""
        if service == "supervisord":
            return int((self.state / "services/supervisord.pid").read_text())
        return self.services()[service]["pid"]

    def all_run(self) -> bool:
        return all(one["state"] == "running" for one in self.services().values())
