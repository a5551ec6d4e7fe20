"""Vim with ALE: counts columns in bytes, has no workspace/applyEdit, never says shutdown."""

import json

from conftest import EDITED, HERE, SOURCE


def test_ale_mends_and_restores(root, tmp_path):
    root.env.update(SCRIPT=str(root.script), RESULT=str(tmp_path / "result"), TERM="dumb")
    done = root.run(["vim", "-u", "NONE", "-i", "NONE", "-n", "-es", "-S", HERE / "ale.vim"], timeout=30)
    assert (tmp_path / "result").exists(), done.stdout + done.stderr
    seen = json.loads((tmp_path / "result").read_text())
    assert "error" not in seen, seen
    assert seen["opened"] == ["unsafe-monkey-patch"]
    assert seen["edited"].startswith(EDITED)
    assert seen["restored"] == SOURCE.splitlines()
