"""Emacs with lsp-mode, in batch mode, with the client that ships with stackdev."""

import json

from conftest import EDITED, HERE, SOURCE, TOP


def test_lsp_mode_mends_restores_and_runs_commands(root, tmp_path):
    root.env.update(SCRIPT=str(root.script), RESULT=str(tmp_path / "result"),
                    START=str(SOURCE.encode().index(b"eventlet.monkey_patch")))
    done = root.run(["emacs", "--batch", "-q", "-L", TOP / "lsp-server/clients/emacs", "-l", HERE / "lsp_mode.el"])
    assert (tmp_path / "result").exists(), done.stderr[-3000:]
    seen = json.loads((tmp_path / "result").read_text())
    assert "error" not in seen, (seen, done.stderr[-3000:])
    assert seen["opened"] == ["unsafe-monkey-patch"]
    assert {"Run", "Debug", "Make debug-safe"} <= set(seen["lenses"])
    assert seen["edited"].startswith(EDITED)
    assert seen["restored"] == SOURCE
    assert seen["by-command"].startswith(EDITED)
    assert {call["path"] for call in seen["scan"]} == {"one/bin/one-api", "one/one/api.py"}
