#!/usr/bin/python3
"""How long scan and debug-safe take, as ratios to plain tools in the same run.

    tests/bench/scan.py TREE [--scripts FOLDER] [--copies N] [--runs N]

TREE: folder of clones. FOLDER: scripts with calls (nova/bin of April 2012). Warm cache; the best of N wall times, because
whatever else runs can only add; runs of the two sides alternate.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
STACKDEV = os.environ.get("STACKDEV", str(TOP / "build/release/bin/stackdev"))
PERL = "s/eventlet\\.monkey_patch\\(\\)/eventlet.monkey_patch(all=False, socket=True, select=True)/"


def seconds(command: list[str], folder: Path) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def best(runs: int, *sides) -> list[float]:
    """Each side: a function that prepares and one that measures."""
    times = [[] for _ in sides]
    for run in range(runs + 1):
        for i, (prepare, measure) in enumerate(sides):
            prepare()
            taken = measure()
            if run > 0:  # the first warms the cache
                times[i].append(taken)
    return [min(one) for one in times]


def show(what: str, ours: float, theirs: float, name: str, target: float) -> None:
    verdict = "ok" if ours <= target * theirs else "MISSED"
    print(f"{what}: {ours * 1000:.0f} ms, {name} {theirs * 1000:.0f} ms: x{ours / theirs:.2f} (at most {target}) {verdict}")


def scans(tree: Path, runs: int) -> None:
    with tempfile.TemporaryDirectory() as state:
        ours = [STACKDEV, "--state", state, "scan"]
        rg = ["rg", "-l", "-tpy", "monkey_patch"]
        clear = lambda: shutil.rmtree(state, ignore_errors=True)
        nothing = lambda: None
        cold, other = best(
            runs, (clear, lambda: seconds(ours, tree)), (nothing, lambda: seconds(rg, tree))
        )
        show("scan", cold, other, "rg -l -tpy monkey_patch", 1.0)
        warm, other = best(
            runs, (nothing, lambda: seconds(ours, tree)), (nothing, lambda: seconds(rg, tree))
        )
        show("scan again, with its index", warm, other, "rg -l -tpy monkey_patch", 0.25)


def edits(scripts: Path, runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        work, state = Path(folder, "scripts"), Path(folder, "state")

        def prepare():
            shutil.rmtree(work, ignore_errors=True)
            shutil.rmtree(state, ignore_errors=True)
            shutil.copytree(scripts, work)
            os.sync()

        files = [path.name for path in scripts.iterdir() if path.is_file()]
        perl = ["sh", "-c", 'perl -pi -e "$0" "$@" && sync "$@"', PERL, *files]
        ours = [STACKDEV, "--root", ".", "--state", str(state), "debug-safe", "on"]
        times = best(runs, (prepare, lambda: seconds(ours, work)), (prepare, lambda: seconds(perl, work)))
        show(f"debug-safe on, {len(files)} scripts", times[0], times[1], "perl -pi -e, sync of each file", 3.0)


def copies(tree: Path, count: int) -> None:
    with tempfile.TemporaryDirectory(dir=tree.parent) as folder:
        for i in range(count):
            subprocess.run(["cp", "-r", str(tree), f"{folder}/{i}"], check=True)
        one = [STACKDEV, "--root", f"{folder}/0", "--state", f"{folder}/state0", "scan"]
        every = [STACKDEV, "--root", folder, "--state", f"{folder}/state", "scan"]
        for command in (one, every):
            seconds(command, Path(folder))
            shutil.rmtree(command[4])
        small = seconds(one, Path(folder))
        big = seconds(every, Path(folder))
        again = seconds(every, Path(folder))
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{count} copies: {big:.2f} s, one of them {small:.2f} s: x{big / small:.1f}; with its index {again:.2f} s")
        print(f"the largest process had {memory:.0f} MiB (at most 200) {'ok' if memory < 200 else 'MISSED'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--scripts", type=Path)
    parser.add_argument("--copies", type=int, default=0)
    parser.add_argument("--runs", type=int, default=10)
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors, {time.strftime('%Y-%m-%d')}")
    scans(options.tree.resolve(), options.runs)
    if options.scripts:
        edits(options.scripts.resolve(), options.runs)
    if options.copies:
        copies(options.tree.resolve(), options.copies)


if __name__ == "__main__":
    main()
