"""What the tests of VS Code's and PyCharm's files share. The debuggers' other ends are those of the debugging tests."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "debugging")]


def pytest_configure(config):
    config.addinivalue_line("markers", "long: more than CI has time for; run with -m long")


@pytest.fixture
def sample(tmp_path):
    """The sample stack, on a port of its own."""
    from stack import Stack

    return Stack(tmp_path)


@pytest.fixture(scope="session")
def as_vscode_reads():
    """Text as VS Code's own parser takes it; problems are errors."""
    modules = HERE / "npm/node_modules"
    assert modules.is_dir(), "scripts/setup --tests installs VS Code's parser in %s" % modules.parent
    code = """
const {parse, printParseErrorCode} = require('jsonc-parser');
const errors = [];
const value = parse(require('fs').readFileSync(0, 'utf8'), errors, {allowTrailingComma: true});
console.log(JSON.stringify({value, errors: errors.map(e => printParseErrorCode(e.error) + ' at ' + e.offset)}));
"""

    def read(text):
        done = subprocess.run(["node", "-e", code], input=text, capture_output=True, text=True, check=True,
                              env=dict(os.environ, NODE_PATH=str(modules)), timeout=60)
        answer = json.loads(done.stdout)
        assert answer["errors"] == []
        return answer["value"]

    return read
