"""What Eclipse keeps in binary form in a workspace, as text. Strict: what Eclipse would not read is an error."""

import struct
from typing import Iterator, List

BEGIN = bytes.fromhex("40B18B8123BC00141A2596E7A393BE1E")
END = bytes.fromhex("C058FBF323BC00141A51F38C7BBB77C6")

TREE_VERSION = 0x04030202
COMPLETE, DELETED, NO_DATA = 0, 2, 3  # kinds of nodes


class Reader:
    """java.io.DataInputStream, as far as it is needed."""

    def __init__(self, data: bytes):
        self._data = data
        self._at = 0

    def take(self, layout: str) -> int:
        (value,) = struct.unpack_from(">" + layout, self._data, self._at)
        self._at += struct.calcsize(layout)
        return value

    def number(self) -> int:
        """As Eclipse writes small ones: a byte, or 0xFF and four."""
        value = self.take("B")
        return self.take("i") if value == 0xFF else value

    def utf(self) -> str:
        length = self.take("H")
        raw = self._data[self._at:self._at + length]
        assert len(raw) == length
        self._at += length
        # Characters beyond U+FFFF are written as two surrogates.
        return raw.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16")

    def end(self) -> None:
        assert self._at == len(self._data), "more than was to be read"


def _chunks(data: bytes) -> Iterator[Reader]:
    while data:
        assert data.startswith(BEGIN), "no chunk begins here"
        end = data.index(END)
        yield Reader(data[len(BEGIN):end])
        data = data[end + len(END):]


def location_text(data: bytes) -> str:
    """A project's .location: where its folder is; nothing for one that lies in the workspace."""
    (chunk,) = _chunks(data)
    text = chunk.utf()
    assert chunk.take("i") == 0, "dynamic references"
    assert chunk.take("i") == 0, "build configurations"
    assert chunk.utf() == "", "active build configuration"
    assert chunk.take("i") == 0, "references of build configurations"
    chunk.end()
    return text + "\n"


def _nodes(chunk: Reader, depth: int, next_node: int) -> List[str]:
    name, kind = chunk.utf(), chunk.number()
    said = {COMPLETE: "", DELETED: " deleted", NO_DATA: " (no data)"}[kind]
    if kind == COMPLETE:
        assert chunk.take("B") == 1, "has data"
        said += f" flags {chunk.take('i'):#05x}, {chunk.take('q')} local"
        node = chunk.take("q")
        assert 0 < node < next_node, "an id that Eclipse will give again"
        said += f", node {node}, content {chunk.take('i')}, stamp {chunk.take('q')}"
    lines = ["  " * depth + (name or "/") + said]
    for _ in range(chunk.number()):
        lines += _nodes(chunk, depth + 1, next_node)
    return lines


def snapshot_text(data: bytes) -> str:
    """The snapshots in an N.snap: projects that are there, or not any more, since the last save."""
    lines = []
    for chunk in _chunks(data):
        assert chunk.take("i") == TREE_VERSION
        next_node, stamp, next_marker = chunk.take("q"), chunk.take("q"), chunk.take("q")
        assert stamp == 0
        lines.append(f"snapshot: next node {next_node}, next marker {next_marker}")
        for _ in range(chunk.take("i")):
            lines.append(f"partner {chunk.utf()} {chunk.utf()}")
        assert chunk.number() == 1, "format of the tree"
        lines += _nodes(chunk, 0, next_node)
        chunk.end()
    return "".join(line + "\n" for line in lines)
