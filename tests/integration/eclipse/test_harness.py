"""The harness itself, on workspaces that Eclipse made and on launch configurations written by hand."""

import json
import os
from pathlib import Path
from typing import Any, Dict

import pytest

import eclipse
import handmade
import runtime

PROBE = """import json, os, sys
print(json.dumps([os.getcwd(), sys.argv[1:], os.environ.get("PYTHONPATH"), dict(os.environ)]))
"""


def named(items: list, name: str) -> Dict[str, Any]:
    return {item["name"]: item for item in items}[name]


def test_a_fresh_workspace_is_empty(workspace: Path) -> None:
    report = eclipse.inspect(workspace)
    assert report["projects"] == []
    assert not report["crashed"]
    assert report["logged"] == []


def test_runtime_is_built_once() -> None:
    folder = runtime.runtime(runtime.HEADLESS)
    built = (folder / "configuration/config.ini").stat().st_mtime_ns
    assert runtime.runtime(runtime.HEADLESS) == folder
    assert (folder / "configuration/config.ini").stat().st_mtime_ns == built


def test_a_created_project_stays(workspace: Path, tmp_path: Path) -> None:
    outside = handmade.pydev_project(tmp_path / "clones/größe #1")
    eclipse.inspect(workspace, "--create", "größe #1", outside, "--create", "inside", workspace / "inside")

    report = eclipse.inspect(workspace)

    assert not report["crashed"]
    project = named(report["projects"], "größe #1")
    assert project["open"]
    assert project["location"] == str(outside)
    assert project["natures"] == [{"id": handmade.PYTHON_NATURE, "known": True, "enabled": True}]
    assert project["builders"] == ["org.python.pydev.PyDevBuilder"]
    assert named(report["projects"], "inside")["location"] == str(workspace / "inside")


def test_closed_and_deleted_projects(workspace: Path, tmp_path: Path) -> None:
    for name in ("kept", "closed", "deleted"):
        handmade.pydev_project(tmp_path / name)
        eclipse.inspect(workspace, "--create", name, tmp_path / name)
    eclipse.inspect(workspace, "--close", "closed", "--delete", "deleted")

    report = eclipse.inspect(workspace)

    assert {project["name"]: project["open"] for project in report["projects"]} == {"kept": True, "closed": False}
    assert (tmp_path / "deleted/.project").exists()


def test_a_crash_is_recovered_from(workspace: Path, tmp_path: Path) -> None:
    first = handmade.pydev_project(tmp_path / "first")
    second = handmade.pydev_project(tmp_path / "second")
    eclipse.inspect(workspace, "--create", "first", first)
    eclipse.inspect(workspace, "--create", "second", second, "--crash")
    (second / "late.py").write_text("")

    report = eclipse.inspect(workspace)

    assert report["crashed"]
    assert "unsaved changes" in report["logged"][0]["message"]
    assert [project["name"] for project in report["projects"]] == ["first", "second"]
    assert named(report["projects"], "second")["files"] == 3
    assert not eclipse.inspect(workspace)["crashed"]


def test_no_save_leaves_the_workspace_as_it_is(workspace: Path, tmp_path: Path) -> None:
    eclipse.inspect(workspace, "--create", "project", handmade.pydev_project(tmp_path / "project"), "--crash")
    tree = workspace / ".metadata/.plugins/org.eclipse.core.resources"
    before = sorted(path.name for path in tree.rglob("*.snap"))
    eclipse.inspect(workspace, "--no-save")
    assert sorted(path.name for path in tree.rglob("*.snap")) == before


def test_files_come_with_a_refresh(workspace: Path, tmp_path: Path) -> None:
    folder = handmade.pydev_project(tmp_path / "project")
    eclipse.inspect(workspace, "--create", "project", folder)
    (folder / "new.py").write_text("")
    assert named(eclipse.inspect(workspace)["projects"], "project")["files"] == 2
    assert named(eclipse.inspect(workspace, "--refresh")["projects"], "project")["files"] == 3


def test_missing_encoding_is_a_marker(workspace: Path, tmp_path: Path) -> None:
    eclipse.inspect(workspace, "--create", "project", handmade.pydev_project(tmp_path / "project"))
    markers = named(eclipse.inspect(workspace)["projects"], "project")["markers"]
    assert [marker["severity"] for marker in markers] == ["warning"]
    assert "no explicit encoding" in markers[0]["message"]


def test_preferences(workspace: Path) -> None:
    settings = workspace / ".metadata/.plugins/org.eclipse.core.runtime/.settings"
    settings.mkdir(parents=True)
    (settings / "some.node.prefs").write_text("eclipse.preferences.version=1\nkey=gr\\u00f6\\u00dfe\nsub/key=2\n")
    preferences = eclipse.inspect(workspace, "--pref", "some.node")["preferences"]
    assert preferences == {"some.node": {"key": "größe", "sub/key": "2"}}


def test_launch_configuration_as_read(workspace: Path, tmp_path: Path) -> None:
    folder = handmade.pydev_project(tmp_path / "project")
    (folder / "probe").write_text(PROBE)
    handmade.python_run(workspace, "probe & more", "project", "probe", directory="${project_loc:/project}",
                        arguments="${workspace_loc:/nowhere}")
    handmade.launch_configuration(workspace, "unknown", "no.such.type", {"key": "value"})
    (folder / "shared.launch").write_text(
        (workspace / ".metadata/.plugins/org.eclipse.debug.core/.launches/probe & more.launch").read_text())

    report = eclipse.inspect(workspace, "--create", "project", folder)

    configurations = report["launchConfigurations"]
    probe = named(configurations, "probe & more")
    assert probe["local"] and probe["type"] == handmade.PYTHON_RUN and probe["typeKnown"]
    assert probe["attributes"][handmade.KEYS["directory"]] == "${project_loc:/project}"
    assert probe["workingDirectory"] == {"path": str(folder), "isFile": False, "isDirectory": True}
    assert probe["locations"] == [{"path": str(folder / "probe"), "isFile": True, "isDirectory": False}]
    assert "non-existent resource" in probe["substitutionErrors"][handmade.KEYS["arguments"]]
    assert not named(configurations, "unknown")["typeKnown"]
    assert named(configurations, "shared")["file"] == "/project/shared.launch"


def probe_output(report: Dict[str, Any]) -> Any:
    """Working directory, arguments, PYTHONPATH and environment of the one launched PROBE."""
    (launch,) = report["launches"]
    assert "error" not in launch, launch
    (process,) = launch["processes"]
    assert process["exitValue"] == 0, process
    return json.loads(process["stdout"])


@pytest.mark.parametrize("mode", ["run", "debug"])
def test_a_launched_script(workspace: Path, tmp_path: Path, mode: str) -> None:
    base = handmade.pydev_project(tmp_path / "base", external=["${PROJECT_LOC}/contrib"])
    middle = handmade.pydev_project(tmp_path / "middle", references=["base"])
    top = handmade.pydev_project(tmp_path / "top", references=["middle", "missing"])
    (top / "probe").write_text(PROBE)
    handmade.python_run(workspace, "probe", "top", "probe", directory="${project_loc:/middle}",
                        arguments="'two words' ${project_loc:/base}", environment={"EXTRA": "${project_name:/top}"},
                        append_environment=True)
    report = eclipse.inspect(workspace, "--create", "base", base, "--create", "middle", middle, "--create", "top",
                             top, "--launch", "probe", "--mode", mode)
    directory, arguments, path, environment = probe_output(report)
    assert directory == str(middle)
    assert arguments == ["two words", str(base)]
    assert path.split(":") == [str(top), str(middle), str(base), str(base / "contrib")]
    assert environment["EXTRA"] == "top"
    assert environment["PATH"] == os.environ["PATH"]


def test_a_configured_pythonpath_replaces_the_computed(workspace: Path, tmp_path: Path) -> None:
    folder = handmade.pydev_project(tmp_path / "project")
    (folder / "probe").write_text(PROBE)
    handmade.python_run(workspace, "probe", "project", "probe", environment={"PYTHONPATH": "/only/this"},
                        append_environment=True)
    report = eclipse.inspect(workspace, "--create", "project", folder, "--launch", "probe")
    directory, _, path, _ = probe_output(report)
    assert (directory, path) == (str(folder), "/only/this")


def test_the_interpreter_comes_from_the_preferences(workspace: Path, tmp_path: Path) -> None:
    folder = handmade.pydev_project(tmp_path / "project")
    (folder / "probe").write_text(PROBE)
    settings = workspace / ".metadata/.plugins/org.eclipse.core.runtime/.settings"
    settings.mkdir(parents=True)
    (settings / "org.python.pydev.prefs").write_text(
        "eclipse.preferences.version=1\nINTERPRETER_PATH_NEW=<xml>\\n<name>py</name>\\n<executable>/usr/bin/python3"
        "</executable>\\n<env_var>FROM\\=interpreter</env_var>\\n</xml>&&&&&\n")
    handmade.python_run(workspace, "good", "project", "probe", interpreter="py")
    handmade.python_run(workspace, "bad", "project", "probe", interpreter="other")
    eclipse.inspect(workspace, "--create", "project", folder)

    good = eclipse.inspect(workspace, "--launch", "good")
    bad = eclipse.inspect(workspace, "--launch", "bad")

    assert probe_output(good)[3]["FROM"] == "interpreter"
    assert bad["launches"][0]["error"] == "Interpreter: other not found"


def test_unittests_run(workspace: Path, tmp_path: Path) -> None:
    folder = handmade.pydev_project(tmp_path / "project")
    (folder / "tests").mkdir()
    (folder / "tests/__init__.py").write_text("")
    (folder / "tests/test_it.py").write_text(
        "import unittest\nclass It(unittest.TestCase):\n    def test(self):\n        print('ran', __name__)\n")
    handmade.launch_configuration(workspace, "tests", handmade.UNITTEST, {
        "org.eclipse.ui.externaltools.ATTR_LOCATION": "${workspace_loc:project/tests}",
        "org.python.pydev.debug.ATTR_PROJECT": "project"})
    report = eclipse.inspect(workspace, "--create", "project", folder, "--launch", "tests")
    (process,) = report["launches"][0]["processes"]
    assert process["exitValue"] == 0, process
    assert process["stdout"] == "ran tests.test_it\n"


def test_a_hand_written_group_is_launched_in_order(workspace: Path, tmp_path: Path) -> None:
    folder = handmade.pydev_project(tmp_path / "project")
    (folder / "probe").write_text(PROBE)
    for name in ("first", "second", "third"):
        handmade.python_run(workspace, name, "project", "probe", arguments=name)
    handmade.launch_group(workspace, "all", {"name": "second", "action": "DELAY", "actionParam": "1"},
                          {"name": "first", "action": "WAIT_FOR_TERMINATION"}, {"name": "third"}, {"name": "no such"})

    report = eclipse.inspect(workspace, "--create", "project", folder, "--launch", "all")

    (group,) = report["launchGroups"]
    assert [(element["name"], element["found"]) for element in group["elements"]] == [
        ("second", True), ("first", True), ("third", True), ("no such", False)]
    (launch,) = report["launches"]
    assert launch["endedInTime"] and "error" not in launch, launch
    started = {event["configuration"]: event["milliseconds"]
               for event in launch["events"] if event["event"] == "added"}
    assert started["second"] + 1000 <= started["first"] <= started["third"]
    assert sorted(process["configuration"] for process in launch["processes"]) == ["first", "second", "third"]


def is_running(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_what_does_not_end_is_terminated(workspace: Path, tmp_path: Path) -> None:
    folder = handmade.pydev_project(tmp_path / "project")
    (folder / "probe").write_text("import os, signal\nos.fork()\n"
                                  "open('pids', 'a').write(f'{os.getpid()}\\n')\nsignal.pause()\n")
    handmade.python_run(workspace, "probe", "project", "probe")
    report = eclipse.inspect(workspace, "--create", "project", folder, "--launch", "probe", "--launch-seconds", 3)
    assert report["launches"][0]["endedInTime"] is False
    pids = (folder / "pids").read_text().split()
    assert not [pid for pid in pids if is_running(int(pid))]


def test_a_failure_tells_why(workspace: Path) -> None:
    with pytest.raises(eclipse.EclipseFailed, match="unknown option: --nonsense"):
        eclipse.inspect(workspace, "--nonsense")
