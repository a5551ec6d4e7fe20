"""Runs a script or module with the bootstrap on, without touching PYTHONPATH.

    python stackdev_run.py SCRIPT ARGS...
    python stackdev_run.py -m MODULE ARGS...

For PyDev's "VM arguments", where a PYTHONPATH of our own would replace the project's: given last there, it
gets the program as its arguments, in Debug the IDE's own pydevd.py. The program finds itself in __main__,
with its own sys.argv and sys.path[0].
"""

import os
import sys


def _install():
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path.insert(0, here)
    try:
        import stackdev_bootstrap

        stackdev_bootstrap.install()
    except Exception as error:  # whatever it is, it must not stop the program
        sys.stderr.write("stackdev[%d]: not installed: %r\n" % (os.getpid(), error))
    finally:
        sys.path.remove(here)


def _set_first_path(entry):
    """What Python puts first for a program: unless it was told to put nothing there."""
    if not (getattr(sys.flags, "safe_path", False) or getattr(sys.flags, "isolated", False)):
        sys.path[0] = entry


def _run_script(path):
    """Like `python path`, in the module __main__ that is already there."""
    if os.path.isdir(path) or not _is_source(path):
        import runpy

        sys.path.pop(0)
        return runpy.run_path(path, run_name="__main__")
    _set_first_path(os.path.dirname(os.path.realpath(path)))
    with open(path, "rb") as source:
        code = compile(source.read(), path, "exec", 0, True)
    space = sys.modules["__main__"].__dict__
    for name in [name for name in space if not name.startswith("__")]:
        del space[name]
    space["__file__"] = path
    space["__doc__"] = None
    if "__cached__" in space:
        space["__cached__"] = None
    exec(code, space)


def _is_source(path):
    """False for what only runpy can run: a zip archive, byte code."""
    with open(path, "rb") as program:
        return b"\0" not in program.read(512)


def _run_module(name):
    import runpy

    _set_first_path(os.getcwd())
    runpy.run_module(name, run_name="__main__", alter_sys=True)


def _main():
    arguments = sys.argv[1:]
    if not arguments or arguments == ["-m"]:
        sys.exit("usage: python stackdev_run.py SCRIPT|-m MODULE [ARGS...]")
    if os.environ.get("STACKDEV_DEBUG"):
        _install()
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        return _run_module(arguments[1])
    sys.argv = arguments
    return _run_script(arguments[0])


if __name__ == "__main__":
    _main()
