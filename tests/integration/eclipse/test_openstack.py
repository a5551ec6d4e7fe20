"""`stackdev import` of OpenStack's own source releases, as the Python package index serves them, in a real Eclipse."""

import subprocess
import sys
from pathlib import Path
from typing import Any, Dict

import pytest

import eclipse
from checks import by_name, check_launch_configurations, check_projects
from program import Stack

# The release that Debian 12 has packages of.
RELEASES = {"nova": "26.2.0", "keystone": "22.0.0", "glance": "25.1.0", "horizon": "23.0.0",
            "python-novaclient": "18.2.0", "python-keystoneclient": "5.0.1"}
SOURCES = Path.home() / ".cache/stackdev-tests/openstack-sources"


def archive(name: str) -> Path:
    file = SOURCES / f"{name}-{RELEASES[name]}.tar.gz"
    if not file.exists():
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:",
                        "--dest", str(SOURCES), f"{name}=={RELEASES[name]}"], check=True, timeout=300)
    return file


@pytest.fixture(scope="module")
def openstack(tmp_path_factory: pytest.TempPathFactory) -> Dict[str, Any]:
    """The clones, what stackdev said, and what Eclipse sees. Only to read."""
    stack = Stack(tmp_path_factory.mktemp("openstack"))
    for name, release in RELEASES.items():
        subprocess.run(["tar", "--extract", "--no-same-owner", "--file", archive(name), "--directory", stack.root], check=True)
        folder = (stack.root / f"{name}-{release}").rename(stack.root / name)
        stack.git(folder, "init", "--quiet")
        stack.git(folder, "add", "--all", "--force")
        stack.git(folder, "commit", "--quiet", "--message", f"Release {release}")
    stack.stackdev("init", "--stack", "openstack")
    imported = stack.imported()
    return {"stack": stack, "imported": imported, "report": eclipse.inspect(stack.workspace)}


def test_each_is_a_project_without_markers(openstack: Dict[str, Any]) -> None:
    assert set(by_name(openstack["imported"]["projects"])) == set(RELEASES)
    check_projects(openstack["report"], openstack["imported"])


def test_references_follow_requirements(openstack: Dict[str, Any]) -> None:
    references = {name: project["references"] for name, project in by_name(openstack["imported"]["projects"]).items()}
    assert {"python-novaclient", "python-keystoneclient"} <= set(references["horizon"])
    assert references["python-novaclient"] == ["python-keystoneclient"]  # its tests need it


def test_launch_configurations_are_read_and_lead_to_what_exists(openstack: Dict[str, Any]) -> None:
    names = set(by_name(openstack["imported"]["launchConfigurations"]))
    assert {"nova-api", "nova-api (debug workers)", "nova-compute", "nova-scheduler", "nova-conductor", "glance-api",
            "keystone-manage", "horizon runserver"} <= names
    check_launch_configurations(openstack["report"], openstack["imported"], openstack["stack"].workspace)


def test_clones_stay_clean_and_a_second_import_changes_nothing(openstack: Dict[str, Any]) -> None:
    stack = openstack["stack"]
    for name in RELEASES:
        assert stack.git(stack.root / name, "status", "--porcelain") == ""
    assert stack.stackdev("import", "--workspace", str(stack.workspace), "--dry-run").stdout == ""
