"""Wrong types in every field of every message that a client can send, made from the protocol's model; in our own requests
and commands; and in a client's answers to the server. Each request has one answer, no other code than those that the
specification has for it, and the connection goes on."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Iterator

import pytest

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/support"))
from lsp_client import Client, frame, server_program, wait_for_server  # noqa: E402
from protocol_model import client_messages  # noqa: E402

INVALID, METHOD, PARAMS, FAILED = -32600, -32601, -32602, -32803
LIMIT = 5.0
WRONG = [None, True, -1, 2**53, 1.5, "", "x", [], [[]], {}, {"uri": 5}]
UNSAFE = "import eventlet\neventlet.monkey_patch()\n"
MESSAGES = client_messages()
# What is read of requests, where a wrong type has to be refused.
READ = {"textDocument", "uri", "position", "line", "character", "range", "start", "end", "command", "capabilities"}


def replaced(value, wrong_values: list) -> Iterator[tuple[tuple, object]]:
    """Each place in `value`, with each wrong value in it: (path, the whole)."""
    def places(inner, path: tuple) -> Iterator[tuple]:
        yield path
        for key in inner if isinstance(inner, dict) else range(len(inner)) if isinstance(inner, list) else ():
            yield from places(inner[key], (*path, key))

    for path in places(value, ()):
        for wrong in wrong_values:
            whole = copy.deepcopy(value)
            holder, inner = {"params": whole}, "params"
            for key in path:
                holder, inner = holder[inner], key
            if type(holder[inner]) is not type(wrong):
                holder[inner] = wrong
                yield path, holder["params"] if path == () else whole


@pytest.fixture(scope="module")
def listening(tmp_path_factory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("types")
    path = folder / "socket"
    with subprocess.Popen([server_program(), "--socket", str(path)], stderr=subprocess.DEVNULL, cwd=folder,
                          env={"PATH": "/usr/bin:/bin", "HOME": str(folder)}) as server:
        wait_for_server(path)
        yield path
        assert server.poll() is None, "the server has ended"
        server.terminate()
        assert server.wait(5) == 0


@pytest.fixture
def client(listening, tmp_path) -> Iterator[Client]:
    with Client(path=listening) as one:
        one.initialize(tmp_path)
        one.uri = (tmp_path / "a.py").as_uri()
        one.open(one.uri, UNSAFE)
        one.notification("textDocument/publishDiagnostics")
        yield one


def exchange(client: Client, requests: list[dict]) -> dict:
    """Sends all of them; the answers by id, each of which came once. Nothing else is an answer."""
    answers = {}
    for start in range(0, len(requests), 100):
        some = requests[start:start + 100]
        client.write(b"".join(map(frame, some)))
        for _ in (one for one in some if "id" in one):
            answer = client.wait_for(lambda message: "method" not in message, LIMIT)
            assert answer["id"] not in answers, answer
            answers[answer["id"]] = answer
    last = client.request("stackdev/scan", {"uris": []}, LIMIT)
    assert "result" in last
    assert not [message for message in client.received if "method" not in message]
    assert set(answers) == {one["id"] for one in requests if "id" in one}
    return answers


@pytest.mark.parametrize("method", sorted(set(MESSAGES) - {"initialize", "exit", "shutdown"}))
def test_wrong_types_in_every_field(client, method):
    message = json.loads(json.dumps(MESSAGES[method]).replace("file:///a.py", client.uri))
    requests, places = [], {}
    for i, (path, params) in enumerate(replaced(message["params"], WRONG)):
        requests.append({"jsonrpc": "2.0", "method": method, "params": params})
        if message["isRequest"]:
            requests[-1]["id"] = f"m{i}"
        places[f"m{i}"] = (path, params)
    answers = exchange(client, requests)
    codes = {id: answer.get("error", {}).get("code") for id, answer in answers.items()}
    if METHOD in codes.values():
        assert {code for id, code in codes.items() if places[id][0]} <= {METHOD}
        assert set(codes.values()) <= {METHOD, PARAMS}  # params that are neither an object nor an array
        return
    assert set(codes.values()) <= {None, PARAMS, FAILED}
    for id, code in codes.items():
        path, params = places[id]
        if path and path[-1] in READ and path[0] in READ and path[-1] != "uri":
            assert code == PARAMS, (path, params, answers[id])


def test_wrong_types_in_every_field_of_initialize(listening, tmp_path):
    """Each on a connection of its own. A capability of a wrong type is one that the client has not."""
    alive = frame({"jsonrpc": "2.0", "id": 2, "method": "stackdev/scan", "params": {"uris": []}})
    right = json.loads(json.dumps(MESSAGES["initialize"]["params"]).replace("file:///a.py", tmp_path.as_uri()))
    for path, params in replaced(right, WRONG):
        with Client(path=listening) as client:
            client.write(frame({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}) + alive)
            first, second = client.answer(1, LIMIT), client.answer(2, LIMIT)
            if path == () or path == ("capabilities",):
                assert first["error"]["code"] == PARAMS, (path, params)
            if "error" in first:
                assert first["error"]["code"] == PARAMS and second["error"]["code"] == -32002, (path, params)
            else:
                assert "capabilities" in first["result"] and "result" in second, (path, params)


@pytest.mark.parametrize("params", [5, "x", True, 1.5, {}, {"a": [1]}], ids=str)
def test_shutdown_and_exit_take_no_parameters(listening, params):
    with Client(path=listening) as client:
        client.initialize()
        assert client.request("shutdown", params, LIMIT).get("error", {"code": PARAMS})["code"] in (PARAMS, INVALID)


OWN = {
    "stackdev/scan": {"uris": ["file:///nowhere"]},
    "stackdev/runnables": {"uri": "file:///nowhere/a.py"},
    "stackdev/debugTarget": {"label": "none", "debugger": "pydevd", "idePort": 5678},
}


@pytest.mark.parametrize("method", OWN)
def test_wrong_types_in_our_own_requests(client, method):
    requests, refused = [], set()
    for i, (path, params) in enumerate(replaced(OWN[method], WRONG)):
        requests.append({"jsonrpc": "2.0", "id": i, "method": method, "params": params})
        if path and params[path[0]] is not None and path[-1] != "uris":
            refused.add(i)
    answers = exchange(client, requests)
    for id, answer in answers.items():
        code = answer.get("error", {}).get("code")
        assert code == PARAMS if id in refused else code in (None, PARAMS, FAILED), requests[id]


TEXT, NAMES, NUMBER, FLAG = "text", ["names"], 1, True
PLACE = {"uri": TEXT, "start": NUMBER}
OPTIONS = {
    "import": {"names": NAMES, "workspace": TEXT, "interpreter": NAMES, "shared": FLAG, "djangoNature": FLAG,
               "debugServer": FLAG, "languageServer": FLAG, "ide": TEXT},
    "scan": {"paths": NAMES},
    "debugSafe": {"paths": NAMES, "preset": TEXT, "guard": FLAG, **PLACE},
    "restore": {"paths": NAMES, "guard": FLAG, **PLACE},
    "hook": {"uri": TEXT, "file": TEXT, "line": NUMBER, "host": TEXT, "port": NUMBER},
    "unhook": {"uri": TEXT, "file": TEXT, "line": NUMBER, "start": NUMBER},
    "launchConfigurations": {},
    "run": {"name": TEXT},
    "debug": {"name": TEXT, "command": NAMES, "idePort": NUMBER, "debugger": TEXT, "attach": TEXT, "nativeThreads": FLAG},
    "clone": {"names": NAMES, "jobs": NUMBER, "mirror": TEXT, "depth": NUMBER, "filter": TEXT, "submodules": FLAG},
    "doctor": {"fix": FLAG},
    "up": {"services": NAMES},
    "status": {},
    "logs": {"service": TEXT},
    "down": {"wipe": FLAG},
    "verify": {},
    "undo": {"list": FLAG},
    "trust": {},
}


@pytest.mark.parametrize("command", OPTIONS)
def test_wrong_types_in_every_option_of_a_command(client, tmp_path, command):
    requests = []
    for name, right in {"root": TEXT, "state": TEXT, "quiet": FLAG, "dryRun": FLAG, **OPTIONS[command]}.items():
        for wrong in WRONG:
            is_right = type(wrong) is type(right) and wrong != [[]] and wrong != -1
            if wrong is not None and not is_right:
                arguments = {"root": str(tmp_path), "state": str(tmp_path / "state"), name: wrong}
                requests.append({"jsonrpc": "2.0", "id": len(requests), "method": "workspace/executeCommand",
                                 "params": {"command": f"stackdev.{command}", "arguments": [arguments]}})
    for id, answer in exchange(client, requests).items():
        assert answer.get("error", {}).get("code") == PARAMS, (requests[id]["params"], answer)
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize("arguments", [5, "x", True, {}, [5], ["x"], [[]], [{}, {}], [True]], ids=str)
def test_arguments_that_are_no_object(client, arguments):
    answer = client.request("workspace/executeCommand", {"command": "stackdev.launchConfigurations",
                                                         "arguments": arguments}, LIMIT)
    assert answer.get("error", {"code": PARAMS})["code"] == PARAMS


ASKED = ["workspace/applyEdit", "workspace/configuration", "window/workDoneProgress/create", "window/showMessageRequest",
         "client/registerCapability"]
ANSWERS = [*WRONG, {"applied": "x"}, {"applied": None}, {"applied": False, "failureReason": 5}, {"title": 5}, {"title": {}},
           [5], [None, None], [{"preset": 5, "diagnostics": "x"}], [{"stackdev": []}]]


@pytest.mark.parametrize("asked", ASKED)
def test_wrong_types_in_what_a_client_answers(listening, tmp_path, asked):
    root = tmp_path / "root"
    root.mkdir()
    (root / "stackdev.toml").write_text("version = 1\nstack = 'x'\n[repository.one]\n[service.one]\nrepository = 'one'\n"
                                        "program = 'one'\n")
    (root / "one").mkdir()
    (root / "one/one").write_text(UNSAFE)
    uri = (root / "one/one").as_uri()
    capabilities = {"workspace": {"applyEdit": True, "configuration": True,
                                  "didChangeWatchedFiles": {"dynamicRegistration": True},
                                  "didChangeConfiguration": {"dynamicRegistration": True}},
                    "window": {"workDoneProgress": True}}
    for wrong in ANSWERS:
        with Client(path=listening) as client:
            client.answers[asked] = wrong
            client.initialize(root, capabilities)
            client.open(uri, UNSAFE)
            made = client.command("stackdev.debugSafe", {"uri": uri, "state": str(tmp_path / "state")}, LIMIT)
            assert made.get("error", {"code": FAILED})["code"] == FAILED, (wrong, made)
            run = client.command("stackdev.run", {"name": "one", "state": str(tmp_path / "state")}, LIMIT)
            assert run["error"]["code"] == FAILED, (wrong, run)  # not trusted
            assert "result" in client.request("stackdev/scan", {"uris": []}, LIMIT)
