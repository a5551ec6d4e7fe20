#!/usr/bin/python3
"""Measures stackdev-lsp, beside clangd-14 and pylsp where they are installed, in one run.

    tests/bench/lsp.py [FOLDER-OF-REPOSITORIES]

Start: from spawn to the answer of initialize, and the processor time of the whole life until then; servers take turns.
Memory: idle, each repository of the folder a workspace folder. Edits: from didChange to the diagnostics, which the
edits keep as they are, in a real file of at least 10,000 lines; and with a bracket open in its midst.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/support"))
from lsp_client import Client, frame, server_program  # noqa: E402

ROUNDS = 15
EDITS = 300
LINES = 10_000
REQUESTS = 10_000
CLIENTS = 200
UNREAD_SECONDS = 5
LARGE = 100 << 20


class Server(Client):
    """Any server on standard streams."""

    def __init__(self, command: list[str]):
        self.buffer, self.last_id, self.received, self.answers, self.socket = b"", 0, [], {}, None
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, bufsize=0)
        self.input, self.output = self.process.stdin.fileno(), self.process.stdout.fileno()

    def read(self, limit: float = 30) -> dict:
        while True:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if found:
                length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n")
                              if line.lower().startswith(b"content-length"))
                if len(rest) >= length:
                    self.buffer = rest[length:]
                    return json.loads(rest[:length])
            self.buffer += self.read_some(limit)

    def ended_processor_seconds(self) -> float:
        """Ends it; the processor time of its whole life."""
        self.process.kill()
        _, self.process.returncode, usage = os.wait4(self.process.pid, 0)
        return usage.ru_utime + usage.ru_stime


def servers() -> dict[str, list[str]]:
    found = {"stackdev-lsp": [server_program()]}
    for name, program in (("clangd-14", shutil.which("clangd-14")), ("pylsp", os.environ.get("PYLSP") or shutil.which("pylsp"))):
        if program:
            found[name] = [program]
    return found


def starts(all_servers: dict[str, list[str]]) -> None:
    wall: dict[str, list[float]] = {name: [] for name in all_servers}
    processor: dict[str, list[float]] = {name: [] for name in all_servers}
    for _ in range(ROUNDS):
        for name, command in all_servers.items():
            begin = time.perf_counter()
            with Server(command) as server:
                server.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, 60)
                wall[name].append(time.perf_counter() - begin)
                processor[name].append(server.ended_processor_seconds())
    for name in all_servers:
        print(f"{name:14} start: {statistics.median(wall[name]) * 1000:8.1f} ms median, {min(wall[name]) * 1000:8.1f} least; "
              f"processor {statistics.median(processor[name]) * 1000:7.1f} ms")
    if "clangd-14" in wall:
        for what, times in (("start", wall), ("processor", processor)):
            ratio = statistics.median(times["stackdev-lsp"]) / statistics.median(times["clangd-14"])
            print(f"{'':14} {what}: {ratio:.2f} of clangd's")


def memory(all_servers: dict[str, list[str]], folders: list[Path]) -> None:
    for name, command in all_servers.items():
        with Server(command) as server:
            server.request("initialize", {"processId": None, "rootUri": folders[0].as_uri(), "capabilities": {}, "workspaceFolders": [
                {"uri": folder.as_uri(), "name": folder.name} for folder in folders]}, 60)
            server.notify("initialized", {})
            time.sleep(1)
            print(f"{name:14} idle with {len(folders)} folders: {server.memory() / 2**20:6.1f} MiB")


def text_of(folders: list[Path], lines: int) -> str:
    """The smallest real Python file of so many lines, patched at its start; made up where the folders have none."""
    sources = sorted((file for folder in folders for file in folder.glob("*/**/*.py")), key=lambda file: file.stat().st_size)
    texts = (file.read_text(errors="replace") for file in sources if file.stat().st_size > lines * 10)
    found = next((text for text in texts if text.count("\n") >= lines), None)
    return "import eventlet\neventlet.monkey_patch()\n" + (found or "def f(a):\n    return a\n\n\n" * (lines // 4))


def edits(folders: list[Path], folder: Path) -> None:
    whole = text_of(folders, LINES)
    top = [line for line, text in enumerate(whole.split("\n")) if text.startswith(("def ", "class "))]
    middle = min(top, key=lambda line: abs(line - LINES // 2))
    lines = whole.split("\n")
    open_bracket = "\n".join([*lines[:middle], "call(1, [", *lines[middle:]])
    for what, text in (("", whole), (", a bracket open", open_bracket)):
        with Client() as client:
            client.initialize(folder)
            uri = (folder / "a.py").as_uri()
            client.open(uri, text)
            client.notification("textDocument/publishDiagnostics")
            times = []
            for i in range(EDITS):
                line = 1000 + i * 20
                begin = time.perf_counter()
                client.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": i + 2}, "contentChanges": [{
                    "range": {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 0}}, "text": "# x\n"}]})
                found = client.notification("textDocument/publishDiagnostics")["params"]["diagnostics"]
                times.append(time.perf_counter() - begin)
                assert [one["code"] for one in found] == ["unsafe-monkey-patch"], found
            print(f"{'stackdev-lsp':14} didChange to diagnostics, {text.count(chr(10))} lines, {len(text) // 1024} KiB{what}: "
                  f"{statistics.median(times) * 1000:.2f} ms median, {max(times) * 1000:.1f} most")


def pipelined(folder: Path) -> None:
    with Client() as client:
        client.initialize(folder)
        uri = (folder / "a.py").as_uri()
        client.open(uri, "import eventlet\neventlet.monkey_patch()\n")
        data = b"".join(frame({"jsonrpc": "2.0", "id": 1000 + i, "method": "textDocument/hover", "params": {
            "textDocument": {"uri": uri}, "position": {"line": 1, "character": 3}}}) for i in range(REQUESTS))
        writer = threading.Thread(target=client.write, args=(data,))
        begin = time.perf_counter()
        writer.start()
        received = b""
        while received.count(b"Content-Length") < REQUESTS:
            received += client.read_some(30)
        print(f"{'stackdev-lsp':14} {REQUESTS} hovers at once: {time.perf_counter() - begin:.2f} s")
        writer.join()


def many_clients(folder: Path) -> None:
    path = folder / "socket"
    with subprocess.Popen([server_program(), "--socket", str(path)]) as server:
        while not path.exists():
            time.sleep(0.01)
        begin = time.perf_counter()
        clients = [Client(path=path) for _ in range(CLIENTS)]
        for client in clients:
            client.initialize(folder)
            client.open((folder / "a.py").as_uri(), "import eventlet\neventlet.monkey_patch()\n")
        for client in clients:
            client.notification("textDocument/publishDiagnostics")
        seconds = time.perf_counter() - begin
        pages = int(Path(f"/proc/{server.pid}/statm").read_text().split()[1])
        print(f"{'stackdev-lsp':14} {CLIENTS} clients with a document each: {seconds:.2f} s, "
              f"{pages * os.sysconf('SC_PAGE_SIZE') / 2**20:.1f} MiB")
        server.terminate()


def never_reading(folder: Path) -> None:
    with Client() as client:
        client.initialize(folder)
        uri = (folder / "a.py").as_uri()
        client.open(uri, "import eventlet\neventlet.monkey_patch()\n" * 200)
        data = frame({"jsonrpc": "2.0", "id": 1, "method": "textDocument/codeLens",
                      "params": {"textDocument": {"uri": uri}}}) * 100
        os.set_blocking(client.input, False)
        sent, end = 0, time.monotonic() + UNREAD_SECONDS
        while time.monotonic() < end:
            try:
                sent += os.write(client.input, data[sent % len(data):])
            except BlockingIOError:
                time.sleep(0.01)
        print(f"{'stackdev-lsp':14} a client that never reads, {UNREAD_SECONDS} s: took {sent // 1024} KiB of it, "
              f"{client.memory() / 2**20:.1f} MiB")


def large_document(folder: Path) -> None:
    with Client() as client:
        client.initialize(folder)
        text = "x = 1\n" * (LARGE // 6)
        begin = time.perf_counter()
        client.open((folder / "a.py").as_uri(), text)
        said = client.notification("window/showMessage", 60)["params"]["message"]
        assert "result" in client.request("stackdev/scan", {"uris": []})
        peak = int(Path(f"/proc/{client.process.pid}/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
        print(f"{'stackdev-lsp':14} a document of {LARGE >> 20} MiB: {time.perf_counter() - begin:.2f} s, at most {peak:.1f} MiB; "
              f"it says: {said}")


def main() -> None:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else TOP).resolve()
    folders = sorted(folder for folder in root.iterdir() if (folder / ".git").exists()) or [root]
    all_servers = servers()
    starts(all_servers)
    memory(all_servers, folders)
    with tempfile.TemporaryDirectory() as folder:
        edits(folders, Path(folder))
        pipelined(Path(folder))
        many_clients(Path(folder))
        never_reading(Path(folder))
        large_document(Path(folder))


if __name__ == "__main__":
    main()
