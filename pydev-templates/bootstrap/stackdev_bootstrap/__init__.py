"""Makes a breakpoint stop in forked, green workers, with no change to their source.

install() is called at the start of every Python that inherits STACKDEV_DEBUG, also in those that live for
a few milliseconds. So it only leaves small traps, and the rest is imported when one of them springs:

* the program forks (before the fork: the debugger is loaded; in the child: it attaches), see process.py;
* a module is imported that shows when the program starts to serve, see serving.py;
* another debugger is imported: then that one does the work and ours stays away.

This file is imported in those short lives too: it imports nothing that Python has not loaded anyway.
"""

import os
import sys

_DEBUGGER = "_pydev_bundle"  # the package that every pydevd, and so every debugpy, imports first
_SERVING = ("socket", "eventlet.hubs.hub", "gevent.hub", "gevent.baseserver")

_installed = []


def install():
    """Idempotent: an IDE's own sitecustomize may well run ours a second time."""
    if _installed or hasattr(sys, "_stackdev_bootstrap"):
        return
    from stackdev_bootstrap import settings

    try:
        chosen = settings.read(os.environ)
    except ValueError as error:
        _report("%s: running without a debugger" % error)
        return
    sys._stackdev_bootstrap = True  # for a second copy of this package elsewhere on the path
    _installed.append(chosen)
    watch = ImportWatch()
    watch.after[_DEBUGGER] = _stand_aside
    if chosen.attach == "all":
        watch.after["eventlet.hubs"] = _threading_was_copied
    if chosen.attach == "auto":
        for name in _SERVING:
            watch.after[name] = _watch_serving
    sys.meta_path.insert(0, watch)
    if _DEBUGGER in sys.modules:
        return _stand_aside(sys.modules[_DEBUGGER])
    for name in _SERVING:
        if name in sys.modules and name in watch.after:
            watch.after.pop(name)(sys.modules[name])
    _watch_forks()
    if chosen.attach == "all":
        _process().start()


def _process():
    from stackdev_bootstrap import process

    return process.current(_installed[0])


def _report(message):
    from stackdev_bootstrap import report

    report.say(message)


def _stand_aside(module):
    _process().stand_aside()


def _threading_was_copied(module):
    _process().threading_was_copied()


def _watch_serving(module):
    from stackdev_bootstrap import serving

    serving.watch(module, _process())


def _before_fork():
    _process().before_fork()


def _in_parent():
    _process().in_parent()


def _watch_forks():
    """At the level of C where Python has that: gevent replaces os.fork, and so would lose a wrapper.

    The child's part is registered by process.py once the debugger is loaded: these functions are called in
    the order of their registration, and the debugger's threading module must tidy up before we start its threads.
    """
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_before_fork, after_in_parent=_in_parent)
        return
    for name in ("fork", "forkpty"):
        if hasattr(os, name):
            setattr(os, name, _wrapped_fork(getattr(os, name)))


def _wrapped_fork(original):
    def fork():
        _before_fork()
        result = original()
        if (result[0] if isinstance(result, tuple) else result) == 0:
            _process().in_child()
        else:
            _in_parent()
        return result

    return fork


class ImportWatch(object):
    """First on sys.meta_path, finds nothing: calls after[name](module) once, when a module has been imported."""

    def __init__(self):
        self.after = {}

    def find_spec(self, name, path=None, target=None):
        notify = self.after.pop(name, None)
        if notify is None:
            return None
        spec = self._spec(name, path, target)
        if spec is not None and hasattr(spec.loader, "exec_module"):
            _call_after_exec(spec.loader, notify)
        return spec

    def _spec(self, name, path, target):
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec = find(name, path, target) if find is not None and finder is not self else None
            if spec is not None:
                return spec

    # Python 2

    def find_module(self, name, path=None):
        return self if name in self.after else None

    def load_module(self, name):
        notify = self.after.pop(name)
        __import__(name)  # we no longer know the name: the others find it
        notify(sys.modules[name])
        return sys.modules[name]


def _call_after_exec(loader, notify):
    original = loader.exec_module

    def exec_module(module):
        del loader.exec_module  # a zip archive's loader is shared by its modules
        original(module)
        notify(module)

    loader.exec_module = exec_module
