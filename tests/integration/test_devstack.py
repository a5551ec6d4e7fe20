"""A root that DevStack filled: its units' arguments, its virtual environment; the folders of its own are no projects.

The units are seen below /etc/systemd/system of a mount namespace of the test's own."""

import json
import os
import subprocess
from pathlib import Path
from typing import Dict

import pytest

TOP = Path(__file__).resolve().parents[2]
STACKDEV = os.environ.get("STACKDEV") or str(TOP / "build/release/bin/stackdev")
UNIT = "[Service]\nEnvironment = \"PATH=/usr/bin\"\nUser = stack\nExecStart = {command}\nKillMode = process\n"


def write(files: Dict[Path, str]) -> None:
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture
def devstack(tmp_path: Path) -> Path:
    root = tmp_path / "stack"
    binaries = root / "data/venv/bin"
    write({
        root / "nova/setup.cfg": "[metadata]\nname = nova\n[entry_points]\nconsole_scripts =\n"
                                 "    nova-compute = nova.cmd.compute:main\n    nova-manage = nova.cmd.manage:main\n",
        root / "nova/nova/__init__.py": "",
        root / "nova/nova/cmd/__init__.py": "",
        root / "nova/nova/cmd/compute.py": "def main(): pass\n",
        root / "nova/nova/cmd/manage.py": "def main(): pass\n",
        root / "data/venv/lib/python3.11/site-packages/pip/__init__.py": "",
        root / "data/nova/instances/notes": "",
        root / "logs/stack.sh.log": "",
        root / "status/stack/n-cpu.failure": "",
        tmp_path / "units/devstack@n-cpu.service":
            UNIT.format(command=f"{binaries}/nova-compute --config-file /etc/nova/nova-cpu.conf"),
        tmp_path / "units/devstack@n-api.service":
            UNIT.format(command=f"{binaries}/uwsgi --procname-prefix nova-api --ini /etc/nova/nova-api-uwsgi.ini"),
    })
    for repository in ("nova", "requirements"):
        subprocess.run(["git", "init", "-q", root / repository], check=True)
    subprocess.run(["/usr/bin/python3", "-m", "venv", "--without-pip", root / "data/venv"], check=True)
    return tmp_path


def run(folder: Path, *words: str) -> Dict[str, object]:
    result = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c",
         'mount --bind "$1" /etc/systemd/system && shift && exec "$@"', "sh", folder / "units",
         STACKDEV, "--root", folder / "stack", "--state", folder / "state", "--json", *words],
        stdout=subprocess.PIPE, check=True, timeout=60)
    return json.loads(result.stdout)


def test_arguments_are_those_of_devstacks_units(devstack: Path) -> None:
    assert run(devstack, "launch", "show", "nova-compute")["args"] == ["--config-file", "/etc/nova/nova-cpu.conf"]
    assert run(devstack, "launch", "show", "nova-manage")["args"] == []


def test_projects_are_the_clones_alone_with_devstacks_python(devstack: Path) -> None:
    subprocess.run([STACKDEV, "--root", devstack / "stack", "--state", devstack / "state", "trust"], check=False)
    imported = run(devstack, "import", "--dry-run", "--interpreter", str(devstack / "stack/data/venv/bin/python"))
    assert [project["name"] for project in imported["projects"]] == ["nova", "requirements"]
    by_default = run(devstack, "import", "--dry-run")
    assert by_default["projects"] == imported["projects"]
