"""Over every Python file of real trees: what scan reports, and that an edit and its inverse leave no trace."""

import hashlib
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import independent


def hashes(tree: Path) -> dict[str, str]:
    found = {}
    for path in sorted(tree.rglob("*")):
        if path.is_file() and not path.is_symlink() and ".git" not in path.relative_to(tree).parts:
            found[str(path.relative_to(tree))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def accepted(paths: list[Path]) -> set[Path]:
    """Those that this Python compiles."""
    good = set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in paths:
            try:
                compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
                good.add(path)
            except (SyntaxError, ValueError):
                pass
    return good


def test_scan_finds_what_ast_finds(stackdev, trees):
    for tree in trees:
        reported = {(call["path"], call["line"]): call for call in stackdev.scan(tree)}
        expected = {(str(call.path.relative_to(tree)), call.line): call for call in independent.calls(tree)}
        assert sorted(reported) == sorted(expected)
        assert reported or "essex" not in str(tree)
        for place, call in expected.items():
            if call.start is not None:
                assert (reported[place]["start"], reported[place]["end"]) == (call.start, call.end), place
        print(f"{tree}: {len(reported)} calls, each also found by ast")


def test_on_then_off_gives_identical_bytes(stackdev, copies):
    for tree in copies:
        before = hashes(tree)
        lines = {name: (tree / name).read_bytes().count(b"\n") for name in before}
        compiled = accepted(independent.sources(tree))
        stackdev("--root", tree, "debug-safe", "on")
        after = hashes(tree)
        changed = [name for name in before if before[name] != after[name]]
        assert {name: (tree / name).read_bytes().count(b"\n") for name in before} == lines
        assert accepted([tree / name for name in changed]) == compiled & {tree / name for name in changed}
        edits = stackdev("--root", tree, "debug-safe", "status", status=1 if changed else 0)
        assert len({line.split(":")[0] for line in edits.splitlines()}) == len(changed)
        assert stackdev("--root", tree, "debug-safe", "on") == "Nothing to change.\n"
        stackdev("--root", tree, "debug-safe", "off")
        assert hashes(tree) == before
        print(f"{tree}: {len(changed)} files changed and restored of {len(compiled)} that compile")


def test_hook_on_then_off_gives_identical_bytes(stackdev, trees, tmp_path):
    """The files with calls, each hooked at its start."""
    for tree in trees:
        for path in sorted({call["path"] for call in stackdev.scan(tree)}):
            copy = tmp_path / tree.name / path
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((tree / path).read_bytes())
            before = copy.read_bytes()
            was_good = accepted([copy])
            stackdev("--root", copy.parent, "hook", "on", copy)
            assert copy.read_bytes() != before
            assert accepted([copy]) == was_good
            stackdev("--root", copy.parent, "hook", "off", copy)
            assert copy.read_bytes() == before


def test_edits_compile_in_python_2_too(stackdev, tmp_path):
    """What is written is the same for both; where there is a python2, it says so."""
    source = tmp_path / "script.py"
    source.write_text("import eventlet\nprint('a')\neventlet.monkey_patch()\ndef f():\n    return 1\n")
    stackdev("--root", tmp_path, "debug-safe", "on")
    stackdev("--root", tmp_path, "hook", "on", source)
    stackdev("--root", tmp_path, "hook", "on", f"{source}:10")
    for python in ("python2", sys.executable):
        works = shutil.which(python) and subprocess.run([python, "-c", ""], capture_output=True).returncode == 0
        if works:
            subprocess.run([python, "-m", "py_compile", str(source)], check=True)
