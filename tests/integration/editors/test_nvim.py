"""Neovim, headless, with the client that ships with stackdev."""

import json

from conftest import EDITED, HERE, SOURCE, TOP


def test_neovim_mends_restores_and_runs_commands(root, tmp_path):
    root.env.update(SCRIPT=str(root.script), MANIFEST=str(root.manifest), RESULT=str(tmp_path / "result"))
    done = root.run(["nvim", "--headless", "-u", "NONE", "--cmd",
                     f"set runtimepath+={TOP}/lsp-server/clients/nvim", "-c", f"luafile {HERE}/nvim.lua"])
    seen = json.loads((tmp_path / "result").read_text())
    assert "error" not in seen, (seen["error"], done.stderr)
    assert seen["opened"] == ["unsafe-monkey-patch"]
    assert {"Run", "Debug", "Make debug-safe"} == set(seen["lenses"])
    assert seen["edited"].startswith(EDITED)
    assert seen["restored"] == SOURCE.splitlines()
    assert seen["by_lens"].startswith(EDITED)
    states = {call["path"]: call["state"] for call in seen["scan"]["calls"]}
    assert states == {"one/bin/one-api": "debug-safe", "one/one/api.py": "unsafe"}  # the first is not saved
    assert "version" in seen["manifest"]
    assert root.script.read_text() == SOURCE
