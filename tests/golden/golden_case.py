"""A case: what stackdev is given, and what it shall have written then. A place: where a case is tried.

A case is a folder with `case.toml`, the folders that are given, and `expected`: the files that import makes or changes.
In these the place is called HERE. Names of files are percent-encoded where git, or a checkout on another system, could
not hold them: `.git` is `%2Egit`. Left out are the state folder, since it holds fingerprints of inodes and times, and
`.metadata/.lock`, which is empty and may stay behind.
"""

import json
import os
import re
import shutil
import stat
import subprocess
import tomllib
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional
from urllib.parse import quote_from_bytes, unquote_to_bytes

import eclipse_files

CASES = Path(__file__).resolve().parent
TOP = CASES.parents[1]
PROGRAM = os.path.abspath(os.environ.get("STACKDEV") or TOP / "build/release/bin/stackdev")
SECONDS = 120

INTERPRETERS = ["python2.7", "python3.11"]
GIVEN = ["root", "workspace"]
PATH_LENGTH = 120
LOCK = "/.metadata/.lock"


class Case:
    """A case's `case.toml` says

    about: what it is for
    import: the options of `stackdev import`, which is called in the root
    root: the root's name, where it shall not be `root`
    stack: a stack for `stackdev init` before
    git: folders that are git repositories, and which of their files git knows
    """

    def __init__(self, folder: Path):
        self.folder = folder
        told = tomllib.loads((folder / "case.toml").read_text("utf-8"))
        assert told.pop("about")
        self.options: List[str] = told.pop("import")
        self.root: str = told.pop("root", "root")
        self.stack: Optional[str] = told.pop("stack", None)
        self.git: Dict[str, List[str]] = told.pop("git", {})
        assert not told, f"{folder}/case.toml: unknown: {', '.join(told)}"

    @property
    def expected(self) -> Path:
        return self.folder / "expected"


def all_cases() -> List[Case]:
    return [Case(file.parent) for file in sorted(CASES.glob("*/case.toml"))]


def encoded(path: Path) -> str:
    """A relative path under a name that any file system and git can hold."""
    names = [quote_from_bytes(os.fsencode(name), safe=" #&'()+,=@[]") for name in path.parts]
    return "/".join("%2Egit" if name == ".git" else name for name in names)


def decoded(name: str) -> str:
    return os.fsdecode(unquote_to_bytes(name))


class Entry(NamedTuple):
    mode: str
    content: Optional[bytes]  # None for a folder


class Place:
    """A folder with all that import may see: the root, a workspace, a home, interpreters, stackdev's own data."""

    def __init__(self, case: Case, below: Path, letter: str):
        # Nothing in its path may need an escape: then the same text is it in every kind of file. Its length is always
        # the same, since where a list of JSON gets a line for each item depends on that.
        assert re.fullmatch("[A-Za-z0-9_./-]+", str(below)), f"{below}: these tests need a plainer TMPDIR"
        assert len(str(below)) < PATH_LENGTH - 1, f"{below}: these tests need a shorter TMPDIR"
        folder = below / (letter * (PATH_LENGTH - 1 - len(str(below))))
        self.case = case
        self.folder = folder
        self.root = folder / case.root
        for name in ("home", "bin"):
            (folder / name).mkdir(parents=True)
        (folder / "data").symlink_to(TOP)
        for name in INTERPRETERS:
            shutil.copy(CASES / "interpreter", folder / "bin" / name)
        ours = ("GIT_", "XDG_", "PYTHON", "STACKDEV_DEBUG")
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(ours)},
            "HOME": str(folder / "home"), "LC_ALL": "C.UTF-8", "STACKDEV_DATA": str(folder / "data"),
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        self._copy_given()

    def _copy_given(self) -> None:
        self.root.mkdir()
        for name in GIVEN:
            target = self.root if name == "root" else self.folder / name
            for source in sorted((self.case.folder / name).rglob("*")):
                copy = target / decoded(str(source.relative_to(self.case.folder / name)))
                copy.parent.mkdir(parents=True, exist_ok=True)
                if source.is_file():
                    shutil.copy(source, copy)
        if self.case.stack:
            self.stackdev("init", "--stack", self.case.stack)
        for name, tracked in self.case.git.items():
            self._run("git", "-C", name, "init", "--quiet", "--template=")
            self._run("git", "-C", name, "add", "--", *tracked)

    def stackdev(self, *arguments: str) -> str:
        return self._run(PROGRAM, *arguments, "--root", str(self.root), "--state", str(self.folder / "state"))

    def imported(self, *options: str) -> str:
        return self.stackdev("import", *self.case.options, *options)

    def _paths(self) -> List[Path]:
        """All that import may touch, and the home folder that it must not."""
        aside = {self.folder / name for name in ("bin", "data", "state")}
        return [path for top in self.folder.iterdir() if top not in aside for path in [top, *top.rglob("*")]
                if not str(path).endswith(LOCK)]

    def tree(self) -> Dict[Path, Entry]:
        return {path: Entry(stat.filemode(path.lstat().st_mode), None if path.is_dir() else path.read_bytes())
                for path in self._paths()}

    def times(self) -> Dict[Path, int]:
        """When each file was last written."""
        return {path: path.stat().st_mtime_ns for path in self._paths() if path.is_file()}

    def _here(self, text: str) -> str:
        return text.replace(str(self.folder), "HERE")

    def shown(self, path: Path, content: bytes) -> str:
        """A file's content as the expected tree has it."""
        if path.name == ".location":
            return self._here(eclipse_files.location_text(content))
        if path.suffix == ".snap":
            return eclipse_files.snapshot_text(content)
        return self._here(content.decode("utf-8"))

    def report(self, output: str) -> str:
        """What `--json` said, a line for each item of its lists."""
        lines = []
        for key, value in json.loads(self._here(output)).items():
            items = value if isinstance(value, list) else [value]
            lines += [f"{key}:", *("  " + json.dumps(item, ensure_ascii=False) for item in items)]
        return "\n".join(lines) + "\n"

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, cwd=self.root, env=self._environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
                              timeout=SECONDS, check=False)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout
