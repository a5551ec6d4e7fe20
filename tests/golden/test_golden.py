"""What `stackdev import` writes, file by file, against the trees in CASE/expected; --update rewrites these."""

import difflib
import os
import shutil
from pathlib import Path
from typing import Dict, List, NamedTuple

import pytest

from golden_case import Case, Entry, Place, all_cases, encoded


class Shown(NamedTuple):
    """A file of an expected tree."""

    text: str
    is_executable: bool


@pytest.fixture(params=all_cases(), ids=lambda case: case.folder.name)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


def written(place: Place) -> Dict[str, Shown]:
    """Imports; what it said, and each file that it has made or changed."""
    before = place.tree()
    found = {"import --json": Shown(place.report(place.imported("--json")), False)}
    after = place.tree()
    assert set(before) <= set(after), "import removes nothing"
    for path, entry in after.items():
        if entry.content is not None and entry != before.get(path):
            name = encoded(path.relative_to(place.folder))
            found[name] = Shown(place.shown(path, entry.content), "x" in entry.mode)
    return found


def kept(case: Case) -> Dict[str, Shown]:
    return {str(path.relative_to(case.expected)): Shown(path.read_bytes().decode("utf-8"), os.access(path, os.X_OK))
            for path in case.expected.rglob("*") if path.is_file()}


def keep(case: Case, tree: Dict[str, Shown]) -> None:
    shutil.rmtree(case.expected, ignore_errors=True)
    for name, shown in tree.items():
        path = case.expected / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(shown.text.encode("utf-8"))
        path.chmod(0o755 if shown.is_executable else 0o644)


def difference(expected: Dict[str, Shown], found: Dict[str, Shown]) -> str:
    lines: List[str] = []
    for name in sorted({**expected, **found}):
        old, new = expected.get(name), found.get(name)
        if old == new:
            continue
        if old and new and old.is_executable != new.is_executable:
            lines.append(f"{name}: {'no longer' if old.is_executable else 'now'} executable\n")
        for line in difflib.unified_diff(old.text.splitlines(True) if old else [], new.text.splitlines(True) if new else [],
                                         f"expected/{name}" if old else "/dev/null", name if new else "/dev/null"):
            lines.append(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")
        if (old or new).text == "":
            lines.append(f"{name}: {'gone' if old else 'new'}, and empty\n")
    return "".join(lines)


def test_what_is_written(case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    found = written(Place(case, tmp_path, "a"))
    elsewhere = difference(found, written(Place(case, tmp_path / "further", "b")))
    assert not elsewhere, f"it depends on where it is:\n{elsewhere}"
    if request.config.getoption("--update", default=False):
        keep(case, found)
    changed = difference(kept(case), found)
    if changed:
        pytest.fail(f"{changed}\nIf this is as it should be: pytest --update tests/golden", pytrace=False)


def test_again_and_back(case: Case, tmp_path: Path) -> None:
    """A second import has nothing to do; undo leaves what was given."""
    place = Place(case, tmp_path, "a")
    given = place.tree()
    place.imported()
    once, times = place.tree(), place.times()
    assert place.imported("--dry-run") == ""
    place.imported()
    assert differing(once, place.tree()) == []
    assert place.times() == times
    place.stackdev("undo")
    assert differing(given, place.tree()) == []


def differing(before: Dict[Path, Entry], after: Dict[Path, Entry]) -> List[str]:
    return sorted(str(path) for path in {**before, **after} if before.get(path) != after.get(path))
