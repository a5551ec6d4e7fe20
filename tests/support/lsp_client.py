"""A client of stackdev-lsp that says exactly what a test wants said, well-formed or not."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


def server_program() -> str:
    """Beside STACKDEV, the program that the tests of a run are for; else the release's."""
    named = os.environ.get("STACKDEV")
    return str(Path(named).parent / "stackdev-lsp" if named else TOP / "build/release/bin/stackdev-lsp")


def frame(message) -> bytes:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


class Silence(Exception):
    """Nothing came within the time."""


class Ended(Exception):
    """The server has closed its output."""


def wait_for_server(path: Path) -> None:
    """Until it listens: the socket is there a little before."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as one:
            return one.connect(str(path))
        time.sleep(0.01)


class Client:
    """Over the standard streams of a server of its own, or over a UNIX socket."""

    def __init__(self, *arguments: str, path: Path | None = None, cwd: Path | None = None, env: dict | None = None):
        self.buffer = b""
        self.last_id = 0
        self.received: list[dict] = []  # what came while an answer was waited for
        self.answers = {"workspace/applyEdit": {"applied": True}, "workspace/configuration": [None]}
        self.process = self.socket = None
        if path is not None:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.connect(str(path))
            self.input = self.output = self.socket.fileno()
            return
        self.process = subprocess.Popen(
            [server_program(), *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            bufsize=0, cwd=cwd, env={**os.environ, **(env or {})})
        self.input, self.output = self.process.stdin.fileno(), self.process.stdout.fileno()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_) -> None:
        if self.socket:
            self.socket.close()
        else:
            self.process.kill()
            self.process.communicate()

    def write(self, data: bytes) -> None:
        """Whatever the bytes; a server that has ended does not mind."""
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self.input, view[:65536]):]
        except BrokenPipeError:
            pass

    def send(self, message) -> None:
        self.write(frame(message))

    def notify(self, method: str, params=None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, **({} if params is None else {"params": params})})

    def post(self, method: str, params=None) -> int:
        """A request whose answer is read later."""
        self.last_id += 1
        self.send({"jsonrpc": "2.0", "id": self.last_id, "method": method,
                   **({} if params is None else {"params": params})})
        return self.last_id

    def request(self, method: str, params=None, limit: float = 10) -> dict:
        return self.answer(self.post(method, params), limit)

    def answer(self, wanted, limit: float = 10) -> dict:
        """The response to this id; requests of the server are answered on the way."""
        return self.wait_for(lambda m: "method" not in m and m.get("id") == wanted, limit)

    def notification(self, method: str, limit: float = 10) -> dict:
        return self.wait_for(lambda m: m.get("method") == method, limit)

    def wait_for(self, is_wanted, limit: float = 10) -> dict:
        for message in self.received:
            if is_wanted(message):
                self.received.remove(message)
                return message
        end = time.monotonic() + limit
        while True:
            message = self.read(end - time.monotonic())
            if is_wanted(message):
                return message
            if "method" in message and "id" in message:
                self.send({"jsonrpc": "2.0", "id": message["id"], "result": self.answers.get(message["method"])})
            self.received.append(message)

    def read(self, limit: float = 10) -> dict:
        """The next message. What is no frame in ASCII fails the test."""
        end = time.monotonic() + limit
        while True:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if found:
                name, _, length = head.partition(b":")
                assert name == b"Content-Length", self.buffer[:200]
                if len(rest) >= int(length):
                    body, self.buffer = rest[:int(length)], rest[int(length):]
                    return json.loads(body.decode("ascii"))
            self.buffer += self.read_some(end - time.monotonic())

    def read_some(self, limit: float) -> bytes:
        ready, _, _ = select.select([self.output], [], [], max(limit, 0))
        if not ready:
            raise Silence(f"nothing within {limit:.1f} s; so far {self.buffer[:200]!r}")
        data = os.read(self.output, 1 << 20)
        if not data:
            raise Ended
        return data

    def initialize(self, folder: Path | None = None, capabilities: dict | None = None, **more) -> dict:
        params = {"processId": os.getpid(), "rootUri": folder.as_uri() if folder else None,
                  "capabilities": capabilities or {}, **more}
        result = self.request("initialize", params)["result"]
        self.notify("initialized", {})
        return result

    def open(self, uri: str, text: str, language: str = "python", version: int = 1) -> None:
        self.notify("textDocument/didOpen", {
            "textDocument": {"uri": uri, "languageId": language, "version": version, "text": text}})

    def command(self, name: str, arguments: dict | None = None, limit: float = 60) -> dict:
        return self.request("workspace/executeCommand",
                            {"command": name, "arguments": [] if arguments is None else [arguments]}, limit)

    def end(self, limit: float = 5) -> int:
        """As the specification wants it; the exit status."""
        self.request("shutdown")
        self.notify("exit")
        return self.status(limit)

    def status(self, limit: float = 5) -> int:
        """The exit status of a server that ends by itself."""
        return self.process.wait(limit)

    def memory(self) -> int:
        """Bytes that the server's process has in memory."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))
