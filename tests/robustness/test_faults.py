"""System calls that fail, a full disk, two at once, and files that are traps: all old or all new after
the next start, a message that says what and where, and nothing else harmed."""

import os
import re
import shutil
import stat
import subprocess
from typing import Callable, Dict, List

import pytest

from small import Small, one_object

CALLS = ["write", "pwrite64", "openat", "openat2", "rename", "renameat", "fsync", "syncfs", "fchmod", "fchown",
         "mkdir", "mkdirat", "unlink", "unlinkat", "ftruncate"]
FAULTS = {"error=EIO": "Input/output error", "error=ENOSPC": "No space left on device", "signal=KILL": ""}
MOST = 6  # places of one call in a short run, spread over all of them
NOBODY = 65534
NO_LEAK_CHECK = "ASAN_OPTIONS=detect_leaks=0"  # LeakSanitizer cannot be traced


def traced(small: Small, *options: str) -> List[str]:
    """On one processor, so that the same calls come in the same order every time."""
    return ["taskset", "-c", "0", "strace", "-f", "-qq", "-E", NO_LEAK_CHECK, "-o", str(small.folder / "trace"), *options,
            *small.importing()]


def places(small: Small) -> Dict[str, List[int]]:
    """For each call, which of the main thread's belong to applying the change: 1 is its first at all."""
    small.run(traced(small, "-e", "trace=" + ",".join(CALLS)), status=0)
    found: Dict[str, List[int]] = {call: [] for call in CALLS}
    counts = dict.fromkeys(CALLS, 0)
    main = None
    applying = False
    for line in (small.folder / "trace").read_text("utf-8", "replace").splitlines():
        match = re.match(r"(\d+) +(\w+)\(", line)
        if not match:
            continue
        main = main or match[1]
        if match[1] != main:
            continue
        call = match[2]
        counts[call] += 1
        applying = applying or f'"{small.state}/lock"' in line
        if applying:
            found[call].append(counts[call])
    return found


def spread(items: List[int], most: int) -> List[int]:
    return items if len(items) <= most else [items[i * (len(items) - 1) // (most - 1)] for i in range(most)]


@pytest.mark.parametrize("fault", FAULTS)
def test_system_call_fails(small: Small, fault: str) -> None:
    check_faults(small, fault, MOST)


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS)
def test_every_system_call_fails(small: Small, fault: str) -> None:
    check_faults(small, fault, 10_000)


def check_faults(small: Small, fault: str, most: int) -> None:
    small.keep()
    old = small.files()
    chosen = places(small)
    new = small.files()
    assert chosen["renameat"] and chosen["syncfs"] and chosen["openat2"]
    struck = 0
    for call, numbers in chosen.items():
        for number in spread(numbers, most):
            where = f"{call} number {number}, {fault}"
            small.restore()
            result = small.run(traced(small, "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}"))
            if "error=" in fault and result.returncode >= 0 and result.stdout:
                # Every thread's write of that number fails: after a reader's, the message's own, too;
                # and those of the interpreter that is asked, which is none then.
                told = result.stdout if call == "write" and not result.stderr else result.stderr
                asked = call == "write" and "python: is no Python" in told and "I/O error" in told
                assert one_object(result, told) and result.returncode in ((2,) if asked else (0, 3)), (where, result.stderr)
                if result.returncode == 3:
                    assert FAULTS[fault] in told, (where, told)
            struck += result.returncode in (3, -9, 137)
            small.start_again()
            assert small.temporaries() == [], where
            after = small.files()
            assert after in (old, new), (where, [name for name in {**old, **new} if after.get(name) != new.get(name)])
            if result.returncode == 0:
                assert after == new, where
            small.import_whole()
            assert small.files() == new, where
    assert struck > 20, "the faults did not reach the program"


def test_full_disk(small: Small) -> None:
    """A file system of our own that has room for less and less."""
    disk = small.folder / "disk"
    disk.mkdir()
    refused = 0
    for room in range(0, 200, 12):  # KiB
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], check=True)
        try:
            full = Small(disk)
            old = full.files()
            with (disk / "ballast").open("wb") as ballast:
                free = os.statvfs(disk)
                ballast.write(b"x" * max(0, free.f_bavail * free.f_frsize - room * 1024))
            result = full.run(full.importing())
            one_object(result)
            if result.returncode:
                refused += 1
                assert result.returncode == 3
                assert "No space left on device" in result.stderr
                assert full.files() == old
            (disk / "ballast").unlink()
            full.import_whole()
            assert full.temporaries() == []
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    assert refused > 2


def test_two_at_once(small: Small) -> None:
    small.keep()
    small.import_whole()
    new = small.files()
    for _ in range(10):
        small.restore()
        both = [subprocess.Popen(small.importing(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True, cwd="/") for _ in range(2)]
        results = []
        for process in both:
            output, errors = process.communicate(timeout=60)
            results.append(subprocess.CompletedProcess([], process.returncode, output, errors))
        for result in results:
            one_object(result)
            assert result.returncode in (0, 3), result.stderr
            if result.returncode:
                assert re.search(r"another stackdev \(pid \d+\)|changed while stackdev was at work", result.stderr)
        assert 0 in [result.returncode for result in results]
        assert small.files() == new


def link_project(small: Small) -> None:
    (small.root / "client/.project").symlink_to(small.folder / "canary")


def link_nowhere(small: Small) -> None:
    (small.root / "client/.project").symlink_to(small.folder / "nowhere")


def link_settings(small: Small) -> None:
    (small.root / "client/.settings").symlink_to(small.folder)


def fifo_project(small: Small) -> None:
    os.mkfifo(small.root / "client/.project")


def folder_project(small: Small) -> None:
    (small.root / "client/.project").mkdir()


def hard_link(small: Small) -> None:
    os.link(small.root / "client/.pydevproject", small.folder / "second name")


def other_owner(small: Small) -> None:
    os.chown(small.root / "client/.pydevproject", NOBODY, NOBODY)


TRAPS: Dict[Callable[[Small], None], str] = {
    link_project: "client/.project", link_nowhere: "client/.project", link_settings: "client/.settings",
    fifo_project: "client/.project", folder_project: "client/.project", hard_link: "client/.pydevproject",
    other_owner: "client/.pydevproject"}


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.__name__)
def test_trap(small: Small, trap: Callable[[Small], None]) -> None:
    canary = small.folder / "canary"
    canary.write_text("<projectDescription><name>client</name></projectDescription>")
    trap(small)
    before = small.files()
    outside = {path.name: path.read_bytes() for path in small.folder.iterdir() if path.is_file()}
    result = small.run(small.importing())
    assert result.returncode in (2, 3), result.stderr
    one_object(result)
    assert str(small.root / TRAPS[trap]) in result.stderr
    assert small.files() == before
    assert {path.name: path.read_bytes() for path in small.folder.iterdir() if path.is_file()} == outside
    assert small.temporaries() == []


def as_nobody(small: Small, command: List[str]) -> "subprocess.CompletedProcess[str]":
    small.folder.chmod(0o755)
    for path in [small.live, *small.live.rglob("*")]:
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    return small.run(["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command])


def test_closed_settings_folder(small: Small) -> None:
    settings = small.root / "client/.settings"
    settings.mkdir(mode=0)
    before = small.files()
    result = as_nobody(small, small.importing())
    assert result.returncode == 3
    one_object(result)
    assert str(settings) in result.stderr and "Permission denied" in result.stderr
    assert small.files() == before


def test_closed_repository(small: Small) -> None:
    """It is told by name; the others are imported."""
    (small.root / "client").chmod(0)
    (small.root / "library/library/shut").mkdir(mode=0)
    result = as_nobody(small, small.importing())
    assert result.returncode == 0, result.stderr
    imported = one_object(result)
    assert [project["name"] for project in imported["projects"]] == ["library", "service"]
    said = "\n".join(imported["warnings"])
    assert "/client" in said and "library/library/shut" in said
    assert stat.S_IMODE((small.root / "client").stat().st_mode) == 0


def test_read_only_state(small: Small) -> None:
    small.state.mkdir(mode=0o500)
    result = as_nobody(small, small.importing())
    assert result.returncode == 3
    one_object(result)
    assert str(small.state) in result.stderr
    shutil.rmtree(small.state)
