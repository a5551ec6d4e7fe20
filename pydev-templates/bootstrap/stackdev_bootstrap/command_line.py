"""What this process is, by its command line."""

import os
import re
import sys

_WITH_VALUE = ("-W", "-X", "-Q", "--check-hash-based-pycs")
# Servants of the multiprocessing module: nobody's breakpoint is in them.
_HELPERS = ("multiprocessing.resource_tracker", "multiprocessing.semaphore_tracker", "multiprocessing.forkserver")


def words():
    """The whole command line, interpreter and its options included; without them if the system keeps them back."""
    if hasattr(sys, "orig_argv"):
        return list(sys.orig_argv)
    try:
        with open("/proc/self/cmdline", "rb") as file:
            return file.read().decode("utf-8", "replace").split("\0")[:-1]
    except (IOError, OSError):
        return [sys.executable or "python"] + list(getattr(sys, "argv", []))


def program(command):
    """("-m", module), ("-c", code) or ("", script); ("", "") for none."""
    rest = list(command[1:])
    while rest:
        word = rest.pop(0)
        if word in ("-m", "-c"):
            return word, rest[0] if rest else ""
        if word[:2] in ("-m", "-c"):
            return word[:2], word[2:]
        if word in _WITH_VALUE:
            del rest[:1]
        elif not word.startswith("-") and os.path.basename(word) != "stackdev_run.py":
            return "", word
    return "", ""


def is_helper(command):
    kind, name = program(command)
    return kind == "-c" and any("from %s import main" % helper in name for helper in _HELPERS)


def is_debuggers_own(command):
    """A debug adapter or launcher."""
    kind, name = program(command)
    if kind == "-m":
        return name.split(".")[0] in ("debugpy", "ptvsd")
    parts = name.replace("\\", "/").rstrip("/").split("/")
    return kind == "" and (parts[-1] == "debugpy" or parts[-2:] in (["debugpy", "adapter"], ["debugpy", "launcher"]))


def matches(command, pattern):
    return pattern is None or re.search(pattern, " ".join(command)) is not None
