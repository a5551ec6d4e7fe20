"""A client that can do everything, and takes no message that the protocol's model does not describe: each is read into
the model's type and written again, and has to come out as it was. Prints what it saw as JSON. Run with lsprotocol."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))

from lsp_client import Client  # noqa: E402
from lsprotocol import converters, types  # noqa: E402

CONVERTER = converters.get_converter()
OURS = ("stackdev/scan", "stackdev/runnables", "stackdev/debugTarget")
CAPABILITIES = {
    "general": {"positionEncodings": ["utf-8", "utf-16"]},
    "workspace": {"applyEdit": True, "workspaceEdit": {"documentChanges": True}, "configuration": True,
                  "didChangeConfiguration": {"dynamicRegistration": True}, "codeLens": {"refreshSupport": True},
                  "didChangeWatchedFiles": {"dynamicRegistration": True}, "workspaceFolders": True,
                  "diagnostics": {"refreshSupport": True}},
    "textDocument": {"hover": {"contentFormat": ["markdown"]}, "publishDiagnostics": {"versionSupport": True}},
    "window": {"workDoneProgress": True},
}


def without_nulls(value):
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


class Strict(Client):
    def __init__(self) -> None:
        super().__init__()
        self.methods: dict[int, str] = {}
        self.seen: dict[str, int] = {}
        self.answers["client/registerCapability"] = self.answers["window/workDoneProgress/create"] = None

    def post(self, method: str, params=None) -> int:
        self.methods[self.last_id + 1] = method
        if method not in OURS:  # what we send is held to the model, too
            message = {"jsonrpc": "2.0", "id": self.last_id + 1, "method": method}
            message.update({} if params is None else {"params": params})
            CONVERTER.structure(message, types.METHOD_TO_TYPES[method][0])
        return super().post(method, params)

    def read(self, limit: float = 10) -> dict:
        message = super().read(limit)
        method = message.get("method") or self.methods[message["id"]]
        self.seen[method] = self.seen.get(method, 0) + 1
        if "error" in message:
            kind = types.ResponseErrorMessage
        elif method in OURS:
            return message
        else:
            kind = types.METHOD_TO_TYPES[method][0 if "method" in message else 1]
        again = CONVERTER.unstructure(CONVERTER.structure(message, kind), unstructure_as=kind)
        assert without_nulls(again) == without_nulls(message), f"{method}:\n{message}\n{again}"
        return message


def drive(folder: Path, pulls: bool) -> dict:
    capabilities = json.loads(json.dumps(CAPABILITIES))
    if pulls:
        capabilities["textDocument"]["diagnostic"] = {}
    with Strict() as client:
        client.initialize(folder, capabilities, workspaceFolders=[{"uri": folder.as_uri(), "name": "root"}])
        for file, language in ((folder / "one/bin/one-api", "python"), (folder / "stackdev.toml", "toml")):
            document = {"textDocument": {"uri": file.as_uri()}}
            text = file.read_text()
            client.open(file.as_uri(), text, language)
            for line in range(text.count("\n") + 1):
                place = {**document, "position": {"line": line, "character": 3}}
                client.request("textDocument/hover", place)
                client.request("textDocument/completion", place)
            client.request("textDocument/documentSymbol", document)
            client.request("textDocument/codeLens", document)
            for only in (None, ["quickfix"], ["source.fixAll"]):
                client.request("textDocument/codeAction", {**document, "range": {
                    "start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}},
                    "context": {"diagnostics": [], **({"only": only} if only else {})}})
            if pulls:
                client.request("textDocument/diagnostic", document)
        uri = (folder / "one/bin/one-api").as_uri()
        text = (folder / "one/bin/one-api").read_text()
        made = client.command("stackdev.debugSafe", {"uri": uri, "start": text.encode().index(b"eventlet.monkey")})
        assert made["result"]["calls"], made
        edit = next(m for m in client.received if m.get("method") == "workspace/applyEdit")["params"]["edit"]
        change = edit["documentChanges"][0]["edits"][0]
        client.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [
            {"range": change["range"], "text": change["newText"]}]})
        for name, arguments in (("scan", {}), ("launchConfigurations", {}), ("import", {"dryRun": True}),
                                ("undo", {"list": True}), ("run", {"name": "nothing"}), ("nothing", {})):
            client.command(f"stackdev.{name}", arguments)
        for method, params in (("stackdev/scan", {"uris": []}), ("stackdev/runnables", {}),
                               ("stackdev/debugTarget", {"label": "one-api"})):
            assert "result" in client.request(method, params)
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        assert client.end() == 0
        return client.seen


if __name__ == "__main__":
    print(json.dumps([drive(Path(sys.argv[1]), pulls) for pulls in (False, True)]))
