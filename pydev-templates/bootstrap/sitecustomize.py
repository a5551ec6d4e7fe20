"""Found by Python's site module when this folder is on PYTHONPATH.

Switches the bootstrap on if STACKDEV_DEBUG is set, then runs the sitecustomize that this one hides (a
distribution's, a virtual environment's, an IDE's). Unset, it does only the latter.
"""

import os
import sys


def _load_shadowed():
    """Imports the next sitecustomize on sys.path, under its own name, as site would have done."""
    here = os.path.dirname(os.path.abspath(__file__))
    mine = [(i, entry) for i, entry in enumerate(sys.path) if os.path.abspath(entry or ".") == here]
    this = sys.modules.pop("sitecustomize", None)
    for _, entry in mine:
        sys.path.remove(entry)
    try:
        __import__("sitecustomize")
    except ImportError as error:
        # Only its absence is ours to hide; whatever else it raises, site reports as it always does.
        if getattr(error, "name", None) != "sitecustomize" and str(error) != "No module named sitecustomize":
            raise
        sys.modules["sitecustomize"] = this
    finally:
        # Not a saved copy of sys.path: extending that is what a sitecustomize is for.
        for i, entry in mine:
            sys.path.insert(i, entry)


if os.environ.get("STACKDEV_DEBUG"):
    try:
        import stackdev_bootstrap

        stackdev_bootstrap.install()
    except Exception as error:  # whatever it is, it must not stop the program
        sys.stderr.write("stackdev[%d]: not installed: %r\n" % (os.getpid(), error))
_load_shadowed()
