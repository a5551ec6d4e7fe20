#!/usr/bin/env python3
"""Measures what works and prints the tables of docs/debugging.md.

    matrix.py                                    the system's Python and debuggers
    matrix.py --nova --glance                    and Debian's nova and glance (see nova.py, glance.py)
    matrix.py --python VENV/bin/python ...       and one line for each of these
    matrix.py ... --into docs/debugging.md       puts them there, between the two comments
"""

import argparse
import contextlib
import datetime
import io
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import cases
import glance
import nova
from program import SYSTEM_PYTHON
from target import TARGET_OF

BACKENDS = ("pydevd", "debugpy")
ORDER = ("both workers held", "held", "step over, step in", "variable read, changed", "condition", "exception",
         "GreenPool", "green threading.Thread", "native thread", "tpool", "process", "8 requests at once",
         "worker killed -9", "SIGHUP", "SIGTERM", "SIGINT", "IDE closed while held", "no IDE", "mute IDE")
BETWEEN = r"(<!-- measured: matrix.py --into -->\n).*(<!-- end -->)"
VERSIONS = """
import sys, pkg_resources
found = dict((d.key, d.version) for d in pkg_resources.working_set)
print(" ".join(["Python=%d.%d.%d" % sys.version_info[:3]] + ["%s=%s" % (n, found.get(n)) for n in
      ("eventlet", "gevent", "greenlet", "pydevd", "debugpy", "nova", "glance")]))
"""
VERSIONS_3 = """
import sys
from importlib import metadata
def version(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
print(" ".join(["Python=%d.%d.%d" % sys.version_info[:3]] + ["%s=%s" % (n, version(n)) for n in
      ("eventlet", "gevent", "greenlet", "pydevd", "debugpy", "nova", "glance")]))
"""


def versions(python):
    for code in (VERSIONS_3, VERSIONS):
        found = subprocess.run([python, "-W", "ignore", "-c", code], capture_output=True, text=True, cwd="/")
        if found.returncode == 0:
            return dict(word.split("=", 1) for word in found.stdout.split())
    raise SystemExit(found.stderr)


def cell(verdict):
    return verdict.replace("|", "\\|")[:60]


def table(columns):
    """columns: [(heading, {case: verdict})]"""
    rows = [case for case in ORDER if any(case in results for _, results in columns)]
    print("| |" + "|".join(heading for heading, _ in columns) + "|")
    print("|---|" + "---|" * len(columns))
    for case in rows:
        print("| %s |" % case + "|".join(cell(results.get(case, "–")) for _, results in columns) + "|")


def system_table(names, with_nova, with_glance):
    targets = [TARGET_OF[name] for name in names] + ([nova.api()] if with_nova else [])
    targets += [glance.api()] if with_glance else []
    columns = []
    for target in targets:
        for backend in BACKENDS:
            results = cases.examine(target, backend)
            columns.append(("%s: %s" % (target.name, backend), results))
            note(columns[-1])
    if with_nova:
        for backend in BACKENDS:
            columns.append(("nova-compute, never forks: %s" % backend, {"held": cases.verdict(nova.compute_is_held, backend)}))
            note(columns[-1])
    found = versions(SYSTEM_PYTHON)
    print("\n" + ", ".join("%s %s" % pair for pair in found.items() if pair[1] != "None") + "\n")
    table(columns)


def python_table(pythons):
    print("\nAll cases again, on %s, with further Pythons and what pip installs there:" % TARGET_OF["eventlet"].name)
    print("\n| Python | eventlet | debugger | cases | not so |\n|---|---|---|---|---|")
    for python in pythons:
        found = versions(python)
        for backend in BACKENDS:
            took = []
            try:
                results = cases.examine(TARGET_OF["eventlet"], backend, python, took=took)
            except AssertionError as problem:
                results = {"start": "NO: %s" % problem}
            bad = ["%s (%s)" % (case, cell(verdict)) for case, verdict in results.items() if verdict != "yes"]
            print("| %s | %s | %s | %d of %d | %s |" % (found["Python"], found["eventlet"], (took or [backend])[0],
                                                       len(results) - len(bad), len(results), "; ".join(bad)), flush=True)


def note(column):
    """To see that it moves."""
    heading, results = column
    sys.stderr.write("%s: %d of %d\n" % (heading, sum(v == "yes" for v in results.values()), len(results)))
    sys.stderr.writelines("  %s: %s\n" % item for item in results.items() if item[1] != "yes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", nargs="+", default=["sample", "single", "gevent", "threads"], choices=TARGET_OF)
    parser.add_argument("--nova", action="store_true")
    parser.add_argument("--glance", action="store_true")
    parser.add_argument("--python", nargs="+", default=[])
    parser.add_argument("--into", metavar="FILE")
    args = parser.parse_args()
    if not args.into:
        return measure(args)
    tables = io.StringIO()
    with contextlib.redirect_stdout(tables):
        measure(args)
    write_into(args.into, tables.getvalue())


def write_into(path, tables):
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(re.sub(BETWEEN, lambda found: found.group(1) + tables + found.group(2), text, flags=re.S))


def measure(args):
    words = ["tests/integration/debugging/matrix.py"] + ["--nova"] * args.nova + ["--glance"] * args.glance
    words += ["--python", "VENV/bin/python..."] * bool(args.python)
    print("Measured on %s by `%s`. \"yes\": as it should be; \"–\": does not apply." % (
        datetime.date.today(), " ".join(words)))
    system_table(args.target, args.nova, args.glance)
    if args.python:
        python_table(args.python)


if __name__ == "__main__":
    main()
