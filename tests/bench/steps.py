#!/usr/bin/python3
"""Measures each step of docs/services.md's table: every service and step of OpenStack alone, none beside it, as `stackdev up
NAME` brings it up; then what `stackdev verify` tries. Prints a Markdown table.
    tests/bench/steps.py [FOLDER]
The trees are those of tests/integration/openstack/test_wide.py."""

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/integration/openstack"))
from program import Stack  # noqa: E402
from trees import WIDER  # noqa: E402


def timed(action):
    began = time.monotonic()
    action()
    return time.monotonic() - began


def row(command, seconds):
    print(f"| `{command}` | {seconds:.1f} |", flush=True)


def each_alone(stack):
    """In the order that they need; what was brought up before is there already."""
    durations = stack.state / "services/durations"
    known = set()
    for name in stack.services():
        if name in ("no-networks", "libvirt"):
            continue
        stack.stackdev("up", name)
        for line in durations.read_text().splitlines():
            seconds, unit = line.split()
            if unit not in known:
                known.add(unit)
                row(f"up {unit}", float(seconds))


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="stackdev-bench-"))
    stack = Stack(folder, WIDER)
    try:
        print("| step | s |\n|---|---|")
        row("import", timed(lambda: stack.stackdev("import")))
        each_alone(stack)
        for check in json.loads(stack.run("verify", "--json").stdout)["checks"]:
            row(f"verify: {check['name']}" + ("" if check["ok"] else " FAIL"), check["seconds"])
        row("down", timed(lambda: stack.stackdev("down")))
        row("up, all, again", timed(lambda: stack.stackdev("up")))
        stack.stackdev("down", "--wipe")
        row("up, all, from nothing", timed(lambda: stack.stackdev("up")))
    finally:
        stack.run("down", "--wipe")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
