"""Where a debugger may be found."""

import glob
import os
import sys


def candidates(settings, package):
    """Folders from which `package` (pydevd or debugpy) could be imported, best first, each only once."""
    seen = []
    for folder in _folders(settings, package):
        folder = os.path.abspath(folder)
        if folder not in seen and _has(folder, package):
            seen.append(folder)
    return seen


def _folders(settings, package):
    if settings.folder:
        return [settings.folder]
    if package == "debugpy":
        return _libraries()
    # The IDE's own comes first: it understands the IDE best. PyDev names it in every launch.
    own = [os.environ.get("PYDEV_COMPLETER_PYTHONPATH") or os.devnull]
    found = _libraries()
    return own + found + [os.path.join(folder, "debugpy", "_vendored", "pydevd") for folder in found]


def _libraries():
    """The program's own path, the active virtual environment, what the interpreter was installed with."""
    folders = [entry or "." for entry in sys.path]
    version = "python%d.%d" % sys.version_info[:2]
    bases = [os.environ.get("VIRTUAL_ENV"), sys.prefix, getattr(sys, "base_prefix", getattr(sys, "real_prefix", None))]
    for base in bases:
        if base:
            folders += glob.glob(os.path.join(base, "lib*", version, "site-packages"))
            folders += glob.glob(os.path.join(base, "lib", "python%d" % sys.version_info[0], "dist-packages"))
    return folders


def _has(folder, package):
    if package == "pydevd":
        return os.path.isfile(os.path.join(folder, "pydevd.py")) and os.path.isdir(os.path.join(folder, "_pydevd_bundle"))
    return os.path.isfile(os.path.join(folder, package, "__init__.py"))
