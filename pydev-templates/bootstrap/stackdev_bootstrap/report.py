"""What we say: single lines on the program's standard error."""

import os

# Anonymous shared memory, made before the first fork: all workers of a service can tell that one of them has
# said something already. Its value is the number of processes that have.
_shared = []


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
    if _shared:
        if _shared[0][0:1] == b"1":
            return
        _shared[0][0:1] = b"1"
    say(message)


def forget_said():
    if _shared:
        _shared[0][0:1] = b"0"
