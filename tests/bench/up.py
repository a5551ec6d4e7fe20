#!/usr/bin/python3
"""Brings OpenStack up from its trees with `stackdev up`, and by the same commands one after the other; compares
the processor time and the time on the clock of both, of this run. Then a second `up` and `down`.
    tests/bench/up.py [FOLDER]
The trees are those of tests/integration/openstack."""

import configparser
import os
import resource
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/integration/openstack"))
from program import Stack  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(stack):
    """Of all that the stack's processes and the children that they waited for took."""
    total = 0.0
    for pid in stack.processes():
        try:
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(word) for word in words[11:15]) / TICKS
    return total


def children_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(stack, action):
    before, began = children_seconds(), time.monotonic()
    action()
    return time.monotonic() - began, children_seconds() - before + processor_seconds(stack)


def answers(service):
    try:
        if service["url"]:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(service["url"], timeout=10):
                return True
        socket.create_connection(("127.0.0.1", service["port"]), 1).close()
        return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


class Sequence:
    """The commands that supervisord has for `up`, one after the other; each service until it answers."""

    def __init__(self, stack):
        self.stack = stack
        config = configparser.RawConfigParser(inline_comment_prefixes=None)
        config.read(stack.state / "services/supervisord.conf")
        self.programs = [(name.partition(":")[2], config[name]) for name in config.sections() if name[:8] == "program:"]
        self.services = stack.services()
        self.running = []

    def run(self, wanted):
        for name, program in self.programs:
            if name not in wanted:
                continue
            log = open(self.stack.state / "services" / "log" / (name + ".sequence"), "wb")
            started = subprocess.Popen(shlex.split(program["command"].replace("%%", "%")), cwd=program["directory"],
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
            if program["autorestart"] == "false":
                if started.wait() != 0:
                    sys.exit(f"{name} failed")
                continue
            self.running.append(started)
            service = self.services[name]
            while service["port"] and not answers(service):
                if started.poll() is not None:
                    sys.exit(f"{name} ended")
                time.sleep(0.05)
        self.wait_for_compute()

    def wait_for_compute(self):
        ready = TOP / "pydev-templates/services/openstack/hosts_ready.py"
        words = ["/usr/bin/python3", str(ready), str(self.stack.state / "services"),
                 str(self.services["keystone"]["port"]), str(self.services["nova-api"]["port"]),
                 str(self.stack.state / "services/etc/nova-compute/nova.conf")]
        while subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0:
            time.sleep(1)


def empty(stack):
    """As before the first `up`, but for the passwords and what Python has compiled."""
    for part in ("var", "log", "done"):
        shutil.rmtree(stack.state / "services" / part, ignore_errors=True)


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="stackdev-bench-"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended
    stack = Stack(folder)
    names = []

    def up():
        names[:] = stack.stackdev("up").splitlines()

    try:
        first = measured(stack, up)
        print(f"up, from nothing, Python's cache empty: {first[0]:6.1f} s, {first[1]:6.1f} s of processor time")
        wanted = {line.split()[0] for line in names[1:]}
        sequence = Sequence(stack)
        wanted |= {name for name, program in sequence.programs
                   if program["autorestart"] == "false" and (stack.state / "services/log" / (name + ".log")).exists()}
        began = time.monotonic()
        stack.stackdev("down")
        print(f"down:                                   {time.monotonic() - began:6.1f} s, "
              f"{len(stack.processes())} processes left")
        again = measured(stack, up)
        print(f"up again:                               {again[0]:6.1f} s, {again[1]:6.1f} s of processor time")
        stack.stackdev("down")
        empty(stack)
        ours = measured(stack, up)
        print(f"up, from nothing:                       {ours[0]:6.1f} s, {ours[1]:6.1f} s of processor time")
        stack.stackdev("down")
        empty(stack)
        for part in ("var", "log"):
            (stack.state / "services" / part).mkdir(mode=0o700)
        theirs = measured(stack, lambda: sequence.run(wanted))
        print(f"the same commands one after the other:  {theirs[0]:6.1f} s, {theirs[1]:6.1f} s of processor time")
        print(f"ratio: {ours[0] / theirs[0]:.2f} of the time (0.75 at most), "
              f"{ours[1] / theirs[1]:.2f} of the processor time (1.3 at most)")
        stack.run("down")
    finally:
        stack.run("down", "--wipe")
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if ours[0] <= 0.75 * theirs[0] and ours[1] <= 1.3 * theirs[1] else 1)


if __name__ == "__main__":
    main()
