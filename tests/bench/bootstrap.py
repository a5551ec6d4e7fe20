#!/usr/bin/env python3
"""What the bootstrap costs those who do not debug.

Requests per second of the sample service (--nova: and of nova-api's GET /v2.1/flavors) without the bootstrap, with it
but not asked for, asked for with no IDE there, and, to compare, attached; with the service's processor time for one,
which other work on the machine disturbs less; the time of `python3 -c pass` in the environment that a service's
subprocesses inherit. The variants take turns, so that whatever else the machine does hits all of them, and are started
several times; medians of the runs and of their ratios are printed, with the least and the greatest ratio.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "integration", "debugging"))

import nova
from dap_ide import free_port
from program import BOOTSTRAP, SYSTEM_PYTHON, debug_environment, sample_service
from pydevd_ide import PydevdIde

HELLO = b"GET /hello?name=Ada HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
FLAVORS = b"GET /v2.1/flavors HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Auth-Token: admin:admin\r\n\r\n"


def answer(stream):
    """One answer of a connection that stays open: its first line; the rest is read, too."""
    first, length = stream.readline(), 0
    for line in iter(stream.readline, b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    stream.read(length)
    return first


def load(server, request, seconds, connections=4, requests_each=50):
    """(requests per second, microseconds of the service's processor time for one), over connections that stay open.

    Each connection gives way to another after some requests: which of the two workers accepts one is chance, and with
    all of them at one worker the other would idle.
    """
    counts = []
    before = processor_seconds(server)
    end = time.time() + seconds

    def client():
        count = 0
        while time.time() < end:
            connection = socket.create_connection(("127.0.0.1", server.port))
            with connection, connection.makefile("rb") as stream:
                for _ in range(requests_each):
                    connection.sendall(request)
                    first = answer(stream)
                    if not first.startswith(b"HTTP/1.1 200"):
                        raise SystemExit("a bad answer: %r" % first)
                    count += 1
        counts.append((count, time.time()))

    started = time.time()
    threads = [threading.Thread(target=client) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    used = processor_seconds(server) - before
    total = sum(count for count, _ in counts)
    return total / (max(ended for _, ended in counts) - started), used / total * 1e6


def processor_seconds(server):
    ticks = 0
    for pid in server.group():
        with open("/proc/%d/stat" % pid) as file:
            fields = file.read().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def requests(start, request, generations, rounds, seconds):
    """What each variant served: {variant: [(requests per second, CPU microseconds for one) of each generation]}.

    `start` takes an environment and whether the bootstrap is there. The same program started twice differs by some
    per cent for as long as it lives (where its memory lies, which worker accepts more), so every generation starts
    all variants anew; within one they take turns, each time another one first.
    """
    measured = {}
    for generation in range(generations):
        ide = PydevdIde()
        variants = {
            "without": start({}, bootstrap=False),
            "present, not asked for": start({}),
            "asked for, no IDE": start(debug_environment(free_port())),
            "attached, no breakpoint": start(debug_environment(ide.port)),
        }
        loads = {name: [] for name in variants}
        try:
            for server in variants.values():
                server.wait_listening(120)
                load(server, request, seconds)
            order = list(variants)
            for turn in range(rounds):
                first = (generation + turn) % len(order)
                for name in order[first:] + order[:first]:
                    loads[name].append(load(variants[name], request, seconds))
        finally:
            for server in variants.values():
                server.kill()
            ide.close()
        for name, values in loads.items():
            measured.setdefault(name, []).append([statistics.median(column) for column in zip(*values)])
    return measured


def children(rounds):
    """Seconds of one `python3 -c pass`."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("STACKDEV_", "PYTHON"))}
    variants = {
        "without": plain,
        "present, not asked for": dict(plain, PYTHONPATH=BOOTSTRAP),
        "asked for, no IDE": dict(plain, PYTHONPATH=BOOTSTRAP, **debug_environment(free_port())),
    }
    times = {name: [] for name in variants}
    for _ in range(rounds):
        for name, environment in variants.items():
            started = time.perf_counter()
            subprocess.run([SYSTEM_PYTHON, "-c", "pass"], env=environment, check=True)
            times[name].append(time.perf_counter() - started)
    return {name: statistics.median(values) for name, values in times.items()}


def report(heading, results):
    """The medians, and of each generation's ratio to the one without: the median, least and most."""
    print("%-30s %10s %22s %16s %22s" % (heading, "requests/s", "ratio", "CPU us/request", "ratio"))

    def ratios(values):
        return "%8.3f (%.3f-%.3f)" % (statistics.median(values), min(values), max(values))

    without = results["without"]
    for name, generations in results.items():
        rate, cost = (statistics.median(column) for column in zip(*generations))
        rates = ratios([own[0] / plain[0] for own, plain in zip(generations, without)])
        costs = ratios([plain[1] / own[1] for own, plain in zip(generations, without)])
        print("%-30s %10.0f %22s %16.1f %22s" % (name, rate, rates, cost, costs))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--generations", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--nova", action="store_true")
    args = parser.parse_args()
    amount = args.generations, args.rounds, args.seconds
    report("sample service", requests(sample_service, HELLO, *amount))
    if args.nova:
        report("nova-api GET /v2.1/flavors", requests(nova.start_api, FLAVORS, *amount))
    print("%-30s %10s %8s" % ("python3 -c pass", "ms", "ratio"))
    times = children(args.generations * args.rounds * 10)
    for name, seconds in times.items():
        print("%-30s %10.2f %8.3f" % (name, seconds * 1000, seconds / times["without"]))


if __name__ == "__main__":
    main()
