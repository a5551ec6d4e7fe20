"""OpenStack's release Zed from its source trees: from nothing to an instance that runs, and back to nothing."""

import json
import os
import signal
import socket
import stat
import subprocess
import time
from pathlib import Path

import pytest

from program import SECONDS, Stack


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def test_from_nothing_to_an_instance_and_back(stack: Stack) -> None:
    began = time.monotonic()
    up = json.loads(stack.stackdev("up", "--json"))["services"]
    print(f"up: {time.monotonic() - began:.1f} s")
    assert {one["name"] for one in up} >= {"mariadb", "rabbitmq", "keystone", "glance-api", "placement", "nova-api",
                                           "nova-conductor", "nova-scheduler", "nova-compute", "no-networks"}
    assert {one["state"] for one in up} == {"running"}, up

    began = time.monotonic()
    checks = json.loads(stack.run("verify", "--json").stdout)["checks"]
    print(f"verify: {time.monotonic() - began:.1f} s")
    assert [check for check in checks if not check["ok"]] == []
    assert "server create: ACTIVE" in [check["name"] for check in checks]


def test_the_trees_are_what_runs_and_nothing_is_written_into_them(stack: Stack) -> None:
    for name in ("keystone", "glance", "nova", "placement"):
        status = subprocess.run(["git", "-C", str(stack.root / name), "status", "--porcelain"], check=True,
                                stdout=subprocess.PIPE, text=True)
        assert [line for line in status.stdout.splitlines() if "__pycache__" not in line] == [], name
    pid = stack.services()["nova-conductor"]["pid"]
    known = Path(f"/proc/{pid}/environ").read_bytes().decode()
    assert f"PYTHONPATH={stack.root}/nova" in known


def test_passwords_are_only_in_files_that_only_the_user_reads(stack: Stack) -> None:
    folder = stack.state / "services"
    secrets = [file.read_bytes().strip() for file in (folder / "secrets").iterdir()]
    assert len(secrets) >= 5
    for pid in stack.processes():
        try:
            told = Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            continue
        assert not [one for one in secrets if one in told], pid
    for file in folder.rglob("*"):
        if file.is_file() and any(one in file.read_bytes() for one in secrets if file.stat().st_size < 1 << 20):
            assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file
            assert file.parent.name != "log", file


@pytest.mark.long
def test_the_users_own_client_knows_the_stack(stack: Stack) -> None:
    environment = json.loads(stack.stackdev("env", "--json"))["environment"]
    listed = subprocess.run(["openstack", "service", "list", "-f", "value", "-c", "Name"], check=True, text=True,
                            env={**os.environ, **environment}, stdout=subprocess.PIPE, timeout=SECONDS)
    assert {"keystone", "glance", "nova", "placement"} <= set(listed.stdout.split())


def test_down_and_up_again(stack: Stack) -> None:
    began = time.monotonic()
    stack.stackdev("down")
    took = time.monotonic() - began
    print(f"down: {took:.1f} s")
    assert took < 15  # 10 on a machine without other work
    assert stack.processes() == {}
    assert not [port for port in stack.ports.values() if answers(port)]
    began = time.monotonic()
    stack.stackdev("up")
    assert time.monotonic() - began < 40  # 20 on a machine without other work
    print(f"second up: {time.monotonic() - began:.1f} s")
    checks = json.loads(stack.run("verify", "--json").stdout)["checks"]
    assert [check for check in checks if not check["ok"]] == []


@pytest.mark.long
@pytest.mark.parametrize("service", ["mariadb", "rabbitmq", "nova-conductor", "supervisord"])
def test_a_kill_is_healed_and_nothing_is_lost(stack: Stack, service: str) -> None:
    if service == "supervisord":
        pid = int((stack.state / "services/supervisord.pid").read_text())
    else:
        pid = stack.services()[service]["pid"]
    os.kill(pid, signal.SIGKILL)
    time.sleep(2)
    stack.stackdev("up")
    assert {one["state"] for one in stack.services().values() if one["port"] or one["pid"]} <= {"running", "stopped"}
    checks = json.loads(stack.run("verify", "--json").stdout)["checks"]
    assert [check for check in checks if not check["ok"]] == []
