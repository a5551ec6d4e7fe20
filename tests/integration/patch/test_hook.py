"""The lines of a hook at work: with a stand-in for the IDE that speaks pydevd's protocol, and without one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "debugging"))
PYTHON = "/usr/bin/python3"
has_debugger = subprocess.run([PYTHON, "-c", "import pydevd, eventlet"], capture_output=True).returncode == 0
pytestmark = pytest.mark.skipif(not has_debugger, reason=f"{PYTHON} has no pydevd or no eventlet")

PROGRAM = """import eventlet
eventlet.monkey_patch()
import os
import time

def work(n):
    time.sleep(0.1)
    return n * 2

def workers():
    children = []
    for i in range(2):
        pid = os.fork()
        if pid == 0:
            print('result', eventlet.spawn(work, i).wait(), flush=True)
            os._exit(0)
        children.append(pid)
    for pid in children:
        os.waitpid(pid, 0)

workers()
print('done', flush=True)
"""


@pytest.fixture
def ide():
    from pydevd_ide import PydevdIde

    ide = PydevdIde()
    yield ide
    ide.close()


@pytest.fixture
def program(tmp_path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    return path


def start(program: Path) -> subprocess.Popen:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("STACKDEV", "PYTHON"))}
    return subprocess.Popen(
        [PYTHON, str(program)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def line_of(program: Path, text: str) -> int:
    return program.read_text().splitlines().index(text) + 1


def test_forked_green_workers_stop_at_a_breakpoint(stackdev, ide, program):
    stackdev("--root", program.parent, "hook", "on", program, "--port", ide.port)
    line = line_of(program, "    return n * 2")
    ide.set_breakpoint(str(program), line)
    process = start(program)
    try:
        stops = [ide.wait_stop(30), ide.wait_stop(30)]
        assert [stop and stop.line for stop in stops] == [line, line]
        assert len({stop.pid for stop in stops} - {process.pid}) == 2
        for stop in stops:
            stop.resume()
        said, errors = process.communicate(timeout=30)
        assert sorted(said.split("\n"))[1:] == ["done", "result 0", "result 2"], errors
    finally:
        process.kill()


def test_stops_at_the_line_with_all_patched(stackdev, ide, program):
    line = line_of(program, "    children = []")
    stackdev("--root", program.parent, "hook", "on", f"{program}:{line}", "--port", ide.port)
    process = start(program)
    try:
        stop = ide.wait_stop(30)
        assert stop is not None and stop.pid == process.pid
        assert program.read_text().splitlines()[stop.line - 1] == "    children = []"
        stop.resume()
        said, errors = process.communicate(timeout=30)
        assert "done" in said, errors
    finally:
        process.kill()


def test_runs_without_an_ide_and_says_so_in_one_line(stackdev, program):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for place in (program, f"{program}:{line_of(program, '    children = []') + 5}"):
        stackdev("--root", program.parent, "hook", "on", place, "--port", port)
        said, errors = start(program).communicate(timeout=60)
        assert sorted(said.split("\n"))[1:] == ["done", "result 0", "result 2"], errors
        assert 1 <= len([line for line in errors.splitlines() if line.startswith("stackdev")]) <= 2, errors


def test_runs_where_there_is_no_bootstrap(stackdev, program):
    stackdev("--root", program.parent, "hook", "on", program)
    text = program.read_text()
    program.write_text(text.replace("pydev-templates/bootstrap", "moved/away"))
    said, errors = start(program).communicate(timeout=60)
    assert "done" in said
    assert errors.count("stackdev: no debugger: ") == 1 and len(errors.splitlines()) == 1
    assert "changed by hand" in stackdev("--root", program.parent, "hook", "status", status=1)
