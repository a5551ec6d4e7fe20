"""Serves a WSGI application on 127.0.0.1, a thread for each request, no green threads:
serve_wsgi.py MODULE:FUNCTION [--port N] [-- ARGUMENTS of the application's own]"""

import importlib
import os
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128

    def server_bind(self):  # WSGIServer's asks the DNS for the name of 127.0.0.1
        self.socket.setsockopt(1, 2, 1)  # SOL_SOCKET, SO_REUSEADDR
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address[:2]
        self.setup_environ()


class Handler(WSGIRequestHandler):
    def address_string(self):
        return self.client_address[0]


def main():
    module, _, function = sys.argv[1].partition(":")
    port = 8000
    rest = sys.argv[2:]
    if rest[:1] == ["--port"]:
        port, rest = int(rest[1]), rest[2:]
    if rest[:1] == ["--"]:
        rest = rest[1:]
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [folder for folder in sys.path if folder != here]
    sys.argv = [function] + rest
    application = getattr(importlib.import_module(module), function)()
    server = make_server("127.0.0.1", port, application, Server, Handler)
    print("serving on http://127.0.0.1:%d/" % port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
