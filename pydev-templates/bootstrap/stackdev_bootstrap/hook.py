"""Called by the lines that `stackdev hook on` puts into a source: the bootstrap without an environment variable.

STACKDEV_DEBUG, where it is set, says what to do all the same.
"""

import os
import sys

import stackdev_bootstrap


def start(host, port):
    """At the start of the program: attaches as the bootstrap does, workers or the process that serves."""
    os.environ.setdefault("STACKDEV_DEBUG", _address(host, port))
    stackdev_bootstrap.install()


def stop_here(host, port):
    """Attaches this process, if it is not attached yet, and stops it in the caller's next line."""
    start(host, port)
    process = stackdev_bootstrap._process()
    if process.is_wanted() and process.attached_pid != os.getpid():
        process.attach()
    if process.debugger is not None and process.debugger.session_pid == os.getpid():
        process.debugger.pydevd.settrace(
            host, port=port, suspend=True, stop_at_frame=sys._getframe(1), notify_stdin=False, patch_multiprocessing=False
        )


def _address(host, port):
    return "%s:%d" % ("[%s]" % host if ":" in host else host, port)
