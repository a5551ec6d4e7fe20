"""Where code runs from, if that is not where its breakpoints are set.

An installed service runs a copy of the project that is open in the IDE: a breakpoint in the project would never be
hit, and nothing would say so. STACKDEV_DEBUG_SOURCES has the projects' source folders, in PyDev's launches
IDE_PROJECT_ROOTS does; a package in one of them that is imported from somewhere else is mapped to there.
"""

import os
import sys


def mappings(environ):
    """[(package as the IDE has it, package that runs)]"""
    text = environ.get("STACKDEV_DEBUG_SOURCES") or environ.get("IDE_PROJECT_ROOTS") or ""
    folders = [os.path.realpath(folder) for folder in text.split(os.pathsep) if os.path.isabs(folder)]
    found = []
    for folder in folders:
        for name in _packages(folder):
            running = _folder_of(name)
            if running and not any(_is_below(running, other) for other in folders):
                found.append((os.path.join(folder, name), running))
    return found


def _packages(folder):
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [name for name in names if os.path.isfile(os.path.join(folder, name, "__init__.py"))]


def _folder_of(name):
    """From where the package has been imported, or would be."""
    module = sys.modules.get(name)
    file = getattr(module, "__file__", None) if module is not None else _to_be_imported(name)
    if not file or not os.path.basename(file).startswith("__init__."):
        return None
    return os.path.realpath(os.path.dirname(file))


def _to_be_imported(name):
    try:
        from importlib.machinery import PathFinder
    except ImportError:  # Python 2: only what is there already
        return None
    spec = PathFinder.find_spec(name)
    return spec.origin if spec is not None else None


def _is_below(path, folder):
    return (path + os.sep).startswith(folder.rstrip(os.sep) + os.sep)
