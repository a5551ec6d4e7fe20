"""OpenStack while things go wrong: during the first up, a disk that fills, a password that is not the one, a tree that is
broken. Each ends in a message that names it, and the next up completes with nothing lost."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Callable

import pytest

from program import SECONDS, Stack

pytestmark = pytest.mark.long


def works(stack: Stack) -> None:
    checks = json.loads(stack.run("verify", "--json").stdout)["checks"]
    assert checks and [check for check in checks if not check["ok"]] == []


def up_until(stack: Stack, line: str, then: Callable[[subprocess.Popen], None]) -> subprocess.Popen:
    """`up`, and what is done as soon as it says `line`."""
    process = subprocess.Popen(stack.command("up"), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)  # fmt: skip
    assert process.stderr
    for said in process.stderr:
        if re.search(line, said):
            then(process)
            break
    else:
        raise AssertionError(f"up never said {line}")
    return process


def pid_of(stack: Stack, service: str) -> int:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        pids = [pid for pid, name in stack.processes().items() if name == service]
        if pids:
            return min(pids)
        time.sleep(0.1)
    raise AssertionError(f"{service} does not start")


def test_kills_during_the_first_up(stack: Stack) -> None:
    """One after the other: stackdev, supervisord, then each of what is being brought up."""
    up_until(stack, "mariadb starting", lambda process: process.kill()).wait()
    up_until(stack, "mariadb ready", lambda process: process.kill()).wait()

    def kill_supervisor(process: subprocess.Popen) -> None:
        os.kill(int((stack.state / "services/supervisord.pid").read_text()), signal.SIGKILL)

    process = up_until(stack, "starting", kill_supervisor)
    said = process.stderr.read() if process.stderr else ""
    assert process.wait(SECONDS) == 3 and "supervisord has ended" in said, said
    for service in ("mariadb", "rabbitmq", "keystone", "glance-api", "placement", "nova-conductor", "nova-api"):
        process = up_until(stack, rf"{service} (starting|ready)", lambda _: os.kill(pid_of(stack, service), signal.SIGKILL))
        said = process.stderr.read() if process.stderr else ""
        status = process.wait(SECONDS)
        print(f"{service} killed: exit {status}")
        assert status in (0, 3), said
        assert status == 0 or re.search(r"ended (by a signal|with status|as soon)|The end of its log|not (ready|done)", said), said
        stack.stackdev("down")
    stack.stackdev("up")
    works(stack)


@pytest.mark.parametrize("service", ["keystone", "glance-api", "placement", "nova-api", "nova-scheduler", "nova-compute", "mariadb", "rabbitmq"])
def test_what_runs_is_killed_and_comes_back(stack: Stack, service: str) -> None:
    stack.stackdev("up")
    before = stack.services()[service]["pid"]
    os.kill(before, signal.SIGKILL)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        one = stack.services()[service]
        if one["state"] == "running" and one["pid"] != before:
            break
        time.sleep(0.5)
    stack.stackdev("up")
    assert stack.services()[service]["state"] == "running"


def test_nothing_was_lost_by_all_that(stack: Stack) -> None:
    works(stack)


def test_a_verify_that_is_killed_is_cleaned_up_after_by_the_next(stack: Stack) -> None:
    stack.stackdev("up")
    process = subprocess.Popen(stack.command("verify"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert any("flavor create" in line for line in process.stdout)
    process.kill()
    for entry in Path("/proc").glob("[0-9]*"):
        words = b""
        try:
            words = (entry / "cmdline").read_bytes()
        except OSError:
            pass
        if b"openstack/verify.py" in words and str(stack.state).encode() in words:
            os.kill(int(entry.name), signal.SIGKILL)
    process.communicate()
    works(stack)


def test_a_password_that_is_not_the_databases(stack: Stack) -> None:
    """Edited in its file, with the newline that editors leave: the account gets it, as does whoever logs in."""
    stack.stackdev("up")
    stack.stackdev("down")
    secret = stack.state / "services/secrets/database"
    secret.write_text("another\n")
    stack.stackdev("up")
    works(stack)
    assert "another" not in (stack.state / "services/log/mariadb.log").read_text()


def test_a_broken_tree(stack: Stack) -> None:
    stack.stackdev("down")
    source = stack.root / "nova/nova/conductor/manager.py"
    text = source.read_text()
    source.write_text(text + "\nraise RuntimeError('broken on purpose')\n")
    result = stack.run("up")
    assert result.returncode == 3 and "nova-conductor" in result.stderr and "broken on purpose" in result.stderr, result.stderr
    source.write_text(text)
    stack.stackdev("up")
    works(stack)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_disk_that_is_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=60m", "none", disk], check=True)
    stack = None
    try:
        (tmp_path / "stack").mkdir()
        stack = Stack(tmp_path / "stack")
        stack.state = disk / "state"
        stack.stackdev("trust")
        result = stack.run("up")
        assert result.returncode == 3 and re.search("No space left|Errcode: 28|disk", result.stderr), result.stderr
        stack.run("down")
        assert stack.processes() == {}
        subprocess.run(["mount", "-o", "remount,size=2g", disk], check=True)
        stack.stackdev("up")
        works(stack)
    finally:
        if stack:
            stack.run("down", "--wipe")
        subprocess.run(["umount", "-l", disk], check=True)
