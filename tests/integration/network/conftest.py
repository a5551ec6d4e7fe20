"""A machine and its router: two network namespaces joined by a cable, with the machine's own /etc and /run where its
network is configured. Nothing outside them is touched."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[3]
PROGRAM = os.environ.get("STACKDEV", str(TOP / "build/release/bin/stackdev"))
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"

ROUTER = "10.99.0.1"
ADDRESS = "10.99.0.2/24"


def pytest_configure(config):
    config.addinivalue_line("markers", "long: more than CI has time for; run with -m long")


def namespaces(*kinds: str) -> subprocess.Popen:
    """A process that holds them, and ends with us."""
    holder = subprocess.Popen(["unshare", *kinds, "sh", "-c", "echo; exec sleep 300"], stdout=subprocess.PIPE)
    holder.stdout.readline()
    return holder


class Machine:
    def __init__(self, folder: Path):
        self.root = folder / "root"
        self.state = folder / "state"
        self.root.mkdir()
        self.environment = {"PATH": PATH, "HOME": str(folder), "LC_ALL": "C.UTF-8", "XDG_STATE_HOME": str(folder / "states")}
        self.router = namespaces("--net")
        self.holder = namespaces("--net", "--mount")
        self.started: list[subprocess.Popen] = []
        self.shell("mount -t sysfs -o ro none /sys; mount -t tmpfs none /run; mount -t tmpfs none /etc/NetworkManager; "
                   "mount -t tmpfs none /var/lib/NetworkManager; mkdir -p /etc/NetworkManager/system-connections; ip link set lo up; "
                   f"ip link add eth0 type veth peer name port netns {self.router.pid}")  # fmt: skip
        subprocess.run(["nsenter", "-t", str(self.router.pid), "-n", "sh", "-c",
                        f"ip link set port up; ip address add {ROUTER}/24 dev port"], check=True)  # fmt: skip
        self.stackdev("trust")

    def connect(self) -> None:
        self.shell(f"ip link set eth0 up; ip address add {ADDRESS} broadcast + dev eth0; ip route add default via {ROUTER} metric 100")

    def inside(self, *words: object) -> list[str]:
        return ["nsenter", "-t", str(self.holder.pid), "-n", "-m", *map(str, words)]

    def shell(self, script: str, check: bool = True) -> str:
        done = subprocess.run(self.inside("bash", "-c", script), env=self.environment, capture_output=True, text=True, timeout=60)
        assert not check or done.returncode == 0, f"{script}: {done.stdout}{done.stderr}"
        return done.stdout

    def command(self, *words: object) -> list[str]:
        return self.inside(PROGRAM, "--root", self.root, "--state", self.state, *words)

    def try_(self, *words: object, before: tuple = (), **options) -> subprocess.CompletedProcess:
        command = self.inside(*before, PROGRAM, "--root", self.root, "--state", self.state, *words)
        return subprocess.run(command, env=self.environment, cwd="/", capture_output=True, text=True, timeout=90,
                              stdin=subprocess.DEVNULL, **options)  # fmt: skip

    def stackdev(self, *words: object, status: int = 0) -> str:
        done = self.try_(*words)
        assert done.returncode == status, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout if status == 0 else done.stderr

    def network(self) -> dict:
        """What the kernel has, without what changes by itself."""
        links = json.loads(self.shell("ip -json -details address show"))
        routes = json.loads(self.shell("ip -json route show") or "[]")
        return {
            "links": {link["ifname"]: (link.get("master"), link["address"], sorted(
                (info["local"], info["prefixlen"], info.get("broadcast")) for info in link["addr_info"]
                if info["scope"] == "global")) for link in links},
            "routes": sorted((r["dst"], r.get("gateway"), r["dev"], r.get("metric")) for r in routes),
        }  # fmt: skip

    def reaches_router(self) -> bool:
        """By the kernel's own ARP, from scratch."""
        device = json.loads(self.shell(f"ip -json route get {ROUTER}"))[0]["dev"]
        return "REACHABLE" in self.shell(
            f"ip neigh flush all; ip neigh replace {ROUTER} dev {device} use; for i in $(seq 40); do "
            f"ip neigh show {ROUTER} | grep -q REACHABLE && break; sleep 0.1; done; ip neigh show {ROUTER}")  # fmt: skip

    def start(self, *words: object, **options) -> subprocess.Popen:
        self.started.append(subprocess.Popen(self.inside(*words), env=self.environment, **options))
        return self.started[-1]

    def guards(self) -> list[str]:
        """The processes that watch a trial of this machine's."""
        listed = subprocess.run(["ps", "-eo", "args="], capture_output=True, text=True, check=True).stdout.splitlines()
        return [line for line in listed if "end-trial" in line and str(self.state) in line]

    def file(self, path: str) -> str:
        return self.shell(f"cat {path}")

    def close(self) -> None:
        for process in reversed(self.started):
            process.terminate()
            process.wait(timeout=20)
        for holder in (self.holder, self.router):
            holder.send_signal(signal.SIGKILL)
            holder.wait()
            holder.stdout.close()


@pytest.fixture
def bare(tmp_path):
    machine = Machine(tmp_path)
    yield machine
    machine.close()
    until(lambda: not machine.guards())


@pytest.fixture
def machine(bare):
    bare.connect()
    return bare


def managed_by(bare, sections: str) -> None:
    """The machine with the real NetworkManager, which keeps eth0 by a profile of its own with these sections."""
    bare.shell("printf '[main]\\nplugins=keyfile\\nno-auto-default=*\\n' > /etc/NetworkManager/NetworkManager.conf; mkdir /run/dbus")
    bare.start("dbus-daemon", "--system", "--nofork", "--nopidfile", stderr=subprocess.DEVNULL)
    bare.shell("while [ ! -S /run/dbus/system_bus_socket ]; do sleep 0.1; done")
    bare.shell(
        "printf '[connection]\\nid=office\\nuuid=11111111-2222-3333-4444-555555555555\\ntype=ethernet\\ninterface-name=eth0\\n\\n"
        + sections.replace("\n", "\\n") + "' > "
        "/etc/NetworkManager/system-connections/office.nmconnection; chmod 600 /etc/NetworkManager/system-connections/*")  # fmt: skip
    start_manager(bare)


@pytest.fixture
def managed(bare):
    managed_by(bare, f"[ipv4]\nmethod=manual\naddress1={ADDRESS},{ROUTER}\n\n[ipv6]\nmethod=disabled\n")
    return bare


def start_manager(machine) -> subprocess.Popen:
    manager = machine.start("NetworkManager", "--no-daemon", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    machine.shell("for i in $(seq 100); do [ \"$(nmcli -g GENERAL.STATE device show eth0 2>&1)\" = '100 (connected)' ] && exit; sleep 0.1; "
                  "done; nmcli device; exit 1")  # fmt: skip
    return manager


def until(condition, seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.1)
