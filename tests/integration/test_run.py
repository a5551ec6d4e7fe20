"""`stackdev run` and `debug`: they become the program, so status, signals and environment are its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, List

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "support"))

from running_stack import STACKDEV, TOP, answers  # noqa: E402

SECONDS = 60


@pytest.fixture
def globals_(tmp_path: Path) -> List[str]:
    (tmp_path / "root").mkdir()
    return ["--root", str(tmp_path / "root"), "--state", str(tmp_path / "state")]


@pytest.fixture
def sample(globals_: List[str]) -> List[str]:
    subprocess.run([STACKDEV, *globals_, "init", "--stack", "sample"], check=True, timeout=SECONDS,
                   stdout=subprocess.DEVNULL)
    return globals_


def stackdev(*words: str, environment: Dict[str, str] = {}) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([STACKDEV, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.PIPE, env={**os.environ, **environment}, timeout=SECONDS)


def test_debug_sets_the_bootstrap_and_keeps_the_rest() -> None:
    code = "import json, os; print(json.dumps(dict(os.environ)))"
    result = stackdev("debug", "--ide-port", "5999", "--debugger", "debugpy", "--attach", "all", "--native-threads",
                      "--", "/usr/bin/python3", "-S", "-c", code,
                      environment={"PYTHONPATH": "/mine", "STACKDEV_TEST_MARK": "kept"})
    seen = json.loads(result.stdout)
    assert seen["PYTHONPATH"] == f"{TOP}/pydev-templates/bootstrap:/mine"
    assert seen["STACKDEV_DEBUG"] == "127.0.0.1:5999"
    assert seen["STACKDEV_DEBUG_BACKEND"] == "debugpy"
    assert seen["STACKDEV_DEBUG_ATTACH"] == "all"
    assert seen["OS_NOVA_DISABLE_EVENTLET_PATCHING"] == seen["OS_CINDER_DISABLE_EVENTLET_PATCHING"] == "1"
    assert seen["STACKDEV_TEST_MARK"] == "kept"


def test_debug_tells_where_breakpoints_are_set(sample: List[str]) -> None:
    code = "import os; print(os.environ.get('STACKDEV_DEBUG_SOURCES'))"
    command = ["debug", "--", "/usr/bin/python3", "-S", "-c", code]
    folders = ["python-sampleclient", "sample-service", "samplelib/src"]
    assert stackdev(*sample, *command).stdout == ":".join(f"{sample[1]}/{name}" for name in folders) + "\n"
    elsewhere = ["--root", str(Path(sample[1]).parent), "--state", sample[3] + "2"]
    assert stackdev(*elsewhere, *command).stdout == "None\n", "nobody has called this a root: it is not searched"


def test_native_threads_need_a_switch_of_the_software(sample: List[str]) -> None:
    result = stackdev(*sample, "debug", "--dry-run", "--native-threads", "sample-api")
    assert result.returncode == 2 and "has no switch of its own" in result.stderr
    package = Path(sample[1], "sample-service/sampleservice")
    (package / "monkey_patch.py").write_text("import os\nos.environ.get('OS_NOVA_DISABLE_EVENTLET_PATCHING')\n")
    result = stackdev(*sample, "debug", "--dry-run", "--native-threads", "sample-api")
    assert "OS_NOVA_DISABLE_EVENTLET_PATCHING=1" in result.stdout and "CINDER" not in result.stdout


@pytest.mark.parametrize("status", [0, 1, 7, 255])
def test_the_status_is_the_programs(status: int) -> None:
    assert stackdev("debug", "--", "/bin/sh", "-c", f"exit {status}").returncode == status


def test_words_behind_the_dashes_are_the_programs() -> None:
    result = stackdev("debug", "--", "/usr/bin/printf", "%s|", "--json", "--root", "--", "-v")
    assert result.stdout == "--json|--root|--|-v|"


@pytest.mark.parametrize("words, message", [
    (["debug"], "name of a launch configuration"),
    (["debug", "--ide-port", "70000", "--", "true"], "1..65535"),
    (["debug", "--debugger", "gdb", "--", "true"], "pydevd or debugpy"),
    (["debug", "--attach", "none", "--", "true"], "auto, children or all"),
    (["debug", "--", "/no/such/program"], "/no/such/program")])
def test_what_can_not_be_is_said(words: List[str], message: str) -> None:
    result = stackdev(*words)
    assert result.returncode == 2, result.stderr
    assert message in result.stderr


def test_run_has_the_projects_path(sample: List[str]) -> None:
    root = sample[1]
    result = stackdev(*sample, "run", "sample-tools", "--dry-run")
    assert f"PYTHONPATH={root}/sample-service:{root}/python-sampleclient:{root}/samplelib/src" in result.stdout
    assert "required: --config-file" in stackdev(*sample, "run", "sample-tools").stderr


def test_run_needs_trust(sample: List[str]) -> None:
    with open(Path(sample[1], "stackdev.toml"), "a", encoding="utf-8") as manifest:
        manifest.write("# changed\n")
    result = stackdev(*sample, "run", "sample-tools")
    assert result.returncode == 1
    assert "stackdev trust" in result.stderr
    assert stackdev(*sample, "trust").returncode == 0
    assert stackdev(*sample, "run", "sample-tools").returncode == 2, "the program's own: an option is missing"


def wait_until(holds) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_service_and_its_workers(sample: List[str], number: signal.Signals) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    configuration = Path(sample[1], "sample-service/etc/sample-api.conf")
    configuration.write_text(configuration.read_text().replace("8790", str(port)))
    service = subprocess.Popen([STACKDEV, *sample, "debug", "sample-api", "--ide-port", "1"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(port))
        time.sleep(1)  # the parent takes signals once its workers are there
        service.send_signal(number)
        assert service.wait(SECONDS) == 0
        wait_until(lambda: not answers(port))
    finally:
        if service.poll() is None:
            service.kill()
            service.wait()


