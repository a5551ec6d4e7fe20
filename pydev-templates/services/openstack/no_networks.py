"""A network API of a stack that has no neutron: there are no networks, ports or security groups, and none can be
made. nova asks for them even of an instance without a network. no_networks.py PORT"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

COLLECTIONS = {"networks", "subnets", "ports", "security-groups", "security-group-rules", "floatingips", "extensions"}
MESSAGE = "This stack runs without neutron. Clone it, then: stackdev up"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def refuse(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.answer(404, {"NeutronError": {"type": "NotFound", "message": MESSAGE, "detail": ""}})

    def do_GET(self):
        path = urlsplit(self.path).path.strip("/")
        name = path.partition("/")[2] if path.startswith("v2.0/") else path
        if name in COLLECTIONS:
            self.answer(200, {name.replace("-", "_"): []})
        elif path == "":
            self.answer(200, {"versions": []})
        else:
            self.refuse()

    def do_POST(self):
        self.refuse()

    do_PUT = do_DELETE = do_POST

    def log_message(self, form, *values):
        print(form % values, flush=True)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self):  # HTTPServer's asks the DNS for the name of 127.0.0.1
        self.socket.setsockopt(1, 2, 1)  # SOL_SOCKET, SO_REUSEADDR
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = self.server_address


if __name__ == "__main__":
    Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
