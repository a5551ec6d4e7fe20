"""`stackdev import`, judged by what a real Eclipse then sees in the workspace."""

import fcntl
import json
import os
import re
import shlex
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any, Dict

import pytest

import eclipse
import handmade
from checks import by_name, check_launch_configurations, check_projects
from program import SAMPLE_REPOSITORIES, Stack, differences, times

HOSTILE_NAMES = ["with space", "per%20cent%", "hash#tag", "what?", "[brackets]", "a&b", "a+b", "größe-日本",
                 "🐍snake", "all %#?[]&+ größe-日本 🐍", "Glance", "glance"]

# What Eclipse's dialog refuses in the name of a launch configuration.
REFUSED_IN_LAUNCH_NAMES = set('@&\\/:*?"<>|\0')

PROBE = """#!/usr/bin/python3
import json, os, sys
print(json.dumps([os.getcwd(), sys.argv[1:], os.environ["PYTHONPATH"].split(":")]))
"""


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    return Stack(tmp_path)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Dict[str, Any]:
    """The sample stack in a fresh workspace: what stackdev said, and what Eclipse sees. Only to read."""
    stack = Stack(tmp_path_factory.mktemp("sample"))
    stack.add_sample()
    imported = stack.imported()
    report = eclipse.inspect(stack.workspace, "--pref", "org.python.pydev", "--pref", "org.eclipse.egit.core")
    return {"stack": stack, "imported": imported, "report": report}


def python_repository(stack: Stack, path: str, package: str) -> Path:
    """A repository with what import looks for: a package, a script without extension, tests."""
    return stack.repository(path, {
        "setup.py": f"from setuptools import setup\nsetup(name='{package}', packages=['{package}'])\n",
        f"{package}/__init__.py": "",
        f"bin/{package}-run": PROBE,
        f"{package}/tests/__init__.py": "",
        f"{package}/tests/test_it.py":
            "import unittest\n\n\nclass It(unittest.TestCase):\n    def test(self):\n        pass\n"})


def test_sample_projects(sample: Dict[str, Any]) -> None:
    names = [project["name"] for project in sample["report"]["projects"]]
    assert sorted(names) == SAMPLE_REPOSITORIES
    check_projects(sample["report"], sample["imported"])


def test_sample_references(sample: Dict[str, Any]) -> None:
    projects = by_name(sample["report"]["projects"])
    assert "samplelib" in projects["python-sampleclient"]["references"]
    assert "python-sampleclient" in projects["sample-service"]["references"]


def test_sample_launch_configurations(sample: Dict[str, Any]) -> None:
    assert sample["imported"]["launchConfigurations"]
    assert all(configuration["local"] for configuration in sample["report"]["launchConfigurations"])
    check_launch_configurations(sample["report"], sample["imported"], sample["stack"].workspace)


def test_sample_launch_group(sample: Dict[str, Any]) -> None:
    (group,) = sample["report"]["launchGroups"]
    assert len(group["elements"]) >= 2
    for element in group["elements"]:
        assert element["action"] in ("NONE", "DELAY"), "nothing else works for services"


def test_sample_interpreters_are_readable_preferences(sample: Dict[str, Any]) -> None:
    stored = sample["report"]["preferences"]["org.python.pydev"]["INTERPRETER_PATH_NEW"]
    descriptions = stored.split("&&&&&")
    assert descriptions.pop().strip() == "", "each interpreter ends with the separator"
    for description in descriptions:
        interpreter = ElementTree.fromstring(description)
        assert os.access(interpreter.findtext("executable", ""), os.X_OK)
        assert interpreter.findall("lib")
        for library in interpreter.findall("lib"):
            assert Path(library.text or "").exists(), library.text


def test_sample_repositories_are_listed_for_egit(sample: Dict[str, Any]) -> None:
    """EGit itself is in no package registry; this reads its preferences as its public source does."""
    root, workspace = sample["stack"].root, sample["stack"].workspace
    preferences = sample["report"]["preferences"]["org.eclipse.egit.core"]
    listed = preferences["GitRepositoriesView.GitDirectories.relative"].split(":")
    assert {str(workspace / path) for path in listed if path} == {
        str(root / name / ".git") for name in SAMPLE_REPOSITORIES}


def test_repositories_stay_clean(stack: Stack) -> None:
    stack.add_sample()
    stack.imported("--shared")
    for name in SAMPLE_REPOSITORIES:
        assert stack.git(stack.root / name, "status", "--porcelain") == ""


def test_shared_launch_configurations(stack: Stack) -> None:
    stack.add_sample()
    imported = stack.imported("--shared")
    report = eclipse.inspect(stack.workspace)
    check_launch_configurations(report, imported, stack.workspace)
    seen = by_name(report["launchConfigurations"])
    for configuration in imported["launchConfigurations"]:
        if configuration["type"] != handmade.GROUP:
            assert not seen[configuration["name"]]["local"], configuration["name"]


def test_a_language_server_for_lsp4e(stack: Stack) -> None:
    """LSP4E itself is in no package registry; this reads its preference as its public source does."""
    stack.add_sample()
    stack.imported("--language-server")
    report = eclipse.inspect(stack.workspace, "--pref", "org.eclipse.lsp4e")
    entry = report["preferences"]["org.eclipse.lsp4e"]["contentTypeToLSPLauch"]
    content_type, launch_type, name, mode = re.fullmatch("([^:]+):([^/]+)/([^/]+)/(.+)", entry).groups()
    assert (content_type, mode) == ("org.python.pydev.pythonfile", "run")
    launch = by_name(report["launchConfigurations"])[name]
    assert launch["local"] and launch["type"] == launch_type
    server = launch["attributes"]["org.eclipse.ui.externaltools.ATTR_LOCATION"]
    assert subprocess.run([server, "--version"], capture_output=True, check=True).stdout.startswith(b"stackdev-lsp ")


def test_dry_run_writes_nothing(stack: Stack) -> None:
    stack.add_sample()
    before = stack.files()
    output = stack.stackdev("import", "--workspace", str(stack.workspace), "--dry-run").stdout
    assert "+++" in output
    assert differences(before, stack.files()) == []


def test_an_existing_workspace_keeps_its_projects(stack: Stack, tmp_path: Path) -> None:
    mine = handmade.pydev_project(tmp_path / "elsewhere/mine")
    closed = handmade.pydev_project(tmp_path / "elsewhere/closed")
    stack.workspace.mkdir()
    before = eclipse.inspect(stack.workspace, "--create", "mine", mine, "--create", "closed", closed,
                             "--create", "inside", stack.workspace / "inside", "--close", "closed")
    stack.add_sample()

    imported = stack.imported()
    after = eclipse.inspect(stack.workspace)

    check_projects(after, imported)
    for name, project in by_name(before["projects"]).items():
        found = by_name(after["projects"])[name]
        assert (found["location"], found["open"]) == (project["location"], project["open"])
    assert len(after["projects"]) == len(before["projects"]) + len(imported["projects"])


def test_a_crashed_workspace_keeps_its_snapshot(stack: Stack, tmp_path: Path) -> None:
    saved = handmade.pydev_project(tmp_path / "elsewhere/saved")
    unsaved = handmade.pydev_project(tmp_path / "elsewhere/unsaved")
    eclipse.inspect(stack.workspace, "--create", "saved", saved)
    eclipse.inspect(stack.workspace, "--create", "unsaved", unsaved, "--crash")
    stack.add_sample()

    imported = stack.imported()
    report = eclipse.inspect(stack.workspace)

    assert report["crashed"]
    check_projects(report, imported)
    projects = by_name(report["projects"])
    for name, location in (("saved", saved), ("unsaved", unsaved)):
        assert projects[name]["open"] and projects[name]["location"] == str(location)


def test_hostile_names(tmp_path: Path) -> None:
    stack = Stack(tmp_path, root="clones %41 #größe")
    for index, name in enumerate(HOSTILE_NAMES):
        python_repository(stack, name, f"package{index}")

    imported = stack.imported()
    report = eclipse.inspect(stack.workspace)

    expected = {str(stack.root / name) for name in HOSTILE_NAMES}
    assert {project["location"] for project in imported["projects"]} == expected
    assert {project["location"] for project in report["projects"]} == expected
    check_projects(report, imported)
    scripts = {configuration["locations"][0]["path"] for configuration in report["launchConfigurations"]
               if configuration["type"] == handmade.PYTHON_RUN}
    assert scripts >= {str(stack.root / name / f"bin/package{index}-run")
                       for index, name in enumerate(HOSTILE_NAMES)}
    check_launch_configurations(report, imported, stack.workspace)
    for configuration in imported["launchConfigurations"]:
        assert not REFUSED_IN_LAUNCH_NAMES & set(configuration["name"]), configuration["name"]


def test_clones_inside_the_workspace(tmp_path: Path) -> None:
    stack = Stack(tmp_path, root="both", workspace="both")
    stack.add_sample()
    eclipse.inspect(stack.workspace)

    imported = stack.imported()
    report = eclipse.inspect(stack.workspace)

    assert len(report["projects"]) == len(SAMPLE_REPOSITORIES)
    check_projects(report, imported)
    check_launch_configurations(report, imported, stack.workspace)
    before = stack.files()
    stack.imported()
    assert differences(before, stack.files()) == []


def test_nested_repositories(stack: Stack) -> None:
    outer = python_repository(stack, "outer", "outer")
    inner = python_repository(stack, "outer/inner", "inner")

    imported = stack.imported()
    report = eclipse.inspect(stack.workspace)

    assert {project["location"] for project in report["projects"]} == {str(outer), str(inner)}
    check_projects(report, imported)
    check_launch_configurations(report, imported, stack.workspace)


def test_two_repositories_of_one_name(stack: Stack) -> None:
    first = python_repository(stack, "library", "first")
    python_repository(stack, "outer", "outer")
    second = python_repository(stack, "outer/library", "second")

    imported = stack.imported()
    report = eclipse.inspect(stack.workspace)

    check_projects(report, imported)
    for location in (first, second):
        registered = str(location) in [project["location"] for project in report["projects"]]
        named = any(str(location) in warning or str(location.relative_to(stack.root)) in warning
                    for warning in map(str, imported["warnings"]))
        assert registered or named, location


def test_a_second_import_changes_nothing(stack: Stack) -> None:
    stack.add_sample()
    stack.imported()
    before, written = stack.files(), {**times(stack.root), **times(stack.workspace)}
    stack.imported()
    assert differences(before, stack.files()) == []
    after = {**times(stack.root), **times(stack.workspace)}
    lock = str(stack.workspace / ".metadata/.lock")
    assert [path for path in differences(written, after) if path != lock] == []


def test_import_after_eclipse(stack: Stack) -> None:
    stack.add_sample()
    first = stack.imported()
    eclipse.inspect(stack.workspace)
    before = stack.files()
    stack.imported()
    assert differences(before, stack.files()) == [], "Eclipse has the projects already"

    added = python_repository(stack, "added", "added")
    imported = stack.imported()
    report = eclipse.inspect(stack.workspace)

    assert len(imported["projects"]) == len(first["projects"]) + 1
    assert str(added) in [project["location"] for project in report["projects"]]
    check_projects(report, imported)
    check_launch_configurations(report, imported, stack.workspace)


@pytest.mark.parametrize("opened", [False, True], ids=["never-opened", "saved-by-eclipse"])
def test_a_removed_repository_is_unregistered(stack: Stack, tmp_path: Path, opened: bool) -> None:
    stack.add_sample()
    stack.imported()
    if opened:
        eclipse.inspect(stack.workspace)
    python_repository(stack, "leaving", "leaving")
    stack.imported()
    if opened:
        eclipse.inspect(stack.workspace)
    shutil.move(str(stack.root / "leaving"), tmp_path / "left")
    left = times(tmp_path / "left")

    imported = stack.imported()
    report = eclipse.inspect(stack.workspace)

    assert sorted(project["name"] for project in report["projects"]) == SAMPLE_REPOSITORIES
    assert sorted(project["name"] for project in imported["projects"]) == SAMPLE_REPOSITORIES
    assert times(tmp_path / "left") == left
    check_projects(report, imported)
    check_launch_configurations(report, imported, stack.workspace)
    assert not [configuration for configuration in report["launchConfigurations"]
                if configuration["attributes"].get("org.python.pydev.debug.ATTR_PROJECT") == "leaving"]


def test_undo_of_a_fresh_workspace(stack: Stack) -> None:
    stack.add_sample()
    before = stack.files()
    stack.imported()
    assert differences(before, stack.files()) != []
    stack.stackdev("undo")
    assert differences(before, stack.files()) == []
    assert eclipse.inspect(stack.workspace)["projects"] == []


@pytest.mark.parametrize("end", ["--refresh", "--crash"])
def test_undo_of_an_existing_workspace(stack: Stack, tmp_path: Path, end: str) -> None:
    eclipse.inspect(stack.workspace, "--create", "saved", handmade.pydev_project(tmp_path / "elsewhere/saved"))
    eclipse.inspect(stack.workspace, "--create", "other", handmade.pydev_project(tmp_path / "elsewhere/other"), end)
    stack.add_sample()
    before = stack.files()
    stack.imported()
    stack.stackdev("undo")
    assert differences(before, stack.files()) == []
    projects = by_name(eclipse.inspect(stack.workspace)["projects"])
    assert sorted(projects) == ["other", "saved"]
    assert all(project["open"] for project in projects.values())


def test_a_workspace_that_is_open_is_left_alone(stack: Stack) -> None:
    stack.add_sample()
    (stack.workspace / ".metadata").mkdir(parents=True)
    with open(stack.workspace / ".metadata/.lock", "w", encoding="ascii") as lock:
        # As Eclipse does: a POSIX lock on the first byte.
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 0)
        before = stack.files()
        result = stack.stackdev("import", "--workspace", str(stack.workspace), status=3)
        assert str(os.getpid()) in result.stderr
        assert differences(before, stack.files()) == []
    stack.imported()
    assert len(eclipse.inspect(stack.workspace)["projects"]) == len(SAMPLE_REPOSITORIES)


def test_a_launched_script_finds_its_world(stack: Stack) -> None:
    library = stack.repository("probe lib", {
        "setup.py": "from setuptools import setup\nsetup(name='probelib', packages=['probelib'])\n",
        "probelib/__init__.py": ""})
    tool = stack.repository("probe-tool", {
        "setup.py": "from setuptools import setup\n"
                    "setup(name='probetool', packages=['probetool'], install_requires=['probelib'])\n",
        "probetool/__init__.py": "import probelib\n",
        "bin/probe-tool": PROBE})
    stack.imported()
    report = eclipse.inspect(stack.workspace)
    (configuration,) = [each for each in report["launchConfigurations"]
                        if [location["path"] for location in each["locations"]] == [str(tool / "bin/probe-tool")]]

    (launch,) = eclipse.inspect(stack.workspace, "--launch", configuration["name"])["launches"]

    assert "error" not in launch, launch
    (process,) = launch["processes"]
    assert process["exitValue"] == 0, process
    directory, arguments, path = json.loads(process["stdout"])
    assert directory == configuration["workingDirectory"]["path"]
    assert directory != str(tool / "probetool"), "its modules would hide others"
    assert arguments == shlex.split(configuration["substituted"].get(handmade.KEYS["arguments"], ""))
    assert path == [str(tool), str(library)]


def test_unittests_run_through_eclipse(stack: Stack) -> None:
    python_repository(stack, "tested", "tested")
    stack.imported()
    report = eclipse.inspect(stack.workspace)
    (configuration,) = [each for each in report["launchConfigurations"] if each["type"] == handmade.UNITTEST]
    (launch,) = eclipse.inspect(stack.workspace, "--launch", configuration["name"])["launches"]
    (process,) = launch["processes"]
    assert process["exitValue"] == 0, process
    assert "Ran 1 test" in process["stderr"]
