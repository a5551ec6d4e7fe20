"""The program under test, on the openstack stack with ports of its own."""

import os
import re
import socket
import sys
from pathlib import Path
from typing import Iterable

from trees import VERSIONS, unpack

sys.path.append(str(Path(__file__).resolve().parents[2] / "support"))

from running_stack import RunningStack  # noqa: E402

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


class Stack(RunningStack):
    def __init__(self, folder: Path, trees: Iterable[str] = VERSIONS) -> None:
        super().__init__(folder, "openstack", SECONDS)
        first = free_ports(len(PORTS))
        self.ports = {old: first + number for number, old in enumerate(PORTS)}
        self.manifest.write_text(re.sub(r"\b(%s)\b" % "|".join(PORTS), lambda match: str(self.ports[match[0]]),
                                        self.manifest.read_text()))
        for name in trees:
            unpack(name, self.root)
        self.stackdev("trust")
