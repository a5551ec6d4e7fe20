"""Killed at any moment, the next run completes with the right trees."""

import random
import signal
import subprocess
import time

import pytest

from stack import git


@pytest.fixture
def big(stack):
    """Repositories large enough to be killed in every step."""
    for name in ("one", "two"):
        upstream = stack.upstream(name)
        for number in range(240):
            path = upstream / f"d{number % 30}" / f"f{number}"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"{name} {number}\n" * 40)
        git(upstream, "add", ".")
        git(upstream, "commit", "-q", "-m", "many")
        git(upstream, "tag", "v1")
    return stack


def check_trees(stack):
    for name in stack.repositories:
        tree = stack.root / name
        assert git(tree, "status", "--porcelain") == ""
        assert stack.head(name) == git(stack.folder / "upstream" / name, "rev-parse", "HEAD")
        git(tree, "fsck", "--strict", "--connectivity-only")
    assert stack.leftovers() == []


@pytest.mark.parametrize(
    "transport, count",
    [("local", 6), pytest.param("local", 20, marks=pytest.mark.long), pytest.param("git", 20, marks=pytest.mark.long)],
)
def test_kill_at_any_moment(big, transport, count, git_daemon):
    for name in ("one", "two"):
        big.names(name, big.folder / "upstream" / name if transport == "local" else git_daemon(big.folder / "upstream", name))
    big.trust()
    started = time.monotonic()
    big.clone("--jobs", "2")
    whole = time.monotonic() - started
    moments = random.Random(20120405)
    tried = killed = resumed = 0
    while tried < count or (resumed < count / 8 and tried < 5 * count):  # the moments were no moments
        tried += 1
        for name in big.repositories:
            subprocess.run(["rm", "-rf", str(big.root / name)], check=True)
        process = subprocess.Popen(big.command("clone", "--jobs", "2"), stdout=subprocess.DEVNULL)
        time.sleep(moments.uniform(0, whole))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        resumed += len(big.leftovers())
        verdicts = {one["verdict"] for one in big.clone("--jobs", "2").values()}
        assert verdicts <= {"cloned", "up to date"}
        check_trees(big)
    assert killed >= count / 2 and resumed >= count / 8


def test_an_interrupt_ends_it_soon_and_the_next_run_goes_on(big, git_daemon):
    for name in big.folder.joinpath("upstream").iterdir():
        big.names(name.name, git_daemon(big.folder / "upstream", name.name))
    big.names("gone", "https://127.0.0.1:1/x")  # keeps it busy for seconds
    big.trust()
    process = subprocess.Popen(big.command("clone"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    process.communicate(timeout=30)
    assert process.returncode == 130
    assert time.monotonic() - started < 5
    del big.repositories["gone"]
    big.write()
    big.trust()
    big.clone()
    check_trees(big)
