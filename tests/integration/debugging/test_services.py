"""The cases of cases.py, on small servers of each kind, with both debuggers."""

import glob
import os
import subprocess

import cases
import glance
import nova
import pytest
from program import Program, debug_environment
from pydevd_ide import PydevdIde
from target import TARGET_OF

ALL = [(name, backend) for name in ("sample", "single", "gevent", "threads") for backend in ("pydevd", "debugpy")]
LONG = [("single", "debugpy"), ("gevent", "debugpy"), ("threads", "pydevd"), ("threads", "debugpy")]
QUICK = [("sample", "pydevd")]
# `python3 -m venv DIR && DIR/bin/pip install eventlet gevent pydevd debugpy` for each Python to be tried.
VENVS = sorted(glob.glob(os.path.join(os.environ.get("DEBUGGING_VENVS", "/nowhere"), "*", "bin", "python")))


def failures(results):
    return {case: verdict for case, verdict in results.items() if verdict != "yes"}


@pytest.mark.parametrize("name, backend", [pytest.param(*pair, marks=[pytest.mark.long] * (pair in LONG)) for pair in ALL])
def test_debugging(name, backend):
    assert failures(cases.while_debugging(TARGET_OF[name], backend)) == {}


@pytest.mark.parametrize("name, backend", QUICK)
def test_ides_that_fail(name, backend):
    assert failures(cases.with_ides_that_fail(TARGET_OF[name], backend)) == {}


@pytest.mark.long
@pytest.mark.parametrize("name, backend", [pair for pair in ALL if pair not in QUICK])
def test_ides_that_fail_further_programs(name, backend):
    assert failures(cases.with_ides_that_fail(TARGET_OF[name], backend)) == {}


@pytest.mark.long
@pytest.mark.parametrize("python", VENVS)
@pytest.mark.parametrize("backend", ["pydevd", "debugpy"])
def test_other_pythons(python, backend):
    assert failures(cases.examine(TARGET_OF["eventlet"], backend, python)) == {}


@pytest.mark.long
@pytest.mark.parametrize("python", VENVS)
@pytest.mark.parametrize("serves", [False, True])
def test_a_single_process_on_eventlets_asyncio_hub(python, serves, tmp_path):
    """Attached by `auto`, though that hub leaves the waiting to asyncio."""
    if subprocess.run([python, "-W", "ignore", "-c", "import eventlet.hubs.asyncio"], capture_output=True).returncode:
        pytest.skip("this eventlet has no such hub")
    script = tmp_path / "service.py"
    loop = "def loop():\n    while True:\n        time.sleep(0.1)\n        work()\n\neventlet.spawn(loop).wait()\n"
    accept = "eventlet.listen(('127.0.0.1', 0)).accept()\n"
    script.write_text("import eventlet\neventlet.monkey_patch()\nimport time\ndef work():\n    return 1\n\n" +
                      (accept if serves else loop))
    ide = PydevdIde()
    program = Program([python, str(script)], dict(debug_environment(ide.port), EVENTLET_HUB="asyncio"))
    try:
        assert ide.wait_sessions(1, 20), program.said()
        if not serves:
            ide.set_breakpoint(str(script), 5)
            stop = ide.wait_stop(10)
            assert stop and stop.line == 5
            stop.resume()
    finally:
        program.kill()
        ide.close()


@pytest.mark.long
@pytest.mark.skipif(not nova.is_there(), reason="needs python3-nova and nova-common's api-paste.ini")
@pytest.mark.parametrize("backend", ["pydevd", "debugpy"])
def test_nova_api(backend):
    assert failures(cases.examine(nova.api(), backend)) == {}


@pytest.mark.long
@pytest.mark.skipif(not nova.is_there(), reason="needs python3-nova and nova-common's api-paste.ini")
@pytest.mark.parametrize("backend", ["pydevd", "debugpy"])
def test_nova_compute(backend):
    nova.compute_is_held(backend)


@pytest.mark.long
@pytest.mark.skipif(not glance.is_there(), reason="needs python3-glance")
@pytest.mark.parametrize("backend", ["pydevd", "debugpy"])
def test_glance_api(backend):
    assert failures(cases.examine(glance.api(), backend)) == {}
