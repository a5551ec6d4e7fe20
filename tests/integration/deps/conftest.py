"""A root of three repositories that need each other and packages that lie in a folder of wheels."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[3]
PROGRAM = os.environ.get("STACKDEV", str(TOP / "build/release/bin/stackdev"))


def pytest_configure(config):
    config.addinivalue_line("markers", "long: more than CI has time for; run with -m long")


def make_wheel(folder: Path, name: str, version: str, *requires: str) -> None:
    module, info = name.replace("-", "_"), f"{name.replace('-', '_')}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    with zipfile.ZipFile(folder / f"{module}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{module}.py", f"VERSION = '{version}'\n")
        wheel.writestr(f"{info}/METADATA", metadata + "".join(f"Requires-Dist: {one}\n" for one in requires))
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", f"{module}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")


class Stack:
    def __init__(self, folder: Path):
        self.root, self.state, self.wheels = folder / "root", folder / "state", folder / "wheels"
        for made in (self.root, self.wheels, folder / "home"):
            made.mkdir()
        for wheel in Path("/usr/share/python-wheels").glob("*.whl"):
            shutil.copy(wheel, self.wheels)
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder / "home"), "LC_ALL": "C.UTF-8"}

    @property
    def python(self) -> Path:
        return self.state / "venv/bin/python"

    def run(self, *words: object, status: int = 0, before: tuple = (), **variables: str) -> subprocess.CompletedProcess:
        command = [*before, PROGRAM, "--root", str(self.root), "--state", str(self.state), *map(str, words)]
        done = subprocess.run(command, cwd="/", env={**self.environment, **variables}, capture_output=True, text=True,
                              timeout=3000)  # fmt: skip
        assert done.returncode == status, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    def deps(self, *words: object, status: int = 0, **variables: str) -> dict:
        """The JSON of `deps WORDS`, from the folder of wheels alone."""
        return json.loads(self.run("--json", "deps", *words, "--find-links", self.wheels, status=status, **variables).stdout)

    def write(self, relative: str, text: str) -> Path:
        file = self.root / relative
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def importing(self, code: str) -> str:
        return subprocess.run([self.python, "-c", code], cwd="/", env=self.environment, capture_output=True, text=True,
                              check=True).stdout.strip()  # fmt: skip


@pytest.fixture
def stack(tmp_path) -> Stack:
    made = Stack(tmp_path)
    for name, version, *requires in (("alpha", "1.0"), ("alpha", "2.0"), ("beta", "1.5", "alpha<2"), ("gamma", "3")):
        make_wheel(made.wheels, name, version, *requires)
    made.write("stackdev.toml", 'version = 1\nstack = "three"\n[repository.service]\n[repository.python-client]\n[repository.lib]\n')
    setup = "from setuptools import setup\nsetup(name='{0}', version='1', py_modules=['{1}'])\n"
    for name, module in (("lib", "lib"), ("python-client", "client")):
        made.write(f"{name}/setup.py", setup.format(name, module))
        made.write(f"{name}/{module}.py", "from lib import X\n" if module == "client" else "import beta\nX = 1\n")
    made.write("lib/requirements.txt", "# the library's\nbeta>=1.0  # any\n")
    made.write("python-client/requirements.txt", "lib>=0.1\ngamma\n")
    made.write("service/setup.cfg", "[metadata]\nname = service\n[entry_points]\nconsole_scripts =\n    serve = service.main:main\n")
    made.write("service/service/__init__.py", "")
    made.write("service/service/main.py", "import client\ndef main(): pass\n")
    made.write("service/requirements.txt", "alpha>=1.0\npython-client\n-e git://example.org/x#egg=lib\n")
    for name in ("lib", "python-client", "service"):
        subprocess.run(["git", "init", "-q", made.root / name], check=True)
    return made
