"""The command `sampleclient`."""

import argparse
import sys

import samplelib
from sampleclient.client import Client, ServiceError


def main(argv=None):
    parser = argparse.ArgumentParser(prog="sampleclient", description="Asks sample-service for a greeting.")
    parser.add_argument("--url", default="http://127.0.0.1:8790")
    parser.add_argument("--language", default="en", choices=samplelib.languages())
    parser.add_argument("name", nargs="?", default="")
    args = parser.parse_args(argv)
    try:
        print(Client(args.url).hello(args.name, args.language))
    except ServiceError as error:
        sys.exit("sampleclient: %s" % error)


if __name__ == "__main__":
    main()
