"""What both stand-ins for an IDE have in common: breakpoints to send, and stops to wait for."""

import collections
import threading
import time

Breakpoint = collections.namedtuple("Breakpoint", "file line condition")


class Stop(object):
    """A thread that stands still in the program; `session` speaks the protocol."""

    def __init__(self, session, thread, frame, file, line):
        self.session, self.thread, self.frame, self.file, self.line = session, thread, frame, file, line

    @property
    def pid(self):
        return self.session.pid

    def variables(self):
        """Names and printed values of the top frame."""
        return self.session.variables(self)

    def set_variable(self, name, expression):
        self.session.set_variable(self, name, expression)

    def resume(self):
        self.session.go_on(self, "resume")

    def step_over(self, timeout=10):
        return self._step("over", timeout)

    def step_in(self, timeout=10):
        return self._step("in", timeout)

    def _step(self, kind, timeout):
        self.session.go_on(self, kind)
        return self.session.ide.wait_stop(timeout, pid=self.pid)


class Ide(object):
    """Keeps what the user has set, so that each new session is told; collects stops."""

    def __init__(self):
        self.breakpoints = []
        self.exceptions = []
        self.sessions = []
        self.stops = []
        self.changed = threading.Condition()

    def set_breakpoint(self, file, line, condition=None):
        self.breakpoints.append(Breakpoint(file, line, condition))
        self._tell()

    def set_exception_breakpoint(self, name):
        self.exceptions.append(name)
        self._tell()

    def clear(self):
        self.breakpoints, self.exceptions = [], []
        self._tell()

    def _tell(self):
        for session in list(self.sessions):
            if session.is_running and session.is_open:
                try:
                    session.tell()
                except (OSError, AssertionError):  # its process has just ended
                    session.is_open = False

    def add_stop(self, stop):
        with self.changed:
            self.stops.append(stop)
            self.changed.notify_all()

    def wait_stop(self, timeout=10, pid=None):
        """The oldest stop that nobody has taken yet, or None."""
        return self._wait(lambda: next((s for s in self.stops if pid in (None, s.pid)), None), timeout, self.stops)

    def wait_sessions(self, count, timeout=20):
        """True when `count` processes are attached and have been told to run."""
        return bool(self._wait(lambda: len(self.running()) >= count, timeout))

    def running(self):
        return [session for session in self.sessions if session.is_running and session.is_open]

    def pids(self):
        return sorted(session.pid for session in self.running())

    def note(self):
        with self.changed:
            self.changed.notify_all()

    def _wait(self, find, timeout, take_from=None):
        end = time.time() + timeout
        with self.changed:
            while True:
                found = find()
                if found:
                    if take_from is not None:
                        take_from.remove(found)
                    return found
                left = end - time.time()
                if left <= 0:
                    return None
                self.changed.wait(min(left, 0.1))
