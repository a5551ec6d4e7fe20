"""Native copies, for the debugger alone, of the modules that eventlet and gevent patch in place.

Its threads would otherwise wait in green locks, which only work in the thread of the event loop: there they
raise `greenlet.error: cannot switch to a different thread`, or hang. pydevd makes such copies itself if
GEVENT_SUPPORT is set before it is imported. Ours differ: they may be made after the patching, too, they
keep green code's hands off the debugger's locks, and the program's modules never get hold of them.
"""

import contextlib
import sys

_PATCHED = ("_thread", "thread", "threading", "time", "select", "socket", "queue", "Queue")
# What pydevd imports along with those. Imported for the program first, so that they never meet the copies.
_DEPENDENT = ("code", "xmlrpclib", "xmlrpc.client", "xmlrpc.server", "http.server", "SimpleXMLRPCServer", "BaseHTTPServer")

_copies = {}


def copies():
    """The native modules, by name."""
    if not _copies:
        for name in _PATCHED + _DEPENDENT:
            can_import(name)
        public = dict((name, sys.modules.pop(name)) for name in _PATCHED if name in sys.modules)
        try:
            for name in _PATCHED:
                if name in public:
                    __import__(name)
                    _copies[name] = sys.modules[name]
        finally:
            sys.modules.update(public)
        _harden(_copies["threading"], public["threading"])
    return _copies


def get_ident():
    """The native thread's."""
    return copies().get("_thread", copies().get("thread")).get_ident()


def _harden(threading, public):
    # eventlet's monkey_patch() replaces every C-level RLock that it can reach by a green one. It does not know
    # this module's own Python class, so the debugger's locks stay what they are.
    if hasattr(threading, "_CRLock"):
        threading._CRLock = None
    # Nothing but the program itself may keep it from ending.
    start = threading.Thread.start

    def start_as_daemon(self):
        self.daemon = True
        start(self)

    threading.Thread.start = start_as_daemon
    _correct_main_thread(threading, public)


def _correct_main_thread(threading, public):
    """A thread that imports a copy of threading is taken for the main thread there."""
    main = getattr(public, "_main_thread", None)
    ident = getattr(main, "ident", None)
    here = threading.current_thread()
    if ident is not None and isinstance(here, threading._MainThread) and here.ident != ident:
        threading._active.pop(here.ident, None)
        here._ident = ident
        threading._active[ident] = here


@contextlib.contextmanager
def private_modules():
    """Whoever imports one of them in here gets the copy."""
    private = copies()
    public = dict((name, sys.modules[name]) for name in private)
    sys.modules.update(private)
    try:
        yield private
    finally:
        sys.modules.update(public)


def import_saved_modules():
    """pydevd's module that holds all it uses of them; it exists once, whoever comes first. False if there is none."""
    with private_modules():
        for package in ("_pydev_bundle", "_pydev_imps"):  # now, and long ago
            if can_import(package + "._pydev_saved_modules"):
                return True
    return False


def can_import(name):
    try:
        return bool(__import__(name))
    except ImportError:
        return False


def rebind(modules):
    """Where these modules of the debugger hold a public module, they get the copy."""
    private = copies()
    public = dict((id(sys.modules[name]), private[name]) for name in private)
    for module in modules:
        for name, value in list(vars(module).items()):
            if id(value) in public:
                setattr(module, name, public[id(value)])
