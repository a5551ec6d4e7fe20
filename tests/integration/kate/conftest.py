"""The marker for long runs."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: more than CI has time for; run with -m long")
