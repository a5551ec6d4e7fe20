"""The cases of cases.py, on small servers of each kind, with both debuggers."""

import glob
import os

import cases
import nova
import pytest
from target import TARGET_OF

ALL = [(name, backend) for name in ("sample", "single", "gevent", "threads") for backend in ("pydevd", "debugpy")]
LONG = [("gevent", "debugpy"), ("threads", "debugpy")]
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
@pytest.mark.skipif(not nova.is_there(), reason="needs python3-nova and nova-common's api-paste.ini")
@pytest.mark.parametrize("backend", ["pydevd", "debugpy"])
def test_nova_api(backend):
    assert failures(cases.examine(nova.api(), backend)) == {}


@pytest.mark.long
@pytest.mark.skipif(not nova.is_there(), reason="needs python3-nova and nova-common's api-paste.ini")
@pytest.mark.parametrize("backend", ["pydevd", "debugpy"])
def test_nova_compute(backend):
    nova.compute_is_held(backend)
