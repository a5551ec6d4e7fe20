"""What the bootstrap does, and leaves alone, in single processes."""

import json
import os
import shutil
import signal
import subprocess
import time

import cases
import pytest
from dap_ide import DapIde, free_port
from program import BOOTSTRAP, SYSTEM_PYTHON, TARGETS, Program, Server, debug_environment, sample_file, sample_service, wait_until
from pydevd_ide import PydevdIde, line_of
from target import API, TARGET_OF, VIEWS

RUNNER = os.path.join(BOOTSTRAP, "stackdev_run.py")


@pytest.fixture
def ide():
    ide = PydevdIde()
    yield ide
    ide.close()


def run(code, environment=(), path=(), bootstrap=True, arguments=()):
    """(exit status, output) of `python -c code`."""
    program = Program([SYSTEM_PYTHON, *(arguments or ["-c", code])], environment, path=path, bootstrap=bootstrap)
    try:
        return program.wait(30), program.said()
    finally:
        program.kill()


# Not asked for


def test_unset_it_imports_nothing_of_its_own():
    code = "import sys; print([m for m in sys.modules if 'stackdev' in m or 'pydev' in m], len(sys.meta_path))"
    assert run(code)[1] == run(code, bootstrap=False)[1]


def test_the_shadowed_sitecustomize_runs(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.path.append('/from/shadowed'); print('shadowed ran')")
    code = "import sys, sitecustomize; print(sitecustomize.__file__, sys.path[1], sys.path[-1])"
    for environment in ({}, debug_environment(1)):
        said = run(code, environment, [str(tmp_path)])[1].splitlines()
        assert said == ["shadowed ran", "%s/sitecustomize.py %s /from/shadowed" % (tmp_path, BOOTSTRAP)]


def test_an_error_in_the_shadowed_sitecustomize_is_told_as_python_tells_it(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import no_such_module")
    with_us, without = run("", path=[str(tmp_path)]), run("", path=[str(tmp_path)], bootstrap=False)
    assert "no_such_module" in with_us[1]
    assert with_us == without


# Asked for


def test_a_short_program_pays_for_nothing(ide):
    code = "import sys; print([m for m in sys.modules if 'pydev' in m or m == 'socket'])"
    assert run(code, debug_environment(ide.port)) == (0, "[]\n")
    assert ide.sessions == []


@pytest.mark.parametrize("variable, value, says", [
    ("STACKDEV_DEBUG", "10.1.2.3:5678", "'10.1.2.3' is not an address of this machine's loopback, refused"),
    ("STACKDEV_DEBUG", "0.0.0.0:5678", "refused"),
    ("STACKDEV_DEBUG", "127.0.0.1.example.org:5678", "refused"),
    ("STACKDEV_DEBUG", "5678", "expected 127.0.0.1:PORT, got '5678'"),
    ("STACKDEV_DEBUG", "127.0.0.1:70000", "expected 127.0.0.1:PORT"),
    ("STACKDEV_DEBUG_BACKEND", "pdb", "STACKDEV_DEBUG_BACKEND: expected one of pydevd, debugpy, got 'pdb'"),
    ("STACKDEV_DEBUG_ATTACH", "some", "STACKDEV_DEBUG_ATTACH: expected one of auto, children, all"),
    ("STACKDEV_DEBUG_TIMEOUT", "soon", "STACKDEV_DEBUG_TIMEOUT: expected seconds, got 'soon'"),
    ("STACKDEV_DEBUG_WAIT", "-1", "STACKDEV_DEBUG_WAIT: expected seconds, got '-1'"),
])
def test_a_wrong_setting_is_told_in_one_line_and_the_program_runs(variable, value, says):
    status, said = run("print('ran')", dict(debug_environment(free_port()), **{variable: value}))
    lines = said.splitlines()
    assert (status, len(lines), lines[1]) == (0, 2, "ran")
    assert says in lines[0] and lines[0].startswith("stackdev[")


def test_no_debugger_to_be_found_is_told_in_one_line(tmp_path, ide):
    environment = debug_environment(ide.port, pydevd=tmp_path, attach="all")
    status, said = run("print('ran')", environment)
    assert (status, said.splitlines()[1:]) == (0, ["ran"])
    assert "no usable pydevd in %s: running without a debugger" % tmp_path in said


def test_the_ides_own_pydevd_comes_first_and_a_broken_one_is_passed_over(tmp_path, ide):
    """PyDev names its own; here one that is too new for this Python, say."""
    (tmp_path / "_pydevd_bundle").mkdir()
    (tmp_path / "pydevd.py").write_text("raise SyntaxError('not for this Python')")
    environment = dict(debug_environment(ide.port, attach="all"), PYDEV_COMPLETER_PYTHONPATH=str(tmp_path))
    status, said = run("import sys; print(%r in sys.path)" % str(tmp_path), environment)
    assert said.splitlines()[1:] == ["False"]
    assert "from /usr/lib/python3/dist-packages" in said


def test_match_chooses_the_processes(ide):
    for pattern, count in (("no such word", 0), ("pass # chosen", 1)):
        run("pass # chosen", debug_environment(ide.port, attach="all", match=pattern))
        assert len(ide.sessions) == count


def test_all_attaches_the_first_process_before_its_first_line(ide, tmp_path):
    script = tmp_path / "first.py"
    script.write_text("answer = 42\nprint(answer)\n")
    ide.set_breakpoint(str(script), 2)
    program = Program([SYSTEM_PYTHON, str(script)], debug_environment(ide.port, attach="all"))
    try:
        stop = ide.wait_stop()
        assert stop.line == 2
        stop.set_variable("answer", "43")
        stop.resume()
        assert program.wait() == 0
        assert program.said().splitlines()[-1] == "43"
    finally:
        program.kill()


@pytest.mark.parametrize("method", ["spawn", "forkserver", "fork"])
def test_all_attaches_multiprocessing_children(ide, method):
    port = free_port()
    command = [SYSTEM_PYTHON, os.path.join(TARGETS, "threaded_server.py"), str(port), method]
    server = Server(command, port, environment=debug_environment(ide.port, attach="all"))
    try:
        server.wait_listening()
        ide.set_breakpoint(VIEWS, line_of(VIEWS, "result = number"))
        answer = server.ask("/process")
        stop = ide.wait_stop(15)
        assert stop and stop.pid != server.pid
        stop.resume()
        assert answer.result() == (200, {"square": 9})
    finally:
        server.kill()


@pytest.mark.parametrize("runner", [[], [RUNNER]])
def test_all_attaches_python_subprocesses(ide, tmp_path, runner):
    child = tmp_path / "child.py"
    child.write_text("value = 1\nprint(value)\n")
    parent = tmp_path / "parent.py"
    parent.write_text("import subprocess, sys\nsys.exit(subprocess.call([sys.executable, %r]))\n" % str(child))
    ide.set_breakpoint(str(child), 2)
    program = Program([SYSTEM_PYTHON, *runner, str(parent)], debug_environment(ide.port, attach="all"),
                      bootstrap=not runner)
    try:
        stop = ide.wait_stop(15)
        assert stop and stop.pid != program.pid
        stop.resume()
        assert program.wait() == 0
    finally:
        program.kill()


def test_children_leaves_a_process_alone_that_never_forks(ide):
    server = sample_service(debug_environment(ide.port, attach="children"), workers=0)
    try:
        server.wait_listening()
        assert server.get("/")[0] == 200
        assert ide.sessions == []
    finally:
        server.kill()


def test_subprocesses_are_no_children(ide):
    """A preexec_fn runs the fork hooks of Python, too, and then something else gets executed."""
    code = "import subprocess; subprocess.call(['true'], preexec_fn=lambda: None); print('done')"
    assert run(code, debug_environment(ide.port)) == (0, "done\n")
    assert ide.sessions == []


def test_a_service_without_a_socket_is_attached_when_its_loop_is_idle(ide, tmp_path):
    script = tmp_path / "worker.py"
    script.write_text("import eventlet\neventlet.monkey_patch()\nimport time\n"
                      "def work():\n    return 1\n\n"
                      "def loop():\n    while True:\n        time.sleep(0.1)\n        work()\n\n"
                      "eventlet.spawn(loop).wait()\n")
    ide.set_breakpoint(str(script), 5)
    ide.set_breakpoint(str(script), 9)
    program = Program([SYSTEM_PYTHON, str(script)], debug_environment(ide.port))
    try:
        # Line 9 is in a green thread that ran before: its frame must have been told.
        lines = set()
        for _ in range(4):
            stop = ide.wait_stop(15)
            assert stop, lines
            lines.add(stop.line)
            stop.resume()
        assert lines == {5, 9}
    finally:
        program.kill()


def test_the_parent_of_workers_stays_alone(ide):
    server = sample_service(debug_environment(ide.port))
    try:
        server.wait_listening()
        assert ide.wait_sessions(2)
        time.sleep(2)  # longer than the loop of a parent may be idle before it looks like a service
        assert ide.pids() == server.children()
    finally:
        server.kill()


def test_installing_twice_attaches_once(ide):
    """By sitecustomize and by the runner, or by two folders on the path."""
    server = sample_service(debug_environment(ide.port), runner=[RUNNER])
    try:
        server.wait_listening()
        assert ide.wait_sessions(2)
        assert server.get("/")[0] == 200
        assert len(ide.sessions) == 2
    finally:
        server.kill()


def test_the_programs_modules_stay_its_own(ide):
    """No private copy leaks out, and what the program patches is what it would have patched."""
    code = """
import eventlet, os, sys
eventlet.monkey_patch()
import http.client, socket, threading, time
if os.fork() == 0:
    from stackdev_bootstrap import isolation
    private = set(map(id, isolation.copies().values()))
    family = ("pydev", "_pydev", "stackdev")
    leaks = [(name, key) for name, module in sys.modules.items() if not name.startswith(family)
             for key, value in vars(module).items() if id(value) in private]
    green = [m.__name__ for m in (socket, threading, time, http.client.socket) if id(m) in private]
    print(leaks, green, eventlet.patcher.is_monkey_patched('thread'), flush=True)
    os._exit(0)
os.wait()
"""
    said = run(code, debug_environment(ide.port))[1]
    assert said.splitlines()[-1] == "[] [] True"


def test_the_environment_is_handed_on_unchanged(ide):
    code = "import json, os; print(json.dumps(dict(os.environ), sort_keys=True))"
    before = json.loads(run(code, debug_environment(ide.port, attach="children"))[1])
    after = json.loads(run(code, debug_environment(ide.port, attach="all"))[1].splitlines()[-1])
    assert after.pop("STACKDEV_DEBUG_ATTACH") == "all"
    assert before.pop("STACKDEV_DEBUG_ATTACH") == "children"
    assert after == before


# The runner


def test_the_runner_is_like_python_itself(tmp_path):
    script = tmp_path / "script"
    script.write_text("import json, sys\nfrom neighbour import name\n"
                      "print(json.dumps([sys.argv, sys.path[0], __name__, __file__, name, sorted(globals())]))\n"
                      "sys.exit(7)\n")
    (tmp_path / "neighbour.py").write_text("name = 'n'\n")
    words = [str(script), "a", "-b", "--config-file", "c"]
    assert run("", arguments=[RUNNER] + words) == run("", arguments=words)
    module = ["-m", "neighbour", "x"]
    program = Program([SYSTEM_PYTHON, RUNNER, *module], cwd=str(tmp_path))
    assert (program.wait(), program.said()) == (0, "")
    program.kill()


def test_the_runner_attaches_workers_with_no_pythonpath_of_ours(ide):
    server = sample_service(debug_environment(ide.port), runner=[RUNNER], bootstrap=False)
    try:
        server.wait_listening()
        assert ide.wait_sessions(2)
        ide.set_breakpoint(API, line_of(API, "pid = os.getpid"))
        answer = server.ask("/")
        stop = ide.wait_stop()
        assert stop
        stop.resume()
        assert answer.result()[0] == 200
    finally:
        server.kill()


# Under another debugger


PYDEVD = subprocess.run([SYSTEM_PYTHON, "-c", "import importlib.util as u; print(u.find_spec('pydevd').origin)"],
                        capture_output=True, text=True).stdout.strip()


def test_under_pydevs_debug_it_protects_and_stands_aside(ide):
    """As PyDev's Debug starts it: the IDE's pydevd does parent and children; ours would be a second one in each."""
    other = PydevdIde()
    debug = [RUNNER, PYDEVD, "--multiprocess", "--vm_type", "python", "--client", "127.0.0.1", "--port", str(ide.port),
             "--file"]
    server = sample_service(debug_environment(other.port), runner=debug, bootstrap=False)
    try:
        server.wait_listening(60)
        assert ide.wait_sessions(3, 30)
        ide.set_breakpoint(API, line_of(API, "pid = os.getpid"))
        answers, stops = [], []
        for _ in range(2):
            answers.append(server.ask("/"))
            stops.append(ide.wait_stop(15))
        assert all(stops) and len({stop.pid for stop in stops}) == 2
        for stop in stops:
            stop.resume()
        assert [answer.result()[0] for answer in answers] == [200, 200]
        assert other.sessions == []
        assert "attached" not in server.said()
    finally:
        server.kill()
        other.close()


def test_under_debugpy_it_stands_aside(ide):
    port = free_port()
    debug = ["-m", "debugpy", "--listen", "127.0.0.1:%d" % port]
    server = sample_service(debug_environment(ide.port), workers=0, runner=debug)
    try:
        server.wait_listening(60)
        assert server.get("/")[0] == 200
        assert ide.sessions == []
    finally:
        server.kill()


def test_a_settrace_in_the_source_is_left_alone(tmp_path, ide):
    """The hook that people have put into their source for years."""
    script = tmp_path / "hooked.py"
    script.write_text("import pydevd\npydevd.settrace('127.0.0.1', port=%d, suspend=False)\nimport os\n"
                      "if os.fork() == 0:\n    os._exit(0)\nos.wait()\nprint('done')\n" % ide.port)
    program = Program([SYSTEM_PYTHON, str(script)], debug_environment(ide.port))
    try:
        assert program.wait() == 0
        assert len(ide.sessions) == 1
        assert "attached" not in program.said()
    finally:
        program.kill()


# What docs/debugging.md calls traps


@pytest.mark.parametrize("option", ["-I", "-E", "-S"])
def test_a_python_that_looks_at_no_environment_does_not_load_it(ide, option):
    code = "import sys; print('stackdev_bootstrap' in sys.modules)"
    assert run("", debug_environment(ide.port, attach="all"), arguments=[option, "-c", code])[1] == "False\n"
    assert ide.sessions == []


def test_a_daemon_comes_once_for_each_fork(ide, tmp_path):
    script = tmp_path / "daemon.py"
    script.write_text("import os, time\nif os.fork():\n    os._exit(0)\nos.setsid()\nif os.fork():\n    os._exit(0)\n"
                      "time.sleep(30)\n")
    program = Program([SYSTEM_PYTHON, str(script)], debug_environment(ide.port))
    try:
        assert program.wait() == 0
        assert wait_until(lambda: len(ide.sessions) == 2, 10)
    finally:
        for session in ide.sessions:
            subprocess.run(["kill", "-9", str(session.pid)], stderr=subprocess.DEVNULL)  # it has left our group
        program.kill()


@pytest.mark.long
def test_a_timeout_strikes_after_a_pause_that_was_longer(ide, tmp_path):
    script = tmp_path / "patient.py"
    script.write_text("import eventlet\neventlet.monkey_patch()\nimport time\n"
                      "try:\n    with eventlet.Timeout(1):\n        time.sleep(0.1)\n        time.sleep(0.1)\n"
                      "        print('in time')\nexcept eventlet.Timeout:\n    print('timed out')\n")
    ide.set_breakpoint(str(script), 7)
    for pause, says in ((0, "in time"), (1.2, "timed out")):
        program = Program([SYSTEM_PYTHON, str(script)], debug_environment(ide.port, attach="all"))
        try:
            stop = ide.wait_stop(15)
            assert stop
            time.sleep(pause)
            stop.resume()
            assert program.wait() == 0
            assert program.said().splitlines()[-1] == says
        finally:
            program.kill()


def test_sigterm_ends_a_service_with_a_suspended_worker(ide):
    """The sample kills workers that do not end; nova leaves a suspended one until it is resumed."""
    server = sample_service(debug_environment(ide.port))
    try:
        server.wait_listening()
        assert ide.wait_sessions(2)
        ide.set_breakpoint(API, line_of(API, "pid = os.getpid"))
        server.ask("/")
        assert ide.wait_stop()
        server.signal(signal.SIGTERM)
        assert server.wait() is not None
        assert server.left_over() == []
    finally:
        server.kill()


# A copy of the project runs


@pytest.mark.parametrize("backend", ["pydevd", pytest.param("debugpy", marks=pytest.mark.long)])
def test_a_breakpoint_in_the_project_stops_the_installed_copy(tmp_path, backend):
    """And without the projects' folders it is missed in silence: what this is for."""
    installed = shutil.copytree(sample_file("sample-service", "sampleservice"), tmp_path / "sampleservice")
    script = shutil.copy(sample_file("sample-service", "bin", "sample-api"), tmp_path / "sample-api")
    project = sample_file("sample-service")
    for sources in (project + os.pathsep + "relative", ""):
        ide = PydevdIde() if backend == "pydevd" else DapIde()
        environment = dict(debug_environment(ide.port, backend), STACKDEV_DEBUG_SOURCES=sources)
        server = sample_service(environment, workers=2, script=script)
        try:
            server.wait_listening()
            assert ide.wait_sessions(3 if backend == "debugpy" else 2, 30)
            ide.set_breakpoint(API, line_of(API, "pid = os.getpid"))
            answer = server.ask("/")
            stop = ide.wait_stop(15 if sources else 1)
            assert bool(stop) == bool(sources)
            if stop:
                assert stop.file == API
                stop.resume()
            assert answer.result()[0] == 200
            mapped = "breakpoints are set in %s for %s" % (installed, os.path.join(project, "sampleservice"))
            assert any(mapped in line for line in server.bootstrap_said()) == bool(sources)
        finally:
            server.kill()
            ide.close()


# The parent dies


@pytest.mark.parametrize("suspended", [False, True])
def test_no_worker_outlives_a_killed_parent(ide, suspended):
    server = sample_service(debug_environment(ide.port))
    try:
        server.wait_listening()
        assert ide.wait_sessions(2)
        if suspended:
            ide.set_breakpoint(API, line_of(API, "pid = os.getpid"))
            server.ask("/")
            assert ide.wait_stop()
        server.signal(signal.SIGKILL)
        server.wait()
        assert server.left_over() == []
    finally:
        server.kill()


def test_workers_that_find_no_ide_say_so_once():
    server = sample_service(debug_environment(free_port()), workers=4)
    try:
        server.wait_listening()
        assert server.ask_all(["/"] * 8) == 8
        assert len(server.bootstrap_said()) == 1
    finally:
        server.kill()


def test_of_workers_that_fail_at_the_same_moment_one_says_so():
    """300 families of four that speak within the same milliseconds."""
    code = """
import os, time
from stackdev_bootstrap import report
report.share()
for family in range(300):
    report.forget_said()
    together, children = time.time() + 0.004, []
    for worker in range(4):
        children.append(os.fork())
        if not children[-1]:
            while time.time() < together:
                pass
            report.say_once("family %d" % family)
            os._exit(0)
    for child in children:
        os.waitpid(child, 0)
"""
    said = [line.split(": ")[1] for line in run(code)[1].splitlines()]
    assert said == ["family %d" % family for family in range(300)]


def test_an_ide_that_is_told_to_be_late_is_waited_for():
    port = free_port()
    server = sample_service(debug_environment(port, wait=30))
    ide = None
    try:
        time.sleep(1.5)
        ide = PydevdIde(port)
        assert ide.wait_sessions(2)
        assert not any("no IDE" in line for line in server.bootstrap_said())
    finally:
        server.kill()
        if ide:
            ide.close()


def test_a_worker_started_later_finds_an_ide_started_later():
    port = free_port()
    server = sample_service(debug_environment(port))
    ide = None
    try:
        server.wait_listening()
        assert wait_until(lambda: len(server.bootstrap_said()) == 1)
        ide = PydevdIde(port)
        os.kill(server.children()[0], signal.SIGKILL)
        assert ide.wait_sessions(1)
    finally:
        server.kill()
        if ide:
            ide.close()


def test_children_of_an_attached_parent_run_without_it_when_the_ide_is_gone(ide):
    """They inherit trace functions and breakpoints of a session that has no threads here."""
    server = sample_service(debug_environment(ide.port, attach="all"))
    try:
        server.wait_listening()
        assert ide.wait_sessions(3)
        ide.set_breakpoint(API, line_of(API, "pid = os.getpid"))
        ide.stop_listening()
        for pid in server.children():
            os.kill(pid, signal.SIGKILL)
        assert wait_until(lambda: len(server.children()) == 2 and not set(server.children()) & set(ide.pids()))
        assert server.ask_all(["/"] * 4, timeout=5) == 4
        assert sum("no IDE" in line for line in server.bootstrap_said()) == 1
    finally:
        server.kill()


@pytest.mark.parametrize("backend", ["pydevd", "debugpy"])
def test_native_threads_are_seen_when_attached_before_eventlet_is_imported(backend):
    trial = cases.Trial(TARGET_OF["single"], backend, attach="all")
    try:
        assert trial.attached()
        for path in ("/thread", "/tpool"):
            cases.way(path)(trial)
    finally:
        trial.close()
