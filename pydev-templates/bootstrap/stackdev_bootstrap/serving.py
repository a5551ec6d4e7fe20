"""STACKDEV_DEBUG_ATTACH=auto: when does a process that nobody forked start to serve?

Two signs. Sure: it accepts connections itself, be it in a blocking accept(), or by waiting in eventlet's or
gevent's loop for a listening socket. A parent of workers listens, too, but never accepts. Likely: its loop
has been idle for IDLE seconds in all, and it has not forked. That is how a service without a socket of its own
looks, one that is driven by messages and timers; a parent of workers has forked long before. If a parent waits
so long for its database first, it gets attached as well, which costs it some speed and nothing else.

Each trap is removed when it has sprung. A program that does none of this, such as a plain loop around
time.sleep(), is attached by STACKDEV_DEBUG_ATTACH=all only.
"""

import _socket  # not socket: that one may be green, and would change the descriptors it is given
import os
import time

IDLE = 1.0

# Before anything is patched: native ones.
_time = time.time
try:
    from _thread import get_ident as _get_ident
except ImportError:
    from thread import get_ident as _get_ident
_main_thread = _get_ident()


def watch(module, process):
    """`module` has just been imported."""
    {
        "socket": _watch_accept,
        "eventlet.hubs.hub": _watch_eventlet,
        "gevent.hub": _watch_gevent_hub,
        "gevent.baseserver": _watch_gevent_server,
    }[module.__name__](module, process)


def _watch_accept(module, process):
    """Threads, asyncio, socketserver: all end up in this one method."""
    owner = getattr(module, "_socketobject", module.socket)  # Python 2, 3
    original = owner.accept

    def accept(self):
        if owner.accept is not original:
            owner.accept = original
            process.serving()
        return original(self)

    owner.accept = accept


def _watch_eventlet(module, process):
    owner = module.BaseHub
    original = owner.__init__

    def __init__(self, *args, **kwargs):
        original(self, *args, **kwargs)
        if _get_ident() != _main_thread:
            return
        if type(self).wait is owner.wait:  # on top of asyncio, which does the waiting
            self.fire_timers = _HubTicks(self, process)
        else:
            self.wait = _Wait(self, process)  # until it deletes itself, and the class's is back

    owner.__init__ = __init__


class _Wait(object):
    """In the place of hub.wait(seconds), which every hub calls when there is nothing to run."""

    def __init__(self, hub, process):
        self.hub = hub
        self.process = process
        self.idle = 0.0
        self.seen = None

    def __call__(self, seconds=None):
        if self._accepts():
            return self._serve(seconds)
        if self.process.has_forked:
            return type(self.hub).wait(self.hub, seconds)
        left = max(0, IDLE - self.idle)
        started, busy = _time(), _busy()
        result = type(self.hub).wait(self.hub, left if seconds is None else min(seconds, left))
        self.idle += max(0, _time() - started - (_busy() - busy))
        if self.idle >= IDLE and not self.process.has_forked:
            del self.hub.wait
            self.process.serving()
        return result

    def _serve(self, seconds):
        del self.hub.wait
        self.process.serving()
        return self.hub.wait(seconds)

    def _accepts(self):
        """Whether the loop waits for a listening socket."""
        readers = sorted(self.hub.listeners[self.hub.READ])
        if readers == self.seen:
            return False
        self.seen = readers
        return any(_is_listening(number) for number in readers)


class _HubTicks(object):
    """In the place of hub.fire_timers(when) until the loop's first turn; then a timer of the loop's own.

    The loop is idle when that timer comes in time, several times running.
    """

    TICK = 0.25

    def __init__(self, hub, process):
        self.hub = hub
        self.process = process
        self.left = IDLE / self.TICK

    def __call__(self, when):
        del self.hub.fire_timers
        self._again()
        return self.hub.fire_timers(when)

    def _again(self):
        self.due = _time() + self.TICK
        self.hub.schedule_call_global(self.TICK, self._tick)

    def _tick(self):
        if self.process.has_forked or self.process.attached_pid == os.getpid():
            return
        late = _time() > self.due + self.TICK / 2
        self.left = IDLE / self.TICK if late else self.left - 1
        if self.left <= 0 or any(_is_listening(number) for number in self.hub.listeners[self.hub.READ]):
            return self.process.serving()
        self._again()


def _busy():
    times = os.times()
    return times[0] + times[1]


def _is_listening(number):
    try:
        end = _socket_of(number)
    except (IOError, OSError, ValueError):
        return False
    try:
        return end.getsockopt(_socket.SOL_SOCKET, _socket.SO_ACCEPTCONN) != 0
    except (IOError, OSError):
        return False  # not a socket
    finally:
        if hasattr(end, "detach"):
            end.detach()


def _socket_of(number):
    """Python 2's is a duplicate and closes itself, Python 3's must be detached."""
    if hasattr(_socket, "fromfd"):
        return _socket.fromfd(number, _socket.AF_INET, _socket.SOCK_STREAM)
    return _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM, 0, number)


def _watch_gevent_server(module, process):
    owner = module.BaseServer
    original = owner.start_accepting

    def start_accepting(self):
        owner.start_accepting = original
        process.serving()
        return original(self)

    owner.start_accepting = start_accepting


def _watch_gevent_hub(module, process):
    owner = module.Hub
    original = owner.__init__

    def __init__(self, *args, **kwargs):
        original(self, *args, **kwargs)
        if _get_ident() == _main_thread:
            _Ticks(self.loop, process).start()

    owner.__init__ = __init__


class _Ticks(object):
    """gevent's loop does its waiting in C. It is idle when a timer comes in time, several times running."""

    TICK = 0.25

    def __init__(self, loop, process):
        self.timer = loop.timer(self.TICK, self.TICK, ref=False)
        self.process = process
        self.left = IDLE / self.TICK

    def start(self):
        self.last = _time()
        self.timer.start(self)

    def __call__(self):
        if self.process.has_forked or self.process.attached_pid == os.getpid():
            return self._end()
        now = _time()
        late = now - self.last > 1.5 * self.TICK
        self.last = now
        self.left = IDLE / self.TICK if late else self.left - 1
        if self.left <= 0:
            self._end()
            self.process.serving()

    def _end(self):
        self.timer.stop()
        self.timer.close()
