"""Source trees of OpenStack's release Zed, whose requirements Debian 12 has, from the Python package index."""

import os
import subprocess
from pathlib import Path

VERSIONS = {"keystone": ("keystone", "22.0.2"), "glance": ("glance", "25.1.0"), "nova": ("nova", "26.2.2"),
            "placement": ("openstack-placement", "8.0.0")}

WIDER = {**VERSIONS, "neutron": ("neutron", "21.2.0"), "cinder": ("cinder", "21.3.1"), "horizon": ("horizon", "23.1.1")}


def cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "stackdev-tests" / "openstack"


def archive(project: str, version: str) -> Path:
    folder = cache()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{project}-{version}.tar.gz"
    if not file.exists():
        subprocess.run(["/usr/bin/python3", "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:",
                        "--no-build-isolation", "--dest", str(folder), f"{project}=={version}"],
                       check=True, timeout=600)
    return file


def unpack(name: str, root: Path) -> None:
    """As a clone with one commit and its release for a tag."""
    project, version = WIDER[name]
    subprocess.run(["tar", "--no-same-owner", "-xzf", str(archive(project, version)), "-C", str(root)], check=True,
                   timeout=120)
    tree = root / name
    (root / f"{project}-{version}").rename(tree)
    for words in (["init", "--quiet"], ["add", "--all", "--force"], ["commit", "--quiet", "--message", version],
                  ["tag", version]):
        subprocess.run(["git", "-c", "user.name=test", "-c", "user.email=test@localhost", "-C", str(tree), *words],
                       check=True, timeout=120)
