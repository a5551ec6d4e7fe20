"""The life of this process as far as attaching goes: what happens, and what follows from it."""

import os
import sys

from stackdev_bootstrap import command_line, report

_current = []


def current(settings):
    if not _current:
        _current.append(Process(settings))
    return _current[0]


class Process(object):
    def __init__(self, settings):
        self.settings = settings
        self.has_forked = False
        self.debugger = None  # set by load()
        self.attached_pid = None  # the process that has tried to attach, well or not
        self._loaded = False
        self._loading = False
        self._aside = False
        self._wanted = None

    def stand_aside(self):
        """Another debugger's first package has been imported: that one does all the work in this process.

        It only needs what ours has, copies of its own of the modules that eventlet and gevent patch. Python
        programs that it starts in turn may not find us; they get pydevd's own way to such copies, unless gevent
        is not there: pydevd would print a traceback about that.
        """
        if self._loading or self._loaded:
            return
        self._aside = True
        from stackdev_bootstrap import isolation

        isolation.import_saved_modules()
        if isolation.can_import("gevent"):
            os.environ.setdefault("GEVENT_SUPPORT", "True")

    def is_wanted(self):
        """Whether this process is one to attach to, now or later."""
        if self._aside:
            return False
        if self._wanted is None:
            try:
                command = command_line.words()
                self._wanted = not command_line.is_debuggers_own(command) and command_line.matches(
                    command, self.settings.match
                )
            except Exception as error:  # a broken regular expression
                self._wanted = False
                report.say("STACKDEV_DEBUG_MATCH: %s: running without a debugger" % error)
        return self._wanted

    def start(self):
        """STACKDEV_DEBUG_ATTACH=all, at the start of the program."""
        _hand_down()
        if self.is_wanted() and not command_line.is_helper(command_line.words()):
            self.attach()

    def threading_was_copied(self):
        """eventlet has been imported after attaching: its pool's threads come from a copy of its own."""
        if self.debugger is not None and self.debugger.session_pid == os.getpid():
            self.debugger.threading_was_copied()

    def serving(self):
        """The program is about to accept connections, or waits for work."""
        if self.is_wanted() and not command_line.is_helper(command_line.words()):
            if self.attached_pid != os.getpid():
                self.attach()
            elif self.debugger is not None:
                self.debugger.resume_tracing()

    def before_fork(self):
        if not self.is_wanted() or _will_exec(sys._getframe()):
            return
        report.share()
        if self.load() and self.settings.backend == "debugpy" and self.attached_pid != os.getpid():
            # A debug adapter takes a second process only if it is a child of one that it has.
            self.attach()
            if self.debugger is not None:
                self.debugger.pause_tracing()

    def in_parent(self):
        if not self.has_forked and not _will_exec(sys._getframe()):
            self.has_forked = True

    def in_child(self):
        if self.is_wanted() and not _will_exec(sys._getframe()):
            self.has_forked = False
            self.attach()

    def load(self):
        """Imports the debugger, once. False if there is none to be had."""
        if not self._loaded:
            self._loading = True
            try:
                from stackdev_bootstrap import debugger

                self.debugger = debugger.load(self.settings)
                if hasattr(os, "register_at_fork"):
                    os.register_at_fork(after_in_child=self.in_child)
            except Exception as error:
                report.say_once("%s: running without a debugger" % error)
            self._loaded = True
            self._loading = False
        return self.debugger is not None

    def attach(self):
        """Never raises: the program goes on, with or without a debugger."""
        self.attached_pid = os.getpid()
        try:
            if self.load():
                self.debugger.attach()
        except (Exception, SystemExit) as error:
            report.say("attaching failed (%r): running without a debugger" % error)


def _will_exec(frame):
    """Whether this fork only prepares another program, which we have no business in."""
    while frame is not None:
        code = frame.f_code
        file = os.path.basename(code.co_filename)
        if (code.co_name, file) in (
            ("_execute_child", "subprocess.py"),
            ("_spawnvef", "os.py"),
            ("spawn", "pty.py"),
        ):
            return True
        frame = frame.f_back
    return False


def _hand_down():
    """Python programs that we start find the bootstrap too, even if we came by stackdev_run.py."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    path = os.environ.get("PYTHONPATH")
    entries = path.split(os.pathsep) if path else []
    if here not in [os.path.abspath(entry) for entry in entries]:
        os.environ["PYTHONPATH"] = os.pathsep.join([here] + entries)
