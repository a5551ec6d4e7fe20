"""What doctor finds, in an editor."""

import json
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from lsp_client import Client  # noqa: E402

CONFIGURATION = "[DEFAULT]\n# é\nadmin_user = %SERVICE_USER%\n"
SOURCE = "import eventlet\neventlet.monkey_patch()\n"


@pytest.fixture
def client(patient, monkeypatch):
    for name in set(os.environ) - {"STACKDEV", *patient.environment}:
        monkeypatch.delenv(name)
    with Client(env=patient.environment) as one:
        one.initialize(patient.root, {"workspace": {"applyEdit": True}})
        one.state = str(patient.state)
        yield one


def doctor(client: Client, **options) -> list[dict]:
    return client.command("stackdev.doctor", {"state": client.state, **options})["result"]["findings"]


def test_it_finds_what_the_command_line_finds(client, patient):
    patient.write("sample-service/etc/service.conf", CONFIGURATION)
    assert doctor(client) == patient.findings()
    assert "1 finding in" in client.received[-1]["params"]["message"]


def test_a_configuration_file_is_looked_at_where_it_is_edited(client, patient):
    uri = (patient.root / "sample-service/etc/service.conf").as_uri()
    client.open(uri, CONFIGURATION, "ini")
    (found,) = client.notification("textDocument/publishDiagnostics")["params"]["diagnostics"]
    assert (found["code"], found["source"], found["range"]["start"]["line"]) == ("placeholder-left", "stackdev", 2)
    assert "%SERVICE_USER%" in found["message"] and "mend it" in found["message"]
    client.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [
        {"text": "[DEFAULT]\nadmin_user = ada\n"}]})
    assert client.notification("textDocument/publishDiagnostics")["params"]["diagnostics"] == []


@pytest.mark.parametrize("line, title, after", [
    ("sql = mysql://nova:é@h/n", "Append ?charset=utf8", "sql = mysql://nova:é@h/n?charset=utf8"),
    ("tenant = %SERVICE_TENANT_NAME%", "Write service in place of %SERVICE_TENANT_NAME%", "tenant = service"),
    ("user = %SERVICE_USER%", "Write sample-service in place of %SERVICE_USER%", "user = sample-service"),
    ("password = %SERVICE_PASSWORD%", None, ""),
    ("sql = mysql://root@h/n?charset=utf8", None, ""),
])
def test_a_trap_that_an_edit_mends_has_an_action(client, patient, line, title, after):
    text = f"[DEFAULT]\n{line}\n# the end\n"
    file = patient.write("sample-service/etc/service.conf", text)
    client.open(file.as_uri(), text, "ini")
    found = client.notification("textDocument/publishDiagnostics")["params"]["diagnostics"]
    assert len(found) == 1
    place = {"line": 1, "character": 0}
    actions = client.request("textDocument/codeAction", {"textDocument": {"uri": file.as_uri()}, "range": {
        "start": place, "end": place}, "context": {"diagnostics": found}})["result"]
    if title is None:
        assert actions == []
        return
    (action,) = actions
    assert (action["title"], action["kind"], action["diagnostics"]) == (title, "quickfix", found)
    (edit,) = action["edit"]["changes"][file.as_uri()]
    assert (edit["range"]["start"], edit["newText"]) == (place, after + "\n")  # the whole line
    if "charset" in title:
        patient.run("doctor", "--fix")
        assert file.read_text() == text.replace(line, after)


def test_fix_mends_files_and_lets_the_client_mend_what_is_open(client, patient):
    closed = patient.write("sample-service/closed.py", SOURCE)
    shown = patient.write("sample-service/shown.py", SOURCE)
    typed = patient.write("sample-service/typed.py", SOURCE)
    patient.run("debug-safe", "on", str(patient.root / "sample-service"))
    edited = shown.read_text()
    assert edited != SOURCE
    client.open(shown.as_uri(), edited)
    client.open(typed.as_uri(), edited + "# not saved yet\n")
    left = doctor(client, fix=True)
    assert closed.read_text() == SOURCE and shown.read_text() == typed.read_text() == edited
    (asked,) = [m["params"]["edit"]["changes"] for m in client.received if m.get("method") == "workspace/applyEdit"]
    assert list(asked) == [shown.as_uri()] and "monkey_patch()" in json.dumps(asked)
    assert {Path(one["path"]).name for one in left} == {"shown.py", "typed.py"}
