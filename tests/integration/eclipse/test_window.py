"""The IDE's real window on an imported workspace. What the screen shows is read from its widgets."""

import os
from pathlib import Path
from typing import Any, Dict

import pytest

import eclipse
import handmade
from program import SAMPLE_REPOSITORIES, Stack, differences

pytestmark = pytest.mark.long

EXPLORER = "org.eclipse.ui.navigator.ProjectExplorer"


def shows(state: Dict[str, Any], *texts: str) -> bool:
    """Whether one of the trees has all the texts at its top; a repository's state may follow a name."""
    return any(all(any(item == text or item.startswith(text + " ") for item in tree) for text in texts)
               for tree in state["trees"])


def test_the_window_shows_a_project(workspace: Path, tmp_path: Path) -> None:
    project = handmade.pydev_project(tmp_path / "größe")
    eclipse.inspect(workspace, "--create", "größe", project)
    picture = tmp_path / "window.png"

    with eclipse.window(workspace) as window:
        window.show(EXPLORER)
        window.wait_for(lambda state: shows(state, "größe"))
        window.expand("größe")
        window.screenshot(picture)

    assert picture.read_bytes().startswith(b"\x89PNG")
    assert not eclipse.inspect(workspace)["crashed"], "the window saves when it is closed"


def test_the_window_shows_the_imported_stack(tmp_path: Path) -> None:
    """Saves its screenshot where STACKDEV_SCREENSHOT says, for the documentation."""
    stack = Stack(tmp_path)
    stack.add_sample()
    imported = stack.imported()
    picture = Path(os.environ.get("STACKDEV_SCREENSHOT") or tmp_path / "window.png")

    with eclipse.window(stack.workspace) as window:
        window.show(EXPLORER)
        state = window.wait_for(lambda state: shows(state, *SAMPLE_REPOSITORIES) and not state["busy"])
        window.expand("sample-service")
        window.screenshot(picture)
        refused = stack.stackdev("import", "--workspace", str(stack.workspace), status=3)
        assert str(window.pid) in refused.stderr

    members = [set(members) for members in state["workingSets"].values()]
    assert set(SAMPLE_REPOSITORIES) in members
    names = {configuration["name"] for configuration in imported["launchConfigurations"]}
    for favorites in state["favorites"].values():
        assert set(favorites) <= names
    assert any(state["favorites"].values())
    before = stack.files()
    stack.imported()
    assert differences(before, stack.files()) == [], "the window has the projects already"
