#!/usr/bin/python3
"""What `stackdev import` costs, beside ripgrep and plain durable writing in the same run.

usage: tests/bench/import.py ROOT [--rounds N]

ROOT holds the clones; it is copied first, nothing is written into it. Wall times are medians, with
warm caches of the system's; "cold" means cold of every file that stackdev itself keeps.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
BIN = TOP / "build/release/bin"

LIMITS = {"plan": 2.0, "apply": 1.5, "again": 0.5}
MEMORY_MIB = 64


def seconds(command: list) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def interleaved(rounds: int, commands: dict) -> dict:
    """Medians of commands run in turn, so that all see the same load."""
    times: dict = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(seconds(command))
    return {name: statistics.median(each) for name, each in times.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="stackdev-bench-"))
    try:
        return measure(options.root, options.rounds, scratch)
    finally:
        shutil.rmtree(scratch)


def measure(given: Path, rounds: int, scratch: Path) -> int:
    root = scratch / "root"
    shutil.copytree(given, root, symlinks=True)
    workspace, state = scratch / "workspace", scratch / "state"
    sources = [file for file in root.rglob("*.py") if file.is_file()]
    size = sum(file.stat().st_size for file in sources)
    print(f"{len(list(root.iterdir()))} repositories, {len(sources)} Python files, {size / 1e6:.0f} MB; "
          f"load {os.getloadavg()[0]:.1f}")

    ripgrep = ["rg", "-l", "-tpy", "monkey_patch", str(root)]
    plan = [str(BIN / "stackdev"), "--root", str(root), "--state", str(scratch / "none"),
            "import", "--workspace", str(scratch / "no-workspace"), "--dry-run"]
    cold = interleaved(rounds, {"rg": ripgrep, "plan": plan})

    applied = json.loads(subprocess.run(
        [str(BIN / "apply_bench"), str(root), str(workspace), str(state), str(scratch / "plain"), "7"],
        check=True, stdout=subprocess.PIPE, text=True).stdout)

    again = [str(BIN / "stackdev"), "--root", str(root), "--state", str(state),
             "import", "--workspace", str(workspace)]
    time.sleep(0.1)  # files changed within one tick of the clock are read again
    seconds(again)
    warm = interleaved(rounds, {"rg": ripgrep, "again": again})

    ratios = {"plan": cold["plan"] / cold["rg"], "apply": applied["applyMs"] / applied["plainMs"],
              "again": warm["again"] / warm["rg"]}
    peak = peak_memory(plan)
    print(f"rg -l -tpy monkey_patch     {cold['rg'] * 1000:7.1f} ms")
    print(f"import --dry-run, cold      {cold['plan'] * 1000:7.1f} ms   {ratios['plan']:.2f}x of rg "
          f"(limit {LIMITS['plan']})")
    print(f"a second import             {warm['again'] * 1000:7.1f} ms   {ratios['again']:.2f}x of rg "
          f"(limit {LIMITS['again']})")
    print(f"plain durable writing       {applied['plainMs']:7.1f} ms   {applied['files']} files, "
          f"{applied['bytes'] / 1000:.0f} kB")
    print(f"applying                    {applied['applyMs']:7.1f} ms   {ratios['apply']:.2f}x of plain "
          f"(limit {LIMITS['apply']})")
    print(f"peak memory                 {peak:7.1f} MiB  (limit {MEMORY_MIB})")
    held = all(ratios[name] <= LIMITS[name] for name in LIMITS) and peak <= MEMORY_MIB
    print("within the limits" if held else "OVER A LIMIT")
    return 0 if held else 1


def peak_memory(command: list) -> float:
    """MiB of resident memory, measured in a child of its own."""
    code = ("import resource, subprocess, sys\n"
            "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n")
    result = subprocess.run([sys.executable, "-c", code, *command], check=True,
                            stdout=subprocess.PIPE, text=True)
    return int(result.stdout) / 1024


if __name__ == "__main__":
    sys.exit(main())
