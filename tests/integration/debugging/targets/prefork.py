"""A parent that keeps forked workers alive, as plain as can be: worker(*arguments) never returns."""

import os
import signal
import time


def run(worker, count):
    workers = set()
    parent = os.getpid()
    ended = []

    def stop(number, frame):
        if os.getpid() != parent:
            os._exit(0)
        ended.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    while not ended:
        if len(workers) < count:
            pid = os.fork()
            if pid == 0:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                worker()
                os._exit(1)
            workers.add(pid)
            continue
        try:
            workers.discard(os.waitpid(-1, os.WNOHANG)[0])
        except OSError:
            pass
        time.sleep(0.05)
    for pid in workers:
        os.kill(pid, signal.SIGTERM)
    for pid in workers:
        os.waitpid(pid, 0)
