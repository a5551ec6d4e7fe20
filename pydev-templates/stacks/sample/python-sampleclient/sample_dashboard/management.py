"""The one command of manage.py: runserver [[HOST:]PORT]."""

import importlib
import os
import sys
from wsgiref.simple_server import make_server

from sample_dashboard.views import make_application


def execute_from_command_line(argv):
    if len(argv) < 2 or argv[1] != "runserver":
        sys.exit("usage: manage.py runserver [[HOST:]PORT] [--noreload]")
    address = next((word for word in argv[2:] if not word.startswith("-")), "127.0.0.1:8791")
    host, _, port = address.rpartition(":")
    settings = importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    server = make_server(host or "127.0.0.1", int(port), make_application(settings))
    print("Starting development server at http://%s:%d/" % server.server_address[:2], flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
