"""Runs commands of a *-manage program one after the other: manage.py MODULE:FUNCTION WORDS --then WORDS --then ...
Importing such a program takes seconds and is done once: each command runs in a fork of what was imported. A
variable for all of them may come from a file: --variable NAME=FILE first, so that a password is in nobody's
arguments. A command's own first words --accept N: this exit status of it is well, too, as that of something that is
there already."""

import importlib
import os
import sys


def commands(words):
    """The lists of words between --then."""
    found = [[]]
    for word in words:
        if word == "--then":
            found.append([])
        else:
            found[-1].append(word)
    return found


def run(function, name, words):
    sys.argv = [name] + words
    print("$ " + " ".join(sys.argv), flush=True)
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            status = function() or 0
        except SystemExit as end:
            status = end.code or 0
            if not isinstance(status, int):
                print(status, file=sys.stderr)
                status = 1
        except BaseException:
            import traceback
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main():
    words = sys.argv[1:]
    while words[0] == "--variable":
        name, _, file = words[1].partition("=")
        with open(file) as secret:
            os.environ[name] = secret.read().strip()
        words = words[2:]
    target, name = words[0], words[1]
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [folder for folder in sys.path if folder != here]
    module, _, function = target.partition(":")
    function = getattr(importlib.import_module(module), function)
    for one in commands(words[2:]):
        accepted = {0}
        if one[:1] == ["--accept"]:
            accepted.add(int(one[1]))
            one = one[2:]
        status = run(function, name, one)
        if status not in accepted:
            sys.exit(status)


if __name__ == "__main__":
    main()
