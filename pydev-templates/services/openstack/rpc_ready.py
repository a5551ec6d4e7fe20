"""Succeeds when a service takes what others ask of it by the broker: rpc_ready.py CONFIGURATION QUEUE
Its process alone tells nothing: it is there seconds before, and also where it never gets so far."""

import configparser
import os
import socket
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import broker  # noqa: E402


def configuration(file):
    """The settings of oslo.config's [DEFAULT]."""
    known = configparser.RawConfigParser({"host": socket.gethostname()}, strict=False, allow_no_value=True)
    known.read(file)
    return known["DEFAULT"]


def listens(file, queue):
    """Also where nobody can tell: a broker that is asked by TLS."""
    try:
        return broker.consumers(configuration(file)["transport_url"], queue) != 0
    except OSError as error:
        print(error)
        return False


def main():
    sys.exit(0 if listens(*sys.argv[1:3]) else 1)


if __name__ == "__main__":
    main()
