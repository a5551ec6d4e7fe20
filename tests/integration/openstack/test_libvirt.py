"""Instances that run for real: nova's libvirt driver on a libvirt of the stack's own, qemu emulating the processor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Iterator, List

import pytest

from program import SECONDS, Stack
from running_stack import TOP

pytestmark = [pytest.mark.long, pytest.mark.skipif(os.geteuid() != 0, reason="libvirt's namespaces need root")]
HYPERVISOR = TOP / "pydev-templates/services/openstack/hypervisor.py"


def emulators(stack: Stack) -> List[str]:
    """The command lines of the stack's virtual machines."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().decode(errors="replace") if entry.name.isdigit() else ""
        except OSError:
            continue
        if words.split("\0")[0].endswith("qemu-system-x86_64") and str(stack.state) in words:
            found.append(words)
    return found


def set_value(stack: Stack, name: str, value: str) -> None:
    manifest = stack.root / "stackdev.toml"
    lines = [f'{name} = "{value}"' if line.startswith(f"{name} = ") else line for line in manifest.read_text().splitlines()]
    text = "\n".join(lines) + "\n"
    manifest.write_text(text)
    stack.stackdev("trust")


@pytest.fixture(scope="module")
def libvirt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("libvirt")) as made:
        yield made
    assert emulators(made) == []


@pytest.mark.parametrize(("driver", "kind", "said"), [
    ("libvirtDriver", "qemu", "values.compute-driver: expected fake.FakeDriver or libvirt.LibvirtDriver, got libvirtDriver"),
    ("libvirt.LibvirtDriver", "xen", "values.virt-type: expected qemu or kvm, got xen"),
    ("libvirt.LibvirtDriver", "qemu", 'step.hypervisor.after: put ["libvirt"] there'),
])  # fmt: skip
def test_what_cannot_be_is_told_before_anything_starts(libvirt: Stack, driver: str, kind: str, said: str) -> None:
    set_value(libvirt, "compute-driver", driver)
    set_value(libvirt, "virt-type", kind)
    result = libvirt.run("up", "hypervisor")
    assert result.returncode == 3 and "hypervisor ended" in result.stderr and said in result.stderr, result.stderr


@pytest.mark.parametrize(("before", "path", "said"), [
    (["setpriv", "--reuid", "65534", "--clear-groups"], os.environ["PATH"], "needs root"),
    (["unshare", "-m", "sh", "-c", 'mount --bind /dev/null /usr/sbin/libvirtd; exec "$@"', "sh"], "/nowhere",
     "not here: libvirtd. On Debian: apt-get install"),
])  # fmt: skip
def test_a_machine_that_cannot_is_told(before: List[str], path: str, said: str) -> None:
    done = subprocess.run([*before, sys.executable, "-B", HYPERVISOR, "libvirt.LibvirtDriver", "qemu", "/nowhere"], stderr=subprocess.PIPE,
                          text=True, env={**os.environ, "PATH": path + ":/usr/bin:/bin"})  # fmt: skip
    assert done.returncode == 1 and said in done.stderr, done.stderr


def test_a_machine_boots_and_says_so(libvirt: Stack) -> None:
    set_value(libvirt, "compute-driver", "libvirt.LibvirtDriver")
    set_value(libvirt, "virt-type", "qemu")
    manifest = libvirt.root / "stackdev.toml"
    manifest.write_text(manifest.read_text().replace("after = [] #", "after ="))
    libvirt.stackdev("trust")
    up = {one["name"]: one["state"] for one in json.loads(libvirt.stackdev("up", "--json"))["services"]}
    assert up["libvirt"] == up["nova-compute"] == "running"
    checks = {one["name"]: one for one in json.loads(libvirt.run("verify", "--json").stdout)["checks"]}
    for check in checks.values():
        print(check)
    assert [one for one in checks.values() if not one["ok"]] == []
    assert "verify's machine" in checks["console log"]["detail"]
    assert emulators(libvirt) == [], "verify has taken its server back"


def test_no_machine_outlives_down(libvirt: Stack) -> None:
    environment = {**os.environ, **json.loads(libvirt.stackdev("env", "--json"))["environment"]}

    def openstack(*words: str) -> str:
        return subprocess.run(["openstack", *words], env=environment, check=True, stdout=subprocess.PIPE, text=True,
                              timeout=SECONDS).stdout  # fmt: skip

    disk = libvirt.root.parent / "disk"
    disk.write_bytes(bytes(1 << 20))
    openstack("image", "create", "empty", "--disk-format", "raw", "--file", str(disk))
    openstack("flavor", "create", "tiny", "--ram", "64", "--disk", "0")
    made = openstack("server", "create", "one", "--image", "empty", "--flavor", "tiny", "--nic", "none", "--wait",
                     "-f", "value", "-c", "status")  # fmt: skip
    assert made.split() == ["ACTIVE"] and len(emulators(libvirt)) == 1
    libvirt.stackdev("down")
    assert libvirt.processes() == {} and emulators(libvirt) == []
