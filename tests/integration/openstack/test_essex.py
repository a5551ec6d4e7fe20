"""OpenStack of April 2012 from its own trees. ESSEX_TREES names a folder with clones of that time (nova, keystone,
glance, python-novaclient, python-keystoneclient), PYTHON27 a Python 2.7 that has virtualenv."""

import json
import os
import subprocess
from pathlib import Path
from typing import List

import pytest

from running_stack import STACKDEV

TREES = os.environ.get("ESSEX_TREES", "")
PYTHON = os.environ.get("PYTHON27", "python2.7")
REPOSITORIES = ["nova", "keystone", "glance", "python-novaclient", "python-keystoneclient"]
SERVICES = ["mariadb", "rabbitmq", "keystone-all", "glance-registry", "glance-api", "nova-api", "nova-network",
            "nova-compute", "nova-scheduler", "nova-cert"]


def stackdev(folder: Path, *words: str) -> str:
    done = subprocess.run([STACKDEV, "--root", folder / "root", "--state", folder / "state", *words],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=600)
    assert done.returncode == 0, done.stdout
    return done.stdout


def states(text: str) -> List[str]:
    return [one["name"] for one in json.loads(text)["services"] if one["state"] == "running"]


@pytest.mark.long
@pytest.mark.skipif(not TREES, reason="ESSEX_TREES names no folder with the clones of 2012")
def test_a_server_gets_active(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    for name in REPOSITORIES:
        subprocess.run(["git", "clone", "--quiet", "--shared", Path(TREES) / name, tmp_path / "root" / name], check=True)
    venv = tmp_path / "state/venv"
    subprocess.run([PYTHON, "-m", "virtualenv", "--quiet", venv], check=True)
    requirements = Path(__file__).with_name("requirements-essex.txt")
    subprocess.run([venv / "bin/pip", "install", "--quiet", "--no-deps", "-r", requirements], check=True)
    stackdev(tmp_path, "init", "--stack", "openstack-essex")
    try:
        assert sorted(states(stackdev(tmp_path, "up", "--json"))) == sorted(SERVICES)
        checks = json.loads(stackdev(tmp_path, "verify", "--json"))["checks"]
        assert [one["name"] for one in checks if not one["ok"]] == []
        assert {"nova: a server gets ACTIVE", "glance: image ami"} <= {one["name"] for one in checks}
        stackdev(tmp_path, "down")
        assert sorted(states(stackdev(tmp_path, "up", "--json"))) == sorted(SERVICES)
        for name in REPOSITORIES:
            clean = subprocess.run(["git", "-C", tmp_path / "root" / name, "status", "--porcelain"],
                                   stdout=subprocess.PIPE, text=True, check=True)
            assert clean.stdout == "", name
    finally:
        stackdev(tmp_path, "down", "--wipe")
