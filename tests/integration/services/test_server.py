"""The services of the sample stack through the server for editors."""

import sys
from pathlib import Path

import pytest

from program import Stack, wait_until
from running_stack import answers, variables

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from lsp_client import Client  # noqa: E402

CANCELLED, FAILED = -32800, -32803


@pytest.fixture
def client(stack: Stack):
    with Client() as one:
        one.answers["window/workDoneProgress/create"] = None
        one.initialize(stack.root, {"window": {"workDoneProgress": True}})
        one.stack = stack
        yield one


def command(client: Client, name: str, /, **options) -> dict:
    return client.command(f"stackdev.{name}", {"state": str(client.stack.state), **options}, 120)


def told(client: Client, method: str) -> list:
    return [message["params"] for message in client.received if message.get("method") == method]


def test_up_status_verify_logs_down(client: Client, stack: Stack) -> None:
    up = command(client, "up")["result"]["services"]
    assert [(one["name"], one["state"]) for one in up] == [("sample-api", "running"), ("sample-dashboard", "running")]
    values = [one["value"] for one in told(client, "$/progress")]
    assert values[0] == {"kind": "begin", "title": "Starting services", "cancellable": True}
    assert {"1/2 sample-api ready", "2/2 sample-dashboard ready"} <= {one.get("message") for one in values}
    assert "2 of 2 services running" in [one["message"] for one in told(client, "window/showMessage")]

    client.received.clear()
    status = command(client, "status", quiet=True)["result"]["services"]
    assert [one["pid"] for one in status] == [one["pid"] for one in up]
    assert [one["value"]["kind"] for one in told(client, "$/progress")] in ([], ["end"])  # of `up`
    assert told(client, "window/showMessage") == []

    checks = command(client, "verify")["result"]["checks"]
    assert len(checks) == 5 and all(check["ok"] for check in checks)
    assert "PASS green threads" in [one["value"].get("message") for one in told(client, "$/progress")]

    (log,) = command(client, "logs", service="sample-api")["result"]["logs"]
    assert log["name"] == "sample-api" and f"127.0.0.1:{stack.api}/" in Path(log["file"]).read_text()
    assert "no log of nothing" in command(client, "logs", service="nothing")["error"]["message"]

    assert command(client, "down", wipe=True)["result"] == {"down": True, "wiped": True}
    assert stack.processes() == {} and not answers(stack.api)


def test_up_can_be_cancelled_and_continued(client: Client, stack: Stack) -> None:
    id = client.post("workspace/executeCommand", {"command": "stackdev.up", "arguments": [{"state": str(stack.state)}]})
    client.wait_for(lambda m: m.get("method") == "$/progress" and m["params"]["value"]["kind"] == "report", 60)
    client.notify("$/cancelRequest", {"id": id})
    assert client.answer(id, 1)["error"]["code"] == CANCELLED
    assert command(client, "up", services=["sample-api"])["result"]["services"][0]["state"] == "running"


def test_up_asks_for_trust(client: Client, stack: Stack) -> None:
    Stack.edit(stack.manifest, "[group.sample]", "# changed\n[group.sample]")
    client.answers["window/showMessageRequest"] = {"title": "No"}
    refused = command(client, "up", services=["sample-api"])["error"]
    assert refused["code"] == FAILED and "not trusted" in refused["message"]
    assert stack.processes() == {}
    client.answers["window/showMessageRequest"] = {"title": "Trust"}
    assert command(client, "up", services=["sample-api"])["result"]["services"][0]["state"] == "running"


def test_what_it_runs_ends_with_it_even_if_it_is_killed(client: Client, stack: Stack) -> None:
    """As Emacs does right after `exit`."""
    run = client.command("stackdev.run", {"state": str(stack.state), "name": "sample-api"})
    assert run["result"]["pid"] > 0
    wait_until(lambda: answers(stack.api), 20)
    client.process.kill()
    wait_until(lambda: not answers(stack.api), 10)


def test_debug_takes_a_service_over_and_run_does_not(client: Client, stack: Stack) -> None:
    before = command(client, "up")["result"]["services"][0]["pid"]
    assert "stackdev debug sample-api" in command(client, "run", name="sample-api")["error"]["message"]
    pid = command(client, "debug", name="sample-api", idePort=1)["result"]["pid"]
    wait_until(lambda: stack.services()["sample-api"]["state"] == "debugged" and answers(stack.api))
    assert stack.services()["sample-api"]["pid"] == pid
    assert [one for one in stack.processes() if variables(one).get("STACKDEV_DEBUG") == "127.0.0.1:1"]
    client.end()  # what it runs ends with it
    wait_until(stack.all_run)
    assert stack.pid("sample-api") not in (before, pid)


def test_a_service_that_is_none(client: Client) -> None:
    assert "nothing" in command(client, "up", services=["nothing"])["error"]["message"]
