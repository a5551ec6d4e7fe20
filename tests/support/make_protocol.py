#!/usr/bin/python3
"""Makes protocol.json of the protocol's machine-readable model, as its authors publish it:

    tests/support/make_protocol.py metaModel.json > tests/support/protocol.json

What stands in it are names and types of LSP 3.17: no documentation, and nothing that came with 3.18.
"""

import json
import sys

SOURCE = "protocol/metaModel.json of github.com/microsoft/vscode-languageserver-node, Copyright (c) Microsoft Corporation, MIT license"
KEPT = {"name", "method", "type", "params", "result", "registrationOptions", "registrationMethod", "messageDirection",
        "properties", "clientCapability", "serverCapability", "extends", "mixins", "optional", "values", "value",
        "supportsCustomValues", "kind", "element", "items", "key"}
# Properties that 3.18 gave a further type: the one that they had.
BEFORE = {("TextDocumentEdit", "edits"): {"kind": "array", "element": {"kind": "or", "items": [
              {"kind": "reference", "name": "TextEdit"}, {"kind": "reference", "name": "AnnotatedTextEdit"}]}},
          ("Diagnostic", "message"): {"kind": "base", "name": "string"}}


def is_newer(entry: dict) -> bool:
    since = entry.get("since", "")
    return since == "3.18.0" or since.startswith("3.18.0 - proposed") or entry.get("proposed", False)


def kept(value):
    if isinstance(value, list):
        return [kept(item) for item in value]
    return {key: kept(item) for key, item in value.items() if key in KEPT} if isinstance(value, dict) else value


def structure(entry: dict) -> dict:
    properties = [{**one, "type": BEFORE.get((entry["name"], one["name"]), one["type"])}
                  for one in entry["properties"] if not is_newer(one)]
    return kept({**entry, "properties": properties})


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        model = json.load(file)
    made = {
        "requests": [kept(one) for one in model["requests"] if not is_newer(one)],
        "notifications": [kept(one) for one in model["notifications"] if not is_newer(one)],
        # Names of types may be new where the types are not.
        "structures": [structure(one) for one in model["structures"]],
        "enumerations": [kept({**one, "values": [value for value in one["values"] if not is_newer(value)]})
                         for one in model["enumerations"]],
        "typeAliases": [kept(one) for one in model["typeAliases"]],
    }
    print(f'{{"source": {json.dumps(SOURCE)}', end="")
    for key, entries in made.items():
        print(f',\n"{key}": [\n' + ",\n".join(json.dumps(one, separators=(",", ":")) for one in entries) + "]", end="")
    print("}")


if __name__ == "__main__":
    main()
