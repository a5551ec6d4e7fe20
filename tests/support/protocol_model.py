"""The protocol's machine-readable model, protocol.json (made by make_protocol.py): a sample of each message that a client can
send, with every field that there is."""

from __future__ import annotations

import json
from pathlib import Path

MODEL = json.loads(Path(__file__).with_name("protocol.json").read_text())
STRUCTURES = {one["name"]: one for one in MODEL["structures"]}
ENUMERATIONS = {one["name"]: one for one in MODEL["enumerations"]}
ALIASES = {one["name"]: one["type"] for one in MODEL["typeAliases"]}
BASES = {"boolean": True, "integer": 1, "uinteger": 1, "decimal": 1.5, "null": None}  # else a text
DEEPEST = 8  # SelectionRange, for one, is made of itself


def properties(name: str) -> list[dict]:
    """A structure's own and those of what it is made of."""
    entry = STRUCTURES[name]
    bases = [one for base in [*entry.get("extends", []), *entry.get("mixins", [])] for one in properties(base["name"])]
    return [*entry["properties"], *bases]


def of_properties(all_of_them: list[dict], depth: int) -> dict:
    return {one["name"]: sample(one["type"], depth + 1) for one in all_of_them
            if depth < DEEPEST or not one.get("optional")}


def sample(kind: dict, depth: int = 0):
    """A value of this type with all that it can hold."""
    what, name = kind["kind"], kind.get("name", "")
    if what == "base":
        return BASES.get(name, "file:///a.py")
    if what == "stringLiteral":
        return kind["value"]
    if what == "array":
        return [sample(kind["element"], depth + 1)] if depth < DEEPEST else []
    if what == "tuple":
        return [sample(item, depth + 1) for item in kind["items"]]
    if what == "map":
        return {sample(kind["key"], depth + 1): sample(kind["value"], depth + 1)} if depth < DEEPEST else {}
    if what == "literal":
        return of_properties(kind["value"]["properties"], depth)
    if what == "and":
        return of_properties([one for item in kind["items"] for one in properties(item["name"])], depth)
    if what == "or":
        return sample(max(kind["items"], key=richness), depth)
    if name == "LSPAny":
        return {"key": 1}
    if name in STRUCTURES:
        return of_properties(properties(name), depth)
    return ENUMERATIONS[name]["values"][0]["value"] if name in ENUMERATIONS else sample(ALIASES[name], depth)


def richness(kind: dict) -> int:
    name = kind.get("name", "")
    if name in STRUCTURES:
        return 10 + len(properties(name))
    if name in ALIASES and name != "LSPAny":
        return richness(ALIASES[name])
    return 0 if name == "null" else 1 if kind["kind"] == "base" else 5


def client_messages() -> dict[str, dict]:
    """By method: {"isRequest", "params"}."""
    return {one["method"]: {"isRequest": key == "requests", "params": sample(one["params"]) if "params" in one else None}
            for key in ("requests", "notifications") for one in MODEL[key] if one["messageDirection"] != "serverToClient"}
