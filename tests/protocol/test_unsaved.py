"""Documents that are no files, or none yet, folders that are not there, and a manifest that cannot be read."""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from lsp_client import Client, server_program  # noqa: E402

CALL = "import eventlet\neventlet.monkey_patch()\n"
CAN_EDIT = {"workspace": {"applyEdit": True}}


def folder_with_a_call(folder: Path) -> Path:
    folder.mkdir()
    (folder / "a.py").write_text(CALL)
    return folder


def scanned(client, **params):
    answer = client.request("stackdev/scan", params)
    return [call["uri"] for call in answer["result"]["calls"]]


def test_documents_that_are_not_saved_are_scanned(tmp_path):
    root = folder_with_a_call(tmp_path / "root")
    new, untitled = (root / "new.py").as_uri(), "untitled:Untitled-1"
    with Client(cwd=tmp_path) as client:
        client.initialize(root)
        for uri in (new, untitled):
            client.open(uri, CALL)
        assert scanned(client, uris=[new]) == [new]
        assert scanned(client, uris=[untitled]) == [untitled]
        assert scanned(client, uris=[]) == [(root / "a.py").as_uri(), new]
        command = client.command("stackdev.scan", {"state": str(tmp_path / "state")})["result"]
        assert [call["path"] for call in command] == ["a.py", "new.py"]
        assert client.request("stackdev/runnables", {"uri": untitled})["result"] == {"runnables": []}
        assert "error" in client.request("stackdev/scan", {"uris": ["untitled:other"]})


def test_the_root_of_what_is_no_file_is_the_workspaces(tmp_path):
    root = folder_with_a_call(tmp_path / "root")
    with Client(cwd=tmp_path) as client:
        client.initialize(root)
        client.open("untitled:1", CALL)
        options = {"uri": "untitled:1", "state": str(tmp_path / "state"), "dryRun": True}
        assert client.command("stackdev.import", options)["result"]["workspace"] == str(root / "workspace")
    with Client(cwd=tmp_path) as client:  # nor is there one without a workspace
        client.initialize()
        client.open("untitled:1", CALL)
        assert "error" in client.command("stackdev.import", options)


def test_a_folder_that_is_gone_does_not_hide_the_others(tmp_path):
    folders = [folder_with_a_call(tmp_path / name) for name in ("b root", "a")]
    all_folders = [{"uri": one.as_uri(), "name": one.name} for one in (folders[0], tmp_path / "gone", folders[1])]
    with Client(cwd=tmp_path) as client:
        client.initialize(workspaceFolders=all_folders)
        assert scanned(client) == [(folder / "a.py").as_uri() for folder in reversed(folders)]
        assert client.request("stackdev/runnables", {})["result"] == {"runnables": []}
        assert client.request("stackdev/debugTarget", {"label": "none"})["error"]["data"]["code"] == "not-found"


def labels(client, **params):
    return [one["label"] for one in client.request("stackdev/runnables", params)["result"]["runnables"]]


@pytest.mark.parametrize("capabilities", [{}, {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}],
                         ids=["server watches", "client watches"])
def test_what_came_meanwhile_can_be_run(capabilities, tmp_path):
    root = folder_with_a_call(tmp_path / "root")
    with Client(cwd=tmp_path) as client:
        client.initialize(root, capabilities)
        assert labels(client) == []
        tool = root / "clone/bin/tool"
        tool.parent.mkdir(parents=True)
        (root / "clone/setup.py").touch()
        tool.write_text("#!/usr/bin/env python3\nprint(1)\n")
        assert labels(client) == labels(client, uri=tool.as_uri()) == ["tool"]
        assert "result" in client.request("stackdev/debugTarget", {"label": "tool"})
        tool.unlink()
        assert labels(client) == []


@pytest.mark.parametrize("ide", ["vscode,eclipse", ["vscode", "eclipse"]], ids=["text", "array"])
def test_several_ides(ide, tmp_path):
    root = folder_with_a_call(tmp_path / "root")
    (root / "setup.py").touch()
    with Client(cwd=tmp_path) as client:
        client.initialize(root)
        answer = client.command("stackdev.import", {"ide": ide, "state": str(tmp_path / "state"), "dryRun": True})
        assert answer["result"]["workspace"].endswith(".code-workspace"), answer
        assert "error" in client.command("stackdev.import", {"ide": ["emacs"], "dryRun": True})


@pytest.mark.parametrize("manifest", [
    "version = \n", 'version = 1\nstack = "s"\n[preset.p]\nlibrary = "eventlet"\narguments = "no=True"\n'], ids=["all", "preset"])
def test_a_broken_manifest_keeps_nobody_from_taking_back(manifest, tmp_path):
    root = folder_with_a_call(tmp_path / "root")
    options = {"root": str(root), "state": str(tmp_path / "state")}
    with Client(cwd=tmp_path) as client:
        client.initialize(root, CAN_EDIT)
        for do, back in (("debugSafe", "restore"), ("debugSafe", "undo"), ("hook", "unhook")):
            arguments = {**options, "file": "a.py"} if "hook" in do else options
            assert "result" in client.command(f"stackdev.{do}", arguments)
            assert (root / "a.py").read_text() != CALL
            (root / "stackdev.toml").write_text(manifest)
            assert "error" in client.command("stackdev.debugSafe", options)
            assert "result" in client.command(f"stackdev.{back}", arguments)
            assert (root / "a.py").read_text() == CALL, back
            (root / "stackdev.toml").unlink()


def test_no_hook_goes_into_what_is_no_python(tmp_path):
    text = "version = 1\nstack = 'x'\n"
    manifest = tmp_path / "stackdev.toml"
    manifest.write_text(text)
    with Client(cwd=tmp_path) as client:
        client.initialize(tmp_path, CAN_EDIT)
        for _ in ("closed", "open"):
            answer = client.command("stackdev.hook", {"uri": manifest.as_uri(), "state": str(tmp_path / "state")})
            assert "no Python" in answer["error"]["message"], answer
            client.open(manifest.as_uri(), text, "toml")
    assert manifest.read_text() == text


def test_a_closed_standard_input_is_an_end():
    done = subprocess.run(["sh", "-c", '"$0" <&-', server_program()], capture_output=True, timeout=10)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
