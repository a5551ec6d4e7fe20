"""The parent that keeps the workers alive, and what a worker does."""

import argparse
import os
import signal
import sys
import time

import eventlet
from eventlet import hubs, patcher, wsgi

from sampleservice.config import Config, load_app

GRACE = 5  # seconds between asking a worker to stop and killing it

native_os = patcher.original("os")
native_threading = patcher.original("threading")


def serve(sock, app):
    """Answers until SIGTERM."""
    signal.signal(signal.SIGTERM, lambda number, frame: os._exit(0))
    wsgi.server(sock, app, log_output=False)


def die_with_parent(pipe):
    """A native thread, so that it also works while the green ones stand still in a debugger."""

    def watch():
        native_os.read(pipe, 1)  # only the parent can write; it never does, so this is its end
        os._exit(1)

    native_threading.Thread(target=watch, daemon=True).start()


class Parent:
    def __init__(self, sock, app, count):
        self.sock, self.app, self.count = sock, app, count
        self.workers = set()
        self.stopping = False
        self.pid = os.getpid()
        self.pipe = os.pipe()

    def run(self):
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        signal.signal(signal.SIGHUP, self.replace_workers)
        while not self.stopping:
            if len(self.workers) < self.count:
                self.start_worker()
            elif not self.reap():
                time.sleep(0.05)
        self.stop_workers()
        return 0

    def start_worker(self):
        pid = os.fork()
        if pid:
            self.workers.add(pid)
            return
        try:
            self.become_worker()
        finally:
            os._exit(1)

    def become_worker(self):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the parent decides
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.close(self.pipe[1])
        hubs.use_hub()  # the parent's event loop must not be shared
        die_with_parent(self.pipe[0])
        serve(self.sock, self.app)

    def reap(self):
        """Forgets one worker that has ended, if any."""
        pid, _ = os.waitpid(-1, os.WNOHANG)
        self.workers.discard(pid)
        return pid != 0

    def stop(self, number, frame):
        if os.getpid() != self.pid:
            os._exit(0)  # a worker that was just forked, with our handlers still in place
        self.stopping = True

    def replace_workers(self, number, frame):
        if os.getpid() == self.pid:
            self.signal_workers(signal.SIGTERM)

    def signal_workers(self, number):
        for pid in self.workers:
            os.kill(pid, number)

    def stop_workers(self):
        self.signal_workers(signal.SIGTERM)
        deadline = time.time() + GRACE
        while self.workers and time.time() < deadline:
            if not self.reap():
                time.sleep(0.02)
        self.signal_workers(signal.SIGKILL)
        while self.workers:
            self.reap()


def main(argv):
    parser = argparse.ArgumentParser(prog="sample-api")
    parser.add_argument("--config-file", required=True)
    config = Config(parser.parse_args(argv).config_file)
    app = load_app(config.paste_config)
    sock = eventlet.listen((config.host, config.port))
    print("sample-api[%d] on http://%s:%d/" % ((os.getpid(),) + sock.getsockname()[:2]), flush=True)
    if not config.workers:
        try:
            return serve(sock, app)
        except KeyboardInterrupt:
            return 0
    return Parent(sock, app, config.workers).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
