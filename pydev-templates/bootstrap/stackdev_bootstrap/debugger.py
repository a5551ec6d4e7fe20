"""The debugger in this process: pydevd, by itself or inside debugpy. Loading it, attaching to the IDE."""

import contextlib
import errno
import os
import sys

from stackdev_bootstrap import isolation, locate, report, sources, tracing

_FAMILY = ("pydevd", "_pydevd_", "_pydev_", "pydev_", "pydevconsole", "debugpy")
# Imported at once: later, their folder may not be on sys.path.
_TOP = ("_pydev_bundle", "_pydevd_bundle", "_pydevd_frame_eval", "pydev_ipython", "pydevd_plugins", "pydevd_file_utils")
_WHILE_IMPORTING = {
    "GEVENT_SUPPORT": None,  # we do its work, see isolation.py
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # a warning about frozen modules, in every worker
    "PYDEVD_USE_FRAME_EVAL": "NO",  # it rewrites byte code; the plain tracer is the one that was tried
}


def load(settings):
    """The first that can be imported; ImportError names all that could not."""
    package = "debugpy" if settings.backend == "debugpy" else "pydevd"
    failures = []
    for folder in locate.candidates(settings, package):
        before = set(sys.modules)
        try:
            return Debugger(settings, _import_from(folder, package), folder)
        except (Exception, SystemExit) as error:
            failures.append("%s (%s)" % (folder, error or type(error).__name__))
            for name in set(sys.modules) - before:
                if name.startswith(_FAMILY):
                    del sys.modules[name]
    where = "; ".join(failures) or settings.folder or "sys.path, the virtual environment, the system"
    raise ImportError("no usable %s in %s" % (package, where))


def _import_from(folder, package):
    """The module pydevd, with native copies of what gets patched. sys.path is as before afterwards, or longer."""
    was_there = folder in [os.path.abspath(entry or ".") for entry in sys.path]
    sys.path.insert(0, folder)
    try:
        with _environment(_WHILE_IMPORTING):
            if package == "debugpy":
                __import__("debugpy._vendored")
                with sys.modules["debugpy._vendored"].vendored("pydevd"):
                    _import_isolated()
                __import__("debugpy.server")
            else:
                _import_isolated()
            for name in _TOP:
                isolation.can_import(name)
            pydevd = __import__("pydevd")
    finally:
        sys.path.remove(folder)
    if not was_there and os.path.basename(folder) not in ("site-packages", "dist-packages"):
        sys.path.append(folder)  # the debugger and nothing else: for what it imports later
    isolation.rebind([module for name, module in list(sys.modules.items()) if module and name.startswith(_FAMILY)])
    return pydevd


def _import_isolated():
    if not isolation.import_saved_modules():
        raise ImportError("it is too old")


@contextlib.contextmanager
def _environment(values):
    before = dict((name, os.environ.get(name)) for name in values)
    _set_environment(values)
    try:
        yield
    finally:
        _set_environment(before)


def _set_environment(values):
    for name, value in values.items():
        if value is not None:
            os.environ[name] = value
        else:
            os.environ.pop(name, None)


class Debugger(object):
    """A loaded pydevd. It is attached anew in each process."""

    def __init__(self, settings, pydevd, folder):
        self.settings = settings
        self.pydevd = pydevd
        self.folder = folder
        self.session_pid = None  # the process that the session below us belongs to: us or our parent
        self.paused = False
        self._prepare()

    def _prepare(self):
        pydevd_utils = __import__("_pydevd_bundle.pydevd_utils", fromlist=["x"])
        pydevd_utils.SUPPORT_GEVENT = True  # only read by a warning that the program is not protected; it is
        if hasattr(self.pydevd.PyDB, "wait_for_ready_to_run"):
            self.pydevd.PyDB.wait_for_ready_to_run = _wait_with(self.settings.timeout)
        monkey = __import__("_pydev_bundle.pydev_monkey", fromlist=["x"])
        # Green functions must not get its wrapper: at their end it would stop tracing for the whole thread.
        private = isolation.copies()
        monkey.threading_modules_to_patch = [tracing.native_thread_module(private), private["threading"]]

    def name(self):
        version = getattr(self.pydevd, "__version__", None) or "of unknown version"
        debugpy = sys.modules.get("debugpy") if self.settings.backend == "debugpy" else None
        text = "pydevd %s" % version
        if debugpy is not None:
            text = "debugpy %s" % debugpy.__version__
        return "%s from %s" % (text, self.folder)

    def attach(self):
        """Connects this process to the IDE. Without one, says so and leaves the process as it was."""
        parent = self.session_pid
        if parent is not None:
            self._forget_parent()
        elif self._is_taken():
            return report.say("somebody else's pydevd is at work here: leaving it alone")
        else:
            _reset(self.pydevd)
        connection = self._connect()
        if connection is None:
            return
        try:
            self._start_session(connection, parent)
        except (Exception, SystemExit):
            tracing.stop()
            _reset(self.pydevd)
            raise
        self.session_pid = os.getpid()
        report.forget_said()
        report.say("attached to the IDE at %s:%d, %s" % (self.settings.host, self.settings.port, self.name()))

    def _is_taken(self):
        constants = sys.modules["_pydevd_bundle.pydevd_constants"]
        return constants.get_global_debugger() is not None

    def _forget_parent(self):
        """In a forked child of a process with a session: that is not ours, and its threads are not here."""
        tracing.stop()
        _reset(self.pydevd)
        self.session_pid = None
        self.paused = False

    def _connect(self):
        """Our own: pydevd's waits longer, logs a traceback, and in old versions ends the process."""
        time = isolation.copies()["time"]
        deadline = time.time() + self.settings.wait
        while True:
            try:
                return self._connected()
            except (IOError, OSError) as error:
                if error.errno == errno.ECONNREFUSED and time.time() < deadline:
                    time.sleep(0.1)
                    continue
                self.settings.wait = 0  # the workers to come have waited, too
                reason = error.strerror or error
                where = "%s:%d" % (self.settings.host, self.settings.port)
                return report.say_once("no IDE at %s (%s): running without a debugger" % (where, reason))

    def _connected(self):
        socket = isolation.copies()["socket"]
        family = socket.AF_INET6 if ":" in self.settings.host else socket.AF_INET
        end = socket.socket(family, socket.SOCK_STREAM)
        try:
            end.settimeout(min(2.0, self.settings.timeout))
            end.connect((self.settings.host, self.settings.port))
            end.settimeout(None)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        except (IOError, OSError):
            end.close()
            raise
        return end

    def _start_session(self, connection, parent):
        self._set_up(parent)
        self._map_copies()
        options = {
            "suspend": False,
            "stdout_to_server": False,
            "stderr_to_server": False,
            "patch_multiprocessing": False,  # our hooks do that, and one of them is enough
            "notify_stdin": False,
        }
        ours = [os.path.dirname(os.path.abspath(__file__))]  # nobody wants to step into these
        if self.settings.backend == "debugpy":
            ours.append(os.path.dirname(sys.modules["debugpy"].__file__))
        options["dont_trace_start_patterns"] = tuple(ours)
        known = _parameters(self.pydevd.settrace)
        options = dict((name, value) for name, value in options.items() if name in known)
        original = self.pydevd.start_client
        self.pydevd.start_client = lambda host, port: connection
        try:
            self.pydevd.settrace(self.settings.host, port=self.settings.port, **options)
        finally:
            self.pydevd.start_client = original
        tracing.start()

    def _set_up(self, parent):
        """What pydevd's own main program would have made of its arguments."""
        self.pydevd.SetupHolder.setup = {
            "client": self.settings.host,
            "server": False,
            "port": self.settings.port,
            "multiprocess": False,
            "skip-notify-stdin": True,
            "ppid": parent or os.getppid(),
        }

    def _map_copies(self):
        """An IDE that has mappings of its own sends them later, and they count."""
        if "PATHS_FROM_ECLIPSE_TO_PYTHON" in os.environ:
            return
        found = sources.mappings(os.environ)
        if not found:
            return
        sys.modules["pydevd_file_utils"].setup_client_server_paths(found)
        pairs = ", ".join("%s for %s" % (running, project) for project, running in found)
        report.say("this process runs copies: breakpoints are set in %s" % pairs)

    def threading_was_copied(self):
        tracing.trace_new_threads()

    def pause_tracing(self):
        """The parent of workers holds a session for their sake; it shall run at full speed."""
        if self.session_pid == os.getpid():
            tracing.stop_here()
            self.paused = True

    def resume_tracing(self):
        if self.paused and self.session_pid == os.getpid():
            self.paused = False
            self.pydevd.settrace(suspend=False, patch_multiprocessing=False)
            tracing.start()


def _reset(pydevd):
    """pydevd's locks, log and global state for a new process."""
    monkey = __import__("_pydev_bundle.pydev_monkey", fromlist=["x"])
    threading = isolation.copies()["threading"]
    if not hasattr(os, "register_at_fork"):
        threading._after_fork()  # Python itself only calls that of the public module
    if hasattr(monkey, "_on_forked_process"):
        if "setup_tracing" in _parameters(monkey._on_forked_process):
            monkey._on_forked_process(setup_tracing=False)


def _parameters(function):
    code = function.__code__
    return code.co_varnames[: code.co_argcount + getattr(code, "co_kwonlyargcount", 0)]


def _wait_with(timeout):
    """For PyDB.wait_for_ready_to_run, which would wait for ever for an IDE that accepts and says nothing."""
    time = isolation.copies()["time"]

    def wait_for_ready_to_run(self):
        end = time.time() + timeout
        while not self.ready_to_run:
            if time.time() > end:
                report.say("the IDE accepted but did not say run within %gs: going on" % timeout)
                self.ready_to_run = True
                break
            self.process_internal_commands()
            time.sleep(0.02)

    return wait_for_ready_to_run
