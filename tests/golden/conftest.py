"""The option --update. Below the cases nothing is a test of ours, whatever it is called."""

import pytest

collect_ignore_glob = ["*/*"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true",
                     help="rewrite the expected trees; the difference is to be reviewed")
