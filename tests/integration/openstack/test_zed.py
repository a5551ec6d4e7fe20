"""OpenStack's release Zed from its source trees: from nothing to an instance that runs, and back to nothing."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Callable

import pytest

from program import SECONDS, Stack, free_ports
from running_stack import answers

sys.path.append(str(Path(__file__).parents[1] / "debugging"))


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


def busy() -> float:
    """How many times longer things take than where nobody else works."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def wait_until(holds: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_debug_takes_nova_api_over_and_gives_it_back(stack: Stack) -> None:
    """A breakpoint in its tree, in the green thread of a forked worker, that a user's own request hits while all the
    others run."""
    from pydevd_ide import PydevdIde, line_of

    environment = {**os.environ, **json.loads(stack.stackdev("env", "--json"))["environment"]}
    source = str(stack.root / "nova/nova/api/openstack/compute/servers.py")
    before = stack.services()
    ide = PydevdIde()
    ide.set_breakpoint(source, line_of(source, r"_get_servers\(req, is_detail=True\)"))
    debug = subprocess.Popen(stack.command("debug", "nova-api", "--ide-port", str(ide.port)), stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # fmt: skip
    asked = None
    try:
        wait_until(lambda: answers(stack.ports["8774"]) and stack.services()["nova-api"]["state"] == "debugged")
        assert ide.wait_sessions(1, 60), "its worker has not come"
        asked = subprocess.Popen(["openstack", "server", "list", "-f", "json"], env=environment, text=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
        stop = ide.wait_stop(60)
        assert stop and stop.file == source and "req" in stop.variables()
        said, known = stack.stackdev("status"), stack.services()
        (line,) = [one for one in said.splitlines() if one.startswith("nova-api ")]
        assert "debugged" in line and "debugger" in line
        assert known["nova-api"]["pid"] == debug.pid != stop.pid, "the worker stops, not its parent"
        assert parent_of(parent_of(stop.pid)) == debug.pid
        assert {name: one["pid"] for name, one in known.items() if name != "nova-api"} == {
            name: one["pid"] for name, one in before.items() if name != "nova-api"}, "the others are left alone"  # fmt: skip
        assert asked.poll() is None, "the request waits"
        stop.resume()
        output, errors = asked.communicate(timeout=SECONDS)
        assert json.loads(output) == [], errors
        ide.clear()
        debug.send_signal(signal.SIGTERM)
        assert debug.wait(60) == 0
    finally:
        ide.close()
        debug.kill()
        debug.communicate()
        if asked and asked.poll() is None:
            asked.kill()
            asked.communicate()
    wait_until(lambda: stack.services()["nova-api"]["state"] == "running")
    after = stack.services()["nova-api"]["pid"]
    assert after not in (debug.pid, before["nova-api"]["pid"])
    assert stack.processes()[after] == "nova-api"
    assert "STACKDEV_DEBUG=" not in Path(f"/proc/{after}/environ").read_bytes().decode()
    listed = subprocess.run(["openstack", "server", "list", "-f", "json"], env=environment, check=True,
                            stdout=subprocess.PIPE, timeout=SECONDS)  # fmt: skip
    assert json.loads(listed.stdout) == []


def test_what_a_script_of_ours_starts_has_a_launch_configuration_that_works(stack: Stack, tmp_path: Path) -> None:
    """keystone's tree has no program of its own: an IDE runs the file that import made."""
    stack.stackdev("import", "keystone", "--workspace", str(tmp_path))
    launch = json.loads(stack.stackdev("launch", "show", "keystone", "--json"))
    assert launch["program"] == "openstack/api.py" and launch["service"] and launch["cwd"] == str(stack.root / "keystone")
    port = free_ports(1)
    arguments = [str(port) if word == str(stack.ports["5000"]) else word for word in launch["args"]]
    # the metadata stands for the editable installs of deps, which say what keystone plugs into itself
    environment = {**os.environ, "PYTHONPATH": ":".join([*launch["pythonPath"], str(stack.state / "services/metadata")])}
    started = subprocess.Popen(["/usr/bin/python3", stack.root / "keystone/.stackdev/bin/keystone", *arguments],
                               cwd=launch["cwd"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        wait_until(lambda: answers(port) or started.poll() is not None)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/v3", timeout=60) as answer:
            assert json.load(answer)["version"]["id"].startswith("v3.")
    finally:
        started.kill()
        started.wait()
        stack.stackdev("undo")


def test_down_and_up_again(stack: Stack) -> None:
    began = time.monotonic()
    stack.stackdev("down")
    took = time.monotonic() - began
    print(f"down: {took:.1f} s")
    assert took < 10 * busy()
    assert stack.processes() == {}
    assert not [port for port in stack.ports.values() if answers(port)]
    began = time.monotonic()
    stack.stackdev("up")
    took = time.monotonic() - began
    print(f"second up: {took:.1f} s")
    assert took < 20 * busy()
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
