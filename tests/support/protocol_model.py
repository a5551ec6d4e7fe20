"""The protocol's machine-readable model, as the package lsprotocol has it.

Run by a Python that has it (protocol_python.py), it prints each message that a client can send with every field that
there is, as JSON: [{"method", "isRequest", "params"}].
"""

from __future__ import annotations

import collections.abc
import enum
import json
import typing

import attrs
from lsprotocol import types

DEEPEST = 8  # SelectionRange, for one, is made of itself


def name_on_the_wire(field: str) -> str:
    first, *others = field.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in others)


def sample(kind, depth: int = 0):
    """A value of this type with all that it can hold."""
    if isinstance(kind, (str, typing.ForwardRef)):
        name = kind if isinstance(kind, str) else kind.__forward_arg__
        if not hasattr(types, name):
            return sample(eval(name, vars(types) | {"typing": typing}), depth)  # of the package, not of a server
        return sample(getattr(types, name), depth)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Union:  # the richest
        return sample(max(arguments, key=richness), depth)
    if origin is typing.Literal:
        return arguments[0]
    if origin in (list, tuple, collections.abc.Sequence):
        return [sample(arguments[0], depth + 1)] if depth < DEEPEST else []
    if origin in (dict, collections.abc.Mapping):
        return {"key": sample(arguments[1], depth + 1)} if depth < DEEPEST else {}
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next(iter(kind)).value
    if attrs.has(kind):
        return {name_on_the_wire(field.name): sample(field.type, depth + 1)
                for field in attrs.fields(kind) if depth < DEEPEST or field.default is attrs.NOTHING}
    return {bool: True, int: 1, float: 1.5, str: "file:///a.py"}.get(kind)


def richness(kind) -> int:
    if kind is type(None):
        return 0
    if isinstance(kind, typing.ForwardRef):
        return richness(getattr(types, kind.__forward_arg__, object))
    if isinstance(kind, type) and attrs.has(kind):
        return 10 + len(attrs.fields(kind))
    return 5 if typing.get_origin(kind) else 1


def messages() -> list[dict]:
    made = []
    for method, (kind, *_) in types.METHOD_TO_TYPES.items():
        if types.message_direction(method) != "serverToClient":
            fields = {field.name: field for field in attrs.fields(kind)}
            params = fields.get("params")
            made.append({"method": method, "isRequest": "id" in fields, "params": params and sample(params.type)})
    return made


if __name__ == "__main__":
    print(json.dumps(messages()))
