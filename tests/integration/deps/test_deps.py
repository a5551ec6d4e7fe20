"""pip, venv and the trees themselves, with no network."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

WHERE = "import importlib.metadata as m, lib, client, service.main, alpha, gamma; print(lib.__file__, client.__file__, service.__file__, alpha.VERSION)"


def test_a_plan_installs_nothing(stack):
    plan = stack.deps("plan")
    assert {(one["name"], one["version"]) for one in plan["packages"]} == {("alpha", "1.0"), ("beta", "1.5"), ("gamma", "3")}
    askers = {one["name"]: one["requiredBy"] for one in plan["packages"]}
    assert askers == {"alpha": ["service"], "beta": ["lib"], "gamma": ["python-client"]}
    order = [one["name"] for one in plan["repositories"]]
    assert order.index("lib") < order.index("python-client") < order.index("service")
    assert [one["name"] for one in plan["repositories"] if one["inPlace"]] == ["service"]
    assert not stack.state.exists()


def test_what_names_a_place_is_told(stack):
    stack.write("lib/requirements.txt", "-r more.txt\n")
    stack.write("lib/more.txt", "beta>=1.0\n-e git+https://example.org/odd#egg=odd\n-e git+https://example.org/lib#egg=lib\n")
    plan = stack.deps("plan")
    (warning,) = [one for one in plan["warnings"] if "names a place" in one]
    assert warning.startswith('lib/more.txt:2: "-e git+https://example.org/odd#egg=odd"')
    assert [one["requiredBy"] for one in plan["packages"] if one["name"] == "beta"] == [["lib"]]


def test_install_needs_trust_and_does_all_once(stack):
    stack.deps("install", status=1)
    assert not stack.state.exists()
    stack.run("trust")
    stack.deps("install")
    lib, client, service, alpha = stack.importing(WHERE).split()
    assert (lib, client) == (f"{stack.root}/lib/lib.py", f"{stack.root}/python-client/client.py")
    assert (service, alpha) == (f"{stack.root}/service/service/__init__.py", "1.0")
    names = "import importlib.metadata as m; print([e.name for e in m.entry_points(group='console_scripts') if e.name == 'serve'])"
    assert stack.importing(names) == "['serve']"
    assert not list((stack.root / "service").glob("*.egg-info"))
    again = stack.deps("install")
    assert again["packages"] == [] and all(one["installed"] for one in again["repositories"])
    assert stack.deps("plan")["packages"] == []


def test_what_was_half_done_is_completed(stack):
    stack.run("trust")
    stack.deps("install")
    subprocess.run([stack.python, "-m", "pip", "uninstall", "-qy", "gamma", "lib"], check=True)
    (stack.state / "venv/lib/python3.11/site-packages/stackdev-trees.pth").unlink()
    plan = stack.deps("plan")
    assert [one["name"] for one in plan["packages"]] == ["gamma"]
    assert {one["name"] for one in plan["repositories"] if not one["installed"]} == {"lib", "service"}
    stack.deps("install")
    stack.importing(WHERE)
    subprocess.run(["rm", "-r", stack.state / "venv/lib/python3.11/site-packages/pip"], check=True)  # killed in the middle
    stack.deps("install")
    stack.importing(WHERE)


def test_a_conflict_names_who_asks(stack):
    stack.write("service/requirements.txt", "# one\nalpha>=2\npython-client\n")
    stack.write("python-client/requirements.txt", "alpha<2\n")
    stack.run("trust")
    for command in ("plan", "install"):
        text = stack.deps(command, status=3)["error"]["message"]
        assert "service (requirements.txt:2) asks for alpha>=2" in text
        assert "python-client (requirements.txt:1) asks for alpha<2" in text
    assert stack.importing("import importlib.util as u; print(u.find_spec('gamma'))") == "None"


def test_what_is_nowhere_names_who_asks(stack):
    stack.write("lib/requirements.txt", "no-such-thing>=7\n")
    assert "lib (requirements.txt:1) asks for no-such-thing>=7" in stack.deps("plan", status=3)["error"]["message"]


def test_constraints_and_tests(stack):
    stack.write("upper-constraints.txt", "alpha===1.0\nlib===99\n")
    stack.write("lib/requirements.txt", "alpha\n")
    stack.write("lib/test-requirements.txt", "gamma>=3\n")
    stack.write("python-client/requirements.txt", "")
    assert [(one["name"], one["version"]) for one in stack.deps("plan")["packages"]] == [("alpha", "1.0")]
    assert {one["name"] for one in stack.deps("plan", "--tests")["packages"]} == {"alpha", "gamma"}


def test_packages_of_the_system(stack):
    manifest = stack.root / "stackdev.toml"
    manifest.write_text('apt-packages = ["coreutils", "stackdev-no-such-package"]\n' + manifest.read_text())
    plan = stack.deps("plan")
    assert plan["systemPackages"] == ["stackdev-no-such-package"]
    assert plan["systemCommand"][-1] == "stackdev-no-such-package" and "apt-get" in plan["systemCommand"]
    stack.run("trust")
    text = stack.deps("install", status=3)["error"]["message"]
    assert " ".join(plan["systemCommand"]) in text
    assert not (stack.state / "venv").exists()
    manifest.write_text(manifest.read_text().replace("stackdev-no-such-package", "-oAPT::x=y"))
    assert "expected the name of a package" in stack.run("deps", "plan", status=2).stderr


def test_a_tree_starts_nothing_for_a_plan(stack):
    marker = stack.root / "ran"
    stack.write("lib/setup.py", f"open({str(marker)!r}, 'w')\n")
    stack.deps("plan")
    assert not marker.exists()


@pytest.fixture(scope="module")
def uv(tmp_path_factory) -> str:
    """The real one, from the package index."""
    folder = tmp_path_factory.mktemp("uv")
    subprocess.run(["/usr/bin/python3", "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin/pip", "install", "-q", "uv==0.9.8"], check=True, timeout=600)
    return str(folder / "bin/uv")


@pytest.mark.long
@pytest.mark.skipif(os.geteuid() != 0, reason="cutting off the network needs root")
@pytest.mark.parametrize("has_pip", [True, False])
def test_uv_without_a_network(stack, uv, tmp_path, has_pip):
    """uv makes the venv where the folder has the pip for it, else Python's own venv does."""
    for wheel in [] if has_pip else stack.wheels.glob("pip-*"):
        wheel.unlink()
    (tmp_path / "bin").mkdir()
    said = tmp_path / "said"
    (tmp_path / "bin/uv").write_text(f'#!/bin/sh\necho "$@" > {said}\nexec {uv} "$@"\n')
    (tmp_path / "bin/uv").chmod(0o755)
    stack.run("trust")
    path = f"{tmp_path}/bin:/usr/bin:/bin"
    stack.run("deps", "install", "--find-links", stack.wheels, before=("unshare", "-n"), PATH=path)
    assert said.exists() == has_pip
    assert "beta" in subprocess.run([stack.python, "-m", "pip", "list"], capture_output=True, text=True, check=True).stdout
    stack.importing(WHERE)
    assert ("uv = " in (stack.state / "venv/pyvenv.cfg").read_text()) == has_pip


def newest(name: str, folder: Path, root: Path) -> None:
    """The source tree of a project's newest release, as a clone with one commit."""
    subprocess.run(["/usr/bin/python3", "-m", "pip", "download", "-q", "--no-deps", "--no-binary", name, "-d", folder, name],
                   check=True, timeout=600)  # fmt: skip
    (archive,) = folder.glob(f"{name.replace('-', '[-_]')}-*.tar.gz")
    subprocess.run(["tar", "--no-same-owner", "-xzf", archive, "-C", root], check=True)
    (root / archive.name.removesuffix(".tar.gz")).rename(root / name)
    subprocess.run(["git", "init", "-q", root / name], check=True)


@pytest.mark.long
def test_openstack_of_today(stack, tmp_path):
    """Everything from the package index."""
    for name in ("lib", "python-client", "service"):
        shutil.rmtree(stack.root / name)
    names = ("python-novaclient", "python-keystoneclient", "keystone", "glance", "nova")
    stack.write("stackdev.toml", 'version = 1\nstack = "five"\n' + "".join(f"[repository.{name}]\n" for name in names))
    for name in names:
        newest(name, tmp_path, stack.root)
    stack.run("trust")
    stack.run("deps", "install")
    found = stack.importing("import nova, keystone, glance, novaclient; print(nova.__file__, keystone.__file__)")
    assert found == f"{stack.root}/nova/nova/__init__.py {stack.root}/keystone/keystone/__init__.py"
    assert stack.importing("import novaclient; print(novaclient.__file__)").startswith(f"{stack.root}/python-novaclient/")
    assert stack.importing("import importlib.metadata as m; print(m.version('nova'))")
    assert json.loads(stack.run("--json", "deps", "plan").stdout)["packages"] == []


def test_an_interpreter_in_a_root_without_trust_is_not_run(stack):
    stack.write(".venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.2\n")
    python = stack.write(".venv/bin/python", f"#!/bin/sh\ntouch {stack.root}/ran\n")
    python.chmod(0o755)
    for named in (".venv/bin/python", str(python), f"/proc/self/root{python}"):
        stack.write("stackdev.toml", f'version = 1\nstack = "x"\ninterpreters = ["{named}"]\n')
        for words in (["plan"], ["install", "--dry-run"]):
            error = stack.deps(*words, status=1)["error"]
            assert error["code"] == "untrusted" and "stackdev trust" in error["message"]
    assert not (stack.root / "ran").exists()
