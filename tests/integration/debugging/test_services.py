"""Every case of cases.py, on small servers of each kind, with both debuggers."""

import cases
import pytest
from target import TARGET_OF


@pytest.mark.parametrize("backend", ["pydevd", "debugpy"])
@pytest.mark.parametrize("name", ["sample", "single", "gevent", "threads"])
def test_everything_works(name, backend):
    results = cases.examine(TARGET_OF[name], backend)
    assert {case: verdict for case, verdict in results.items() if verdict != "yes"} == {}
