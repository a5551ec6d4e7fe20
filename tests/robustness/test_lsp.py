"""Hostile clients of stackdev-lsp: each case is answered as the specification says, or the connection ends within a
second with a line in the log. Never a crash, a hang or silence."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from lsp_client import Client, Ended, Silence, frame, server_program, wait_for_server  # noqa: E402

LIMIT = 1.0
PARSE, INVALID, METHOD, PARAMS = -32700, -32600, -32601, -32602
NOT_INITIALIZED, CANCELLED = -32002, -32800

UNSAFE = "import eventlet\neventlet.monkey_patch()\n"


@pytest.fixture
def client(tmp_path):
    with Client(cwd=tmp_path) as one:
        one.folder = tmp_path
        one.initialize(tmp_path)
        yield one


def is_alive(client: Client) -> bool:
    return "result" in client.request("stackdev/scan", {"uris": []}, LIMIT * 5)


def ends_logged(client: Client) -> None:
    """Ends by itself, without a signal, and has said why."""
    assert client.status(LIMIT) == 1
    assert b"error" in client.process.stderr.read()


def close_input(client: Client) -> None:
    client.process.stdin.close()
    client.process.stdin = None


FRAMES = {
    "giant": b"Content-Length: 99999999999999999999\r\n\r\n{}",
    "64 bits": b"Content-Length: 18446744073709551615\r\n\r\n{}",
    "two gigabytes": b"Content-Length: 2147483648\r\n\r\n{}",
    "negative": b"Content-Length: -5\r\n\r\n{}",
    "sign": b"Content-Length: +5\r\n\r\n{}   ",
    "missing": b"Content-Type: text\r\n\r\n{}",
    "empty header": b"\r\n\r\n{}",
    "empty number": b"Content-Length: \r\n\r\n{}",
    "no number": b"Content-Length: abc\r\n\r\n{}",
    "hexadecimal": b"Content-Length: 0x10\r\n\r\n{}",
    "fraction": b"Content-Length: 2.0\r\n\r\n{}",
    "two numbers": b"Content-Length: 2 2\r\n\r\n{}",
    "duplicate": b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
    "same twice": b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    "newline only": b"Content-Length: 2\n\n{}",
    "carriage return only": b"Content-Length: 2\r\r{}",
    "no header": b'{"jsonrpc":"2.0","id":1,"method":"shutdown"}',
    "words": b"hello world\r\n\r\n",
    "http": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "header without colon": b"Content-Length\r\n\r\n",
    "name with blank": b"Content Length: 2\r\n\r\n{}",
    "null bytes": b"\0" * 100,
    "binary": bytes(range(256)) * 4,
    "endless name": b"A" * 9000,
    "endless value": b"Content-Length: " + b"1" * 9000,
    "ten megabytes": b"X-Header: " + b"a" * (10 << 20),
    "many headers": b"X-Header: a\r\n" * 10000,
}


@pytest.mark.parametrize("case", FRAMES)
def test_a_broken_frame_ends_the_connection(client, case):
    client.write(FRAMES[case])
    ends_logged(client)


BODIES = {
    "empty": (b"", PARSE),
    "no JSON": (b"hello", PARSE),
    "cut": (b'{"jsonrpc":"2.0","id":7,"meth', PARSE),
    "two values": (b"{}{}", PARSE),
    "NaN": (b'{"jsonrpc":"2.0","id":NaN,"method":"shutdown"}', PARSE),
    "Infinity": (b'{"jsonrpc":"2.0","id":7,"method":"m","params":{"a":Infinity}}', PARSE),
    "comment": (b'/* a */{"jsonrpc":"2.0","id":7,"method":"shutdown"}', PARSE),
    "trailing comma": (b'{"jsonrpc":"2.0","id":7,"method":"shutdown",}', PARSE),
    "single quotes": (b"{'jsonrpc':'2.0'}", PARSE),
    "byte order mark": (b'\xef\xbb\xbf{"jsonrpc":"2.0","id":7,"method":"shutdown"}', PARSE),
    "UTF-16": ('{"jsonrpc":"2.0","id":7,"method":"shutdown"}'.encode("utf-16"), PARSE),
    "invalid UTF-8": (b'{"jsonrpc":"2.0","id":7,"method":"\xff\xfe"}', PARSE),
    "overlong UTF-8": (b'{"jsonrpc":"2.0","id":7,"method":"\xc0\xaf"}', PARSE),
    "surrogates in UTF-8": (b'{"jsonrpc":"2.0","id":7,"method":"\xed\xa0\x80"}', PARSE),
    "control character": (b'{"jsonrpc":"2.0","id":7,"method":"\x01"}', PARSE),
    "five million brackets": (b"[" * 5_000_000, PARSE),
    "five million objects": (b'{"a":' * 5_000_000, PARSE),
    "100 levels": (b'{"jsonrpc":"2.0","id":7,"method":"m","params":' + b"[" * 100 + b"]" * 100 + b"}", PARSE),
    "batch": (b'[{"jsonrpc":"2.0","id":7,"method":"shutdown"}]', INVALID),
    "empty batch": (b"[]", INVALID),
    "number": (b"42", INVALID),
    "string": (b'"hello"', INVALID),
    "null": (b"null", INVALID),
    "nothing in it": (b"{}", INVALID),
    "no version": (b'{"id":7,"method":"shutdown"}', INVALID),
    "version 1.0": (b'{"jsonrpc":"1.0","id":7,"method":"shutdown"}', INVALID),
    "version 2.0 as a number": (b'{"jsonrpc":2.0,"id":7,"method":"shutdown"}', INVALID),
    "id null": (b'{"jsonrpc":"2.0","id":null,"method":"shutdown"}', INVALID),
    "id fraction": (b'{"jsonrpc":"2.0","id":1.5,"method":"shutdown"}', INVALID),
    "id boolean": (b'{"jsonrpc":"2.0","id":true,"method":"shutdown"}', INVALID),
    "id array": (b'{"jsonrpc":"2.0","id":[1],"method":"shutdown"}', INVALID),
    "id object": (b'{"jsonrpc":"2.0","id":{},"method":"shutdown"}', INVALID),
    "method number": (b'{"jsonrpc":"2.0","id":7,"method":5}', INVALID),
    "method null": (b'{"jsonrpc":"2.0","id":7,"method":null}', INVALID),
    "no method": (b'{"jsonrpc":"2.0","id":7}', INVALID),
    "params string": (b'{"jsonrpc":"2.0","id":7,"method":"stackdev/scan","params":"x"}', PARAMS),
    "params number": (b'{"jsonrpc":"2.0","id":7,"method":"stackdev/scan","params":5}', PARAMS),
    "params array": (b'{"jsonrpc":"2.0","id":7,"method":"stackdev/scan","params":[1]}', PARAMS),
    "unknown method": (b'{"jsonrpc":"2.0","id":7,"method":"nothing/atAll"}', METHOD),
    "unknown with $": (b'{"jsonrpc":"2.0","id":7,"method":"$/nothing"}', METHOD),
    "empty method": (b'{"jsonrpc":"2.0","id":7,"method":""}', METHOD),
    "initialize again": (b'{"jsonrpc":"2.0","id":7,"method":"initialize","params":{"capabilities":{}}}', INVALID),
}


@pytest.mark.parametrize("case", BODIES)
def test_a_bad_body_is_answered_and_the_connection_goes_on(client, case):
    body, code = BODIES[case]
    client.write(frame(body))
    answer = client.wait_for(lambda m: "error" in m, LIMIT)
    assert answer["error"]["code"] == code
    assert answer["id"] in (7, None) and is_alive(client)


IGNORED = {
    "answer to nothing": {"jsonrpc": "2.0", "id": 4711, "result": None},
    "error to nothing": {"jsonrpc": "2.0", "id": "x", "error": {"code": 1, "message": "m"}},
    "answer without id": {"jsonrpc": "2.0", "result": 1},
    "error of a wrong shape": {"jsonrpc": "2.0", "id": 1, "error": 5},
    "unknown notification": {"jsonrpc": "2.0", "method": "nothing/atAll"},
    "notification with params string": {"jsonrpc": "2.0", "method": "initialized", "params": "x"},
    "cancel of nothing": {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 4711}},
    "cancel without id": {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {}},
    "cancel of an object": {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": {}}},
    "cancel without params": {"jsonrpc": "2.0", "method": "$/cancelRequest"},
    "progress cancel": {"jsonrpc": "2.0", "method": "window/workDoneProgress/cancel", "params": {"token": "x"}},
    "change of what is not open": {"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {
        "textDocument": {"uri": "file:///x.py", "version": 1}, "contentChanges": [{"text": "x"}]}},
    "close of what is not open": {"jsonrpc": "2.0", "method": "textDocument/didClose",
                                  "params": {"textDocument": {"uri": "file:///x.py"}}},
}


@pytest.mark.parametrize("case", IGNORED)
def test_what_needs_no_answer_gets_none(client, case):
    client.send(IGNORED[case])
    assert is_alive(client)
    assert not [m for m in client.received if "error" in m]


def test_the_life_cycle_is_kept(tmp_path):
    with Client(cwd=tmp_path) as client:
        assert client.request("shutdown")["error"]["code"] == NOT_INITIALIZED
        assert client.request("textDocument/hover", {})["error"]["code"] == NOT_INITIALIZED
        client.open("file:///a.py", UNSAFE)  # dropped
        client.initialize()
        assert client.request("initialize", {"capabilities": {}})["error"]["code"] == INVALID
        assert client.request("shutdown")["result"] is None
        assert client.request("textDocument/hover", {})["error"]["code"] == INVALID
        assert client.request("shutdown")["error"]["code"] == INVALID
        client.notify("exit")
        assert client.status(LIMIT) == 0


def test_the_start_is_not_kept_waiting_by_libgit2(client):
    """It and what it brings take longer to load than all the rest; who first asks about a repository pays for it."""
    maps = Path(f"/proc/{client.process.pid}/maps")
    assert "libgit2" not in maps.read_text()
    subprocess.run(["git", "init", "-q", client.folder / "one"], check=True)
    (client.folder / "one/a.py").write_text(UNSAFE)
    assert len(client.request("stackdev/scan", {"uris": []}, LIMIT * 5)["result"]["calls"]) == 1
    assert "libgit2" in maps.read_text()


def test_exit_without_shutdown_is_a_failure(client):
    client.notify("exit")
    assert client.status(LIMIT) == 1


def test_exit_before_initialize(tmp_path):
    with Client(cwd=tmp_path) as client:
        client.notify("exit")
        assert client.status(LIMIT) == 1


def test_a_failed_initialize_may_be_repeated(tmp_path):
    with Client(cwd=tmp_path) as client:
        assert client.request("initialize", {"capabilities": 5})["error"]["code"] == PARAMS
        client.initialize()
        assert client.end() == 0


def test_shutdown_as_a_notification_is_taken(client):
    """Kate sends it so."""
    client.notify("shutdown")
    client.notify("exit", None)
    assert client.status(LIMIT) == 0


@pytest.mark.parametrize("ending", ["end of input", "SIGTERM", "SIGINT"])
def test_it_ends_quietly(client, ending):
    if ending == "end of input":
        close_input(client)
    else:
        client.process.send_signal(signal.SIGTERM if ending == "SIGTERM" else signal.SIGINT)
    assert client.status(LIMIT) == 0
    assert client.process.stderr.read() == b""


def test_the_end_of_input_within_a_message_is_told(client):
    client.write(b"Content-Length: 100\r\n\r\n{")
    close_input(client)
    ends_logged(client)


def test_what_was_asked_before_the_end_of_input_is_answered(tmp_path):
    initialize = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}
    command = {"jsonrpc": "2.0", "id": 2, "method": "workspace/executeCommand",
               "params": {"command": "stackdev.scan", "arguments": [{"root": str(tmp_path)}]}}
    done = subprocess.run([server_program()], input=frame(initialize) + frame(command), capture_output=True, timeout=10)
    assert done.returncode == 0 and b'"id":2,"result":[]' in done.stdout


def test_standard_input_may_be_a_file_and_output_a_full_disk(tmp_path):
    initialize = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}
    (tmp_path / "in").write_bytes(frame(initialize))
    with open(tmp_path / "in", "rb") as given, open(tmp_path / "out", "wb") as taken:
        assert subprocess.run([server_program()], stdin=given, stdout=taken, timeout=5).returncode == 0
    assert b'"serverInfo"' in (tmp_path / "out").read_bytes()
    with open(tmp_path / "in", "rb") as given, open("/dev/full", "wb") as full:
        done = subprocess.run([server_program()], stdin=given, stdout=full, stderr=subprocess.PIPE, timeout=5)
    assert done.returncode == 1 and b"does not read" in done.stderr


def test_a_client_that_closes_its_end_is_no_signal(client):
    os.close(os.dup(client.output))
    client.process.stdout.close()
    client.notify("initialized", {})
    client.post("stackdev/scan", {"uris": []})
    assert client.status(LIMIT) == 1


URIS = ["file:///etc/../etc/passwd", "file:///dev/zero", "file:///dev/stdin", "file:///proc/self/mem", "file:///C:/a.py",
        "file:///c%3A/a.py", "file://server/share/a.py", "file:////server/a.py", "file:///a%00b.py", "file:///a%zz.py",
        "file:///%ff%fe.py", "untitled:Untitled-1", "http://localhost/a.py", "a.py", "", "file:", "file://", "file:///",
        "file:///" + "a/" * 5000 + "b.py", "file:///" + "x" * 5000, "file:///\u0000", "file:///\u202e.py", "jar:file:///a!/b"]


@pytest.mark.parametrize("uri", URIS, ids=range(len(URIS)))
def test_strange_uris_are_answered(client, uri):
    document = {"textDocument": {"uri": uri}}
    place = {**document, "position": {"line": 1, "character": 10}}
    assert client.request("textDocument/hover", place, LIMIT)["error"]["code"] == PARAMS
    client.open(uri, UNSAFE)
    assert "result" in client.request("textDocument/hover", place, LIMIT)
    assert len(client.request("textDocument/codeLens", document, LIMIT)["result"]) == 1
    client.notify("textDocument/didClose", document)
    for method, params in (("stackdev/scan", {"uris": [uri]}), ("stackdev/runnables", {"uri": uri})):
        if uri not in ("file:///", "file:///etc/../etc/passwd"):
            answer = client.request(method, params, LIMIT)
            assert "result" in answer or answer["error"]["code"] in (PARAMS, -32803)
    assert is_alive(client)


RANGES = [((0, 0), (2**31 - 1, 2**31 - 1)), ((2**31 - 1, 0), (2**31 - 1, 0)), ((1, 500), (1, 600)), ((5, 5), (1, 1)),
          ((0, 0), (0, 0))]


@pytest.mark.parametrize("start, end", RANGES)
def test_absurd_ranges_are_answered(client, start, end):
    uri = (client.folder / "a.py").as_uri()
    client.open(uri, UNSAFE)
    where = [{"line": line, "character": character} for line, character in (start, end)]
    wanted = {"start": where[0], "end": where[1]}
    document = {"textDocument": {"uri": uri}}
    assert "result" in client.request("textDocument/codeAction", {**document, "range": wanted, "context": {
        "diagnostics": []}}, LIMIT)
    assert "result" in client.request("textDocument/hover", {**document, "position": where[1]}, LIMIT)
    client.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [
        {"range": wanted, "text": "x"}]})
    assert is_alive(client)


@pytest.mark.parametrize("number", [-1, 2**31, 2**63, 1e300, 1.5, "1", None, True, [], {}])
def test_numbers_that_are_none_are_refused(client, number):
    uri = (client.folder / "a.py").as_uri()
    client.open(uri, UNSAFE)
    answer = client.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": {
        "line": number, "character": 0}}, LIMIT)
    assert answer["error"]["code"] == PARAMS and "line" in answer["error"]["message"]


def test_lone_surrogates_do_not_put_a_document_out_of_step(client):
    uri = (client.folder / "a.py").as_uri()
    body = json.dumps({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {
        "uri": uri, "languageId": "python", "version": 1, "text": "@ = '\\\\ud800'\n" + UNSAFE}}})
    client.write(frame(body.replace("@", "a = '\\ud800', '\\ude00\\ud83d\\ude00'; b").encode()))
    found = client.notification("textDocument/publishDiagnostics", LIMIT)["params"]["diagnostics"]
    assert [(one["code"], one["range"]["start"]["line"]) for one in found] == [("unsafe-monkey-patch", 2)]


def test_a_body_over_the_limit_is_refused_and_the_connection_goes_on(client):
    text = b"x" * (100 << 20)
    before = client.memory()
    head = b'{"jsonrpc":"2.0","id":99,"method":"stackdev/scan","params":{"uris":["'
    client.write(b"Content-Length: %d\r\n\r\n" % (len(head) + len(text) + 4) + head)
    assert client.answer(99, LIMIT)["error"]["code"] == INVALID  # before the rest has come
    client.write(text + b'"]}}')
    assert is_alive(client)
    client.open("file:///a.py", text.decode())
    assert "limit" in client.notification("window/showMessage", 10)["params"]["message"]
    assert is_alive(client)
    assert client.memory() - before < (16 << 20)


@pytest.mark.memory
def test_a_large_document_takes_no_more_than_four_times_its_size(client):
    size = 50 << 20
    before = client.memory()
    client.open("file:///a.py", ("x = 1\n" * (size // 6)) + UNSAFE)
    client.notification("textDocument/publishDiagnostics", 60)
    peak = Path(f"/proc/{client.process.pid}/status").read_text().split("VmHWM:")[1].split()[0]
    assert int(peak) * 1024 - before < 4 * size


def test_cancelled_requests_are_answered_at_once(client):
    uri = (client.folder / "a.py").as_uri()
    client.open(uri, UNSAFE * 2000)
    slow = [client.post("textDocument/codeAction", {
        "textDocument": {"uri": uri}, "range": {"start": {"line": 0, "character": 0}, "end": {
            "line": 4000, "character": 0}}, "context": {"diagnostics": [], "only": ["source.fixAll"]}})
        for _ in range(20)]
    last = client.post("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 1}})
    start = time.monotonic()
    client.notify("$/cancelRequest", {"id": last})
    assert client.answer(last, LIMIT)["error"]["code"] == CANCELLED
    assert time.monotonic() - start < 0.5  # 0.1 s on a machine that is not loaded
    for one in slow:
        client.notify("$/cancelRequest", {"id": one})
    for one in slow:
        answer = client.answer(one, 30)
        assert answer.get("error", {"code": CANCELLED})["code"] == CANCELLED
    with pytest.raises(Silence):
        client.answer(last, 0.2)


def test_ten_thousand_requests_have_one_answer_each(client):
    uri = (client.folder / "a.py").as_uri()
    client.open(uri, UNSAFE)
    requests = [{"jsonrpc": "2.0", "id": f"r{i}", "method": ["textDocument/hover", "stackdev/nothing",
                 "textDocument/codeLens"][i % 3], "params": {"textDocument": {"uri": uri}, "position": {
                     "line": i % 5, "character": i % 7}}} for i in range(10_000)]
    data = b"".join(map(frame, requests))
    pid = os.fork()
    if pid == 0:  # writes while we read
        client.write(data)
        os._exit(0)
    seen = [client.wait_for(lambda m: "method" not in m, 10)["id"] for _ in requests]
    os.waitpid(pid, 0)
    assert sorted(seen) == sorted(one["id"] for one in requests)


@pytest.mark.memory
def test_a_client_that_never_reads_cannot_fill_the_memory(client):
    uri = (client.folder / "a.py").as_uri()
    client.open(uri, UNSAFE * 200)
    request = frame({"jsonrpc": "2.0", "id": 1, "method": "textDocument/codeLens", "params": {"textDocument": {"uri": uri}}})
    os.set_blocking(client.input, False)
    end = time.monotonic() + 3
    data = b""
    while time.monotonic() < end:
        data = data or request * 100
        try:
            data = data[os.write(client.input, data):]
        except BlockingIOError:
            time.sleep(0.05)
    assert client.memory() < 32 << 20
    assert client.process.poll() is None


def leaves_nothing_behind(client: Client, edits: int) -> None:
    """Every tenth edit is followed by a request, every 200th by another document, a command, a cancelled request."""
    uri, other = ((client.folder / name).as_uri() for name in ("a.py", "b.py"))
    (client.folder / "a.py").write_text(UNSAFE)
    client.open(uri, "x = 1\n" * 100 + UNSAFE)
    document = {"textDocument": {"uri": uri}}
    start, end = {"line": 101, "character": 3}, {"line": 102, "character": 0}
    requests = [("textDocument/hover", {**document, "position": start}), ("textDocument/codeLens", document),
                ("textDocument/codeAction", {**document, "range": {"start": start, "end": end}, "context": {"diagnostics": []}}),
                ("stackdev/scan", {"uris": [uri]})]

    def edit(count: int) -> None:
        for i in range(count):
            line = i // 2 % 90  # a line comes, and goes
            change = {"range": {"start": {"line": line, "character": 0}, "end": {"line": line + i % 2, "character": 0}},
                      "text": "" if i % 2 else "é = '🐍'\n"}
            client.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": i}, "contentChanges": [change]})
            if i % 10 == 1:
                method, params = requests[i // 10 % len(requests)]
                assert client.request(method, params)["result"]
                client.received.clear()
            if i % 200 == 1:
                client.open(other, UNSAFE)
                client.notify("$/cancelRequest", {"id": client.post("textDocument/codeLens", {"textDocument": {"uri": other}})})
                assert len(client.command("stackdev.scan", {"quiet": True})["result"]) == 2
                client.notify("textDocument/didClose", {"textDocument": {"uri": other}})

    edit(2000)
    memory, descriptors = client.memory(), client.descriptors()
    edit(edits)
    grown = client.memory() - memory
    assert grown < 2 << 20, f"{grown / 2**20:.1f} MiB more after {edits} edits"
    assert client.descriptors() == descriptors


@pytest.mark.memory
def test_many_edits_and_requests_leave_nothing_behind(client):
    leaves_nothing_behind(client, 5000)


@pytest.mark.long
def test_a_million_edits_and_requests_leave_nothing_behind(client):
    """What an editor sends in a day."""
    leaves_nothing_behind(client, 1_000_000)


@pytest.fixture
def listening(tmp_path):
    path = tmp_path / "socket"
    server = subprocess.Popen([server_program(), "--socket", str(path)], stderr=subprocess.PIPE)
    wait_for_server(path)
    yield path, server
    server.terminate()
    assert server.wait(5) == 0
    assert not path.exists()


def test_two_hundred_clients_on_a_socket_that_only_the_owner_can_use(listening, tmp_path):
    path, server = listening
    assert path.stat().st_mode & 0o777 == 0o600
    clients = [Client(path=path) for _ in range(200)]
    for client in clients:
        client.initialize(tmp_path)
        client.open((tmp_path / "a.py").as_uri(), UNSAFE)
    for client in clients:
        found = client.notification("textDocument/publishDiagnostics", 30)["params"]["diagnostics"]
        assert [one["code"] for one in found] == ["unsafe-monkey-patch"]
    clients[0].write(b"nonsense\r\n\r\n")  # ends that one only
    with pytest.raises((Ended, ConnectionResetError)):
        clients[0].wait_for(lambda m: False, 5)
    assert is_alive(clients[1])
    for client in clients:
        client.__exit__()
    with Client(path=path) as another:
        another.initialize()
        assert is_alive(another)
    refused = subprocess.run([server_program(), "--socket", str(path)], capture_output=True, timeout=5)
    assert refused.returncode == 3 and b"another server" in refused.stderr


def test_a_socket_left_behind_is_taken_over(tmp_path):
    path = tmp_path / "socket"
    stale = socket.socket(socket.AF_UNIX)
    stale.bind(str(path))
    stale.close()
    server = subprocess.Popen([server_program(), "--socket", str(path)])
    try:
        end = time.monotonic() + 5
        while True:
            try:
                with Client(path=path) as client:
                    client.initialize()
                break
            except (ConnectionRefusedError, FileNotFoundError):
                assert time.monotonic() < end
                time.sleep(0.02)
    finally:
        server.terminate()
        assert server.wait(5) == 0


def test_it_ends_with_the_process_that_it_belongs_to(tmp_path):
    parent = subprocess.Popen(["sleep", "60"])
    with Client("--check-parent-process", cwd=tmp_path) as client:
        client.initialize(tmp_path, processId=parent.pid)
        assert is_alive(client)
        parent.kill()
        parent.wait()
        assert client.status(LIMIT) == 1
    with Client("--check-parent-process", cwd=tmp_path) as client:  # one that has ended before
        assert "result" in client.request("initialize", {"processId": parent.pid, "capabilities": {}})
        assert client.status(LIMIT) == 1


@pytest.mark.parametrize("path, status, why", [("", 2, "expected a path"), ("x" * 120, 3, "too long"), ("file", 3, "no socket"),
                                               ("folder", 3, "no socket"), ("none/socket", 3, "No such file"),
                                               ("loop", 3, "cannot listen on loop: "), ("loop/x", 3, "cannot listen on loop/x: ")])
def test_where_it_cannot_listen_it_says_why(tmp_path, path, status, why):
    (tmp_path / "file").write_text("kept")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    done = subprocess.run([server_program(), "--socket", path], cwd=tmp_path, capture_output=True, text=True, timeout=5,
                          stdin=subprocess.DEVNULL)
    assert done.returncode == status and why in done.stderr
    assert (tmp_path / "file").read_text() == "kept"


def test_settings_that_are_taken_back_are_as_at_first(tmp_path):
    uri = (tmp_path / "a.py").as_uri()
    with Client(cwd=tmp_path) as client:
        client.initialize(tmp_path, initializationOptions={"preset": "no-thread-time"})
        client.open(uri, UNSAFE)

        def told() -> int:
            return len(client.notification("textDocument/publishDiagnostics")["params"]["diagnostics"])

        assert told() == 1
        for settings, count in (({"stackdev": {"diagnostics": False}}, 0), ({"stackdev": {}}, 1), ({"diagnostics": False}, 0),
                                ({"python": {"x": 1}}, None), ({"stackdev": None}, None), ({"preset": "socket-select"}, 1)):
            client.notify("workspace/didChangeConfiguration", {"settings": settings})
            if count is not None:
                assert told() == count, settings
        client.notify("workspace/didChangeConfiguration", {"settings": {"stackdev": {"diagnostics": True}}})
        assert told() == 1
        wanted = {"textDocument": {"uri": uri}, "range": {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 0}},
                  "context": {"diagnostics": []}}
        [action] = client.request("textDocument/codeAction", wanted)["result"]
        assert "time=False" in action["edit"]["changes"][uri][0]["newText"]


@pytest.mark.parametrize("pause", [0, 0.4], ids=["at once", "later"])
def test_a_folder_that_comes_back_is_watched(tmp_path, pause):
    """As a checkout of another branch does."""
    folder = tmp_path / "package"
    uri = (folder / "a.py").as_uri()

    def write(text: str) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "names.py").write_text(text)

    with Client(cwd=tmp_path) as client:
        write("from eventlet import monkey_patch\n")
        client.initialize(tmp_path, {"workspace": {"codeLens": {"refreshSupport": True}}})
        client.open(uri, "from names import monkey_patch\nmonkey_patch()\n")
        end = time.monotonic() + 5
        for text, count in (("from eventlet import monkey_patch\n", 1), ("x = 1\n", 0), ("from eventlet import monkey_patch\n", 1)):
            write(text)
            while len(client.notification("textDocument/publishDiagnostics")["params"]["diagnostics"]) != count:
                assert time.monotonic() < end
            shutil.rmtree(folder)
            time.sleep(pause)
            write("")
            while client.notification("textDocument/publishDiagnostics")["params"]["diagnostics"]:
                assert time.monotonic() < end
            assert "method" in client.notification("workspace/codeLens/refresh")
            time.sleep(0.3)


def test_opening_a_hostile_folder_starts_and_writes_nothing(tmp_path):
    root = tmp_path / "root"
    (root / ".git/hooks").mkdir(parents=True)
    (root / ".git/config").write_text("[core]\n\tfsmonitor = touch /tmp/stackdev-owned\n\tpager = false\n")
    (root / "stackdev.toml").write_text("version = 1\nstack = 'x'\ninterpreters = ['./bin/python']\n")
    (root / "bin").mkdir()
    (root / "bin/python").write_text("#!/bin/sh\ntouch owned\n")
    (root / "bin/python").chmod(0o755)
    (root / "a.py").write_text(UNSAFE)
    os.mkfifo(root / "pipe.py")
    (root / "zero.py").symlink_to("/dev/zero")
    (root / "loop").symlink_to(".")
    before = sorted(map(str, tmp_path.rglob("*")))
    trace = tmp_path.parent / f"{tmp_path.name}.trace"
    body = [{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"rootUri": root.as_uri(), "capabilities": {}}},
            {"jsonrpc": "2.0", "method": "initialized", "params": {}},
            {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {
                "uri": (root / "a.py").as_uri(), "languageId": "python", "version": 1, "text": UNSAFE}}},
            *({"jsonrpc": "2.0", "id": i, "method": method, "params": {
                "textDocument": {"uri": (root / "a.py").as_uri()}, "position": {"line": 1, "character": 3}}}
              for i, method in enumerate(["textDocument/hover", "textDocument/codeLens"], 2)),
            {"jsonrpc": "2.0", "id": 4, "method": "stackdev/scan", "params": {"uris": []}},
            {"jsonrpc": "2.0", "id": 5, "method": "stackdev/runnables", "params": {}}]
    done = subprocess.run(["strace", "-f", "-E", "ASAN_OPTIONS=detect_leaks=0", "-o", str(trace), "-e", "trace=execve,fork,vfork,socket,openat,openat2,mkdir,"
                           "mkdirat,rename,renameat2,unlink,unlinkat", server_program()],
                          input=b"".join(map(frame, body)), capture_output=True, timeout=30,
                          env={**os.environ, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")})
    assert done.returncode == 0, done.stderr
    for i in range(1, 6):
        assert b'"id":%d,"result"' % i in done.stdout, done.stdout[-3000:]
    calls = [line for line in trace.read_text().splitlines()
                 if "= -1 " not in line and "/tmp/tsan." not in line  # what the builds that check or count open
                 and ".profraw\"" not in line]
    assert len([line for line in calls if "execve(" in line]) == 1  # itself
    assert not [line for line in calls if any(word in line for word in (
        "fork(", "socket(", "O_WRONLY", "O_RDWR", "O_CREAT", "mkdir", "rename", "unlink"))]
    assert sorted(map(str, tmp_path.rglob("*"))) == before


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "file:///nowhere/new.py"])
def test_a_document_that_was_never_saved_can_be_mended(tmp_path, uri):
    with Client(cwd=tmp_path) as client:
        client.initialize(None, {"workspace": {"applyEdit": True}})
        client.open(uri, UNSAFE)
        lens = client.request("textDocument/codeLens", {"textDocument": {"uri": uri}})["result"][0]["command"]
        made = client.command(lens["command"], lens["arguments"][0])
        assert made["result"]["calls"][0]["text"] == "eventlet.monkey_patch()"
        edits = next(m for m in client.received if m.get("method") == "workspace/applyEdit")["params"]["edit"]["changes"]
        assert "socket=True" in edits[uri][0]["newText"]
        again = client.command(lens["command"], {**lens["arguments"][0], "start": 0})
        assert again["error"]["code"] == -32803 and "offset 0" in again["error"]["message"]
        hooked = client.command("stackdev.hook", {"uri": uri})
        assert hooked["result"]["hooks"][0]["attach"] == "auto"


def test_without_libgit2_it_says_what_to_install(tmp_path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/libgit2.so.1.5").write_text("no library")
    for name in ("one", "two", "three"):
        subprocess.run(["git", "init", "-q", tmp_path / "root" / name], check=True)
        (tmp_path / "root" / name / "more").mkdir()
        (tmp_path / "root" / name / "more/a.py").write_text(UNSAFE)
    paths = [str(tmp_path / "lib"), os.environ.get("LD_LIBRARY_PATH", "")]
    with Client(cwd=tmp_path, env={"LD_LIBRARY_PATH": ":".join(filter(None, paths))}) as client:
        client.initialize(tmp_path / "root")
        for method in ("stackdev/scan", "stackdev/runnables"):
            for _ in range(3):
                assert "install libgit2" in client.request(method, {})["error"]["message"]
        uri = (tmp_path / "root/one/more/a.py").as_uri()
        client.open(uri, UNSAFE)
        assert client.notification("textDocument/publishDiagnostics")["params"]["diagnostics"]
        assert client.end() == 0


def test_progress_ends_before_the_answer(tmp_path):
    """The specification lets a request's token live until its answer."""
    uri = (tmp_path / "a.py").as_uri()
    with Client(cwd=tmp_path) as client:
        client.initialize(tmp_path, {"workspace": {"applyEdit": True}})
        client.open(uri, UNSAFE)
        for is_cancelled in (False, True):
            client.received.clear()
            id = client.post("workspace/executeCommand", {"command": "stackdev.debugSafe", "arguments": [{"uri": uri}],
                                                          "workDoneToken": "mine"})
            asked = client.wait_for(lambda message: message.get("method") == "workspace/applyEdit")
            if is_cancelled:
                client.notify("window/workDoneProgress/cancel", {"token": "mine"})
            else:
                client.send({"jsonrpc": "2.0", "id": asked["id"], "result": {"applied": True}})
            assert client.answer(id).get("error", {}).get("code") == (CANCELLED if is_cancelled else None)
            told = [m["params"]["value"]["kind"] for m in client.received if m.get("method") == "$/progress"]
            assert told == ["begin", "end"]
            assert is_alive(client)
            assert not [m for m in client.received if m.get("method") == "$/progress"][2:]


def test_one_who_trusts_twice_is_believed_twice(tmp_path):
    (tmp_path / "root").mkdir()
    (tmp_path / "root/stackdev.toml").write_text('version = 1\nstack = "x"\n')
    with Client(cwd=tmp_path) as client:
        client.initialize(tmp_path / "root")
        ids = [client.post("workspace/executeCommand", {"command": "stackdev.verify", "arguments": [{
            "state": str(tmp_path / "state")}]}) for _ in range(2)]
        asked = [client.wait_for(lambda message: message.get("method") == "window/showMessageRequest") for _ in ids]
        client.write(b"".join(frame({"jsonrpc": "2.0", "id": one["id"], "result": {"title": "Trust"}}) for one in asked))
        answers = [client.answer(id) for id in ids]
        assert answers[0].get("result") == answers[1].get("result"), answers
        assert not any(answer.get("error", {}).get("data", {}).get("code") in ("conflict", "untrusted") for answer in answers)


@pytest.mark.parametrize("opened", ["link", "real"])
@pytest.mark.parametrize("folder", ["link", "real"])
def test_a_document_behind_a_symbolic_link_is_the_clients_to_edit(tmp_path, folder, opened):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "real/stackdev.toml").write_text('version = 1\nstack = "x"\n')
    file = tmp_path / opened / "a.py"
    file.write_text(UNSAFE)
    with Client(cwd=tmp_path, env={"XDG_STATE_HOME": str(tmp_path / "state")}) as client:
        client.initialize(tmp_path / folder, {"workspace": {"applyEdit": True}})
        client.open(file.as_uri(), "# not saved\n" + UNSAFE)
        calls = client.request("stackdev/scan", {"uris": []})["result"]["calls"]
        assert [(call["uri"], call["line"]) for call in calls] == [(file.as_uri(), 3)]
        for name, options in (("debugSafe", {}), ("debugSafe", {"paths": [str(file)]}), ("hook", {"file": str(file)}),
                              ("debugSafe", {"uri": (tmp_path / folder).as_uri()})):
            client.received.clear()
            result = client.command(f"stackdev.{name}", options)["result"]
            assert [call["path"] for call in result.get("calls", result.get("hooks"))] == ["a.py"]
            [asked] = [m for m in client.received if m.get("method") == "workspace/applyEdit"]
            assert list(asked["params"]["edit"]["changes"]) == [file.as_uri()]
    assert file.read_text() == UNSAFE


def test_a_text_that_cannot_be_read_is_told(client):
    """As one of more tokens than tree-sitter bears, in an error that a bracket left open makes."""
    uri = (client.folder / "a.py").as_uri()
    client.open(uri, UNSAFE + "x = (\n" + "a = 1\n" * 30_000 + "eventlet.monkey_patch()\n")
    [told] = client.notification("textDocument/publishDiagnostics")["params"]["diagnostics"]
    assert told["code"] == "not-analysed" and told["severity"] == 3 and "too large" in told["message"]
