"""kill -9 at random moments of an import: afterwards all is old or new, and the next import completes."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import List

import pytest

from small import REPOSITORY_TOP, Files, Small

KILLS = int(os.environ.get("STACKDEV_KILLS", "200"))
MANY = 1000
EVERY = 50  # kills for each look with Eclipse
WRITING_SECONDS = 0.003


def test_kill(small: Small) -> None:
    kill_often(small, KILLS)


@pytest.mark.long
def test_kill_many_times(small: Small) -> None:
    kill_often(small, MANY)


def kill_often(small: Small, kills: int) -> None:
    small.keep()
    old = small.files()
    seconds = seconds_of_import(small)
    new = small.files()
    choice = random.Random(kills)
    in_the_midst = 0
    for number in range(1, kills + 1):
        small.restore()
        if number % 2:
            kill_during(small, choice.uniform(0, seconds))
        else:
            kill_while_writing(small, choice.uniform(0, WRITING_SECONDS))
        in_the_midst += small.temporaries() != []
        check_whole(small.files(), old, new)
        small.start_again()
        assert small.temporaries() == []
        assert small.files() in (old, new), "neither all old nor all new"
        small.import_whole()
        assert small.files() == new
        assert small.temporaries() == []
        if number % EVERY == 0:
            look_with_eclipse(small)
    print(f"{kills} kills, {in_the_midst} of them while files were being written")
    assert in_the_midst > kills / 100  # a busy machine makes it few


def seconds_of_import(small: Small) -> float:
    """The median of a few, the last of which stays."""
    times: List[float] = []
    for _ in range(5):
        small.restore()
        started = time.monotonic()
        small.import_whole()
        times.append(time.monotonic() - started)
    return sorted(times)[2]


def kill_during(small: Small, seconds: float) -> None:
    process = started(small)
    time.sleep(seconds)  # the random moment itself
    process.kill()
    process.wait()


def kill_while_writing(small: Small, seconds: float) -> None:
    process = started(small)
    while not (small.state / "lock").exists() and process.poll() is None:
        pass  # the first thing that it writes; what follows takes milliseconds
    time.sleep(seconds)
    process.kill()
    process.wait()


def started(small: Small) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(small.importing(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, cwd="/")


def check_whole(found: Files, old: Files, new: Files) -> None:
    for name, content in found.items():
        if Path(name).name.startswith(".stackdev-"):
            continue  # not in place yet
        assert content in (old.get(name), new.get(name)), f"{name} is torn"
    assert old.keys() <= found.keys(), "a file is gone"


def look_with_eclipse(small: Small) -> None:
    sys.path.insert(0, str(REPOSITORY_TOP / "tests/integration/eclipse"))
    import eclipse  # the integration tests' own

    report = eclipse.inspect(small.workspace)
    projects = {project["name"]: project for project in report["projects"]}
    assert set(projects) == {"client", "library", "service"}
    assert all(project["open"] for project in projects.values())
    assert sorted(projects["client"]["references"]) == ["library", "service"]
    shutil.rmtree(small.workspace)
