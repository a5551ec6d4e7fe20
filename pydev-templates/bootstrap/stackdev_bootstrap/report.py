"""What we say: single lines on the program's standard error."""

import fcntl
import os

# Anonymous shared memory, made before the first fork: b"1" once a worker has said what one of them has to say.
_shared = []
_lock = os.path.abspath(__file__)  # before the program can go elsewhere


def say(message):
    line = "stackdev[%d]: %s\n" % (os.getpid(), " ".join(str(message).split()))
    try:
        os.write(2, line.encode("utf-8", "replace"))  # sys.stderr may be green, or none
    except OSError:
        pass


def share():
    """To be called before forking."""
    if not _shared:
        import mmap

        _shared.append(mmap.mmap(-1, 1))


def say_once(message):
    """Once for the whole family of forked processes, until forget_said()."""
    if not _shared or _is_first():
        say(message)


def forget_said():
    if _shared:
        _shared[0][0:1] = b"0"


def _is_first():
    """Workers that are forked together fail at the same moment: only a lock tells them apart."""
    try:
        lock = os.open(_lock, os.O_RDONLY)
    except OSError:  # a changed root, or no descriptor left
        return _claim()
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _claim()
    except (IOError, OSError):  # a file system without locks
        return _claim()
    finally:
        os.close(lock)


def _claim():
    first = _shared[0][0:1] != b"1"
    _shared[0][0:1] = b"1"
    return first
