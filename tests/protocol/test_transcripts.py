"""Transcripts against the real server: what a client says (-->) and what comes (<--). ROOT and FOLDER stand for an empty
folder; "*" for anything, "..." for any items of a list. Each is played whole, and split at every byte."""

import json
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from lsp_client import Client, frame  # noqa: E402

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


def is_like(actual, expected) -> bool:
    if expected == "*":
        return True
    if isinstance(expected, dict):
        return isinstance(actual, dict) and set(actual) == set(expected) and all(
            is_like(actual[key], expected[key]) for key in expected)
    if not isinstance(expected, list):
        return type(actual) is type(expected) and actual == expected
    if not isinstance(actual, list):
        return False
    if not expected:
        return not actual
    if expected[0] == "...":
        return any(is_like(actual[i:], expected[1:]) for i in range(len(actual) + 1))
    return bool(actual) and is_like(actual[0], expected[0]) and is_like(actual[1:], expected[1:])


def steps(path: Path, folder: Path):
    """(what is sent, what is to come) of each part."""
    text = path.read_text().replace("ROOT", folder.as_uri()).replace("FOLDER", str(folder))
    for part in text.split("\n---\n"):
        lines = [line for line in part.splitlines() if line and not line.startswith("#")]
        assert all(line[:4] in ("--> ", "<-- ") for line in lines), part
        yield ([line[4:].encode() for line in lines if line.startswith("-->")],
               [json.loads(line[4:]) for line in lines if line.startswith("<--")])


@pytest.mark.parametrize("split", [False, True], ids=["whole", "split"])
@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_transcript(path, split, tmp_path):
    with Client(cwd=tmp_path, env={"HOME": str(tmp_path.parent), "XDG_STATE_HOME": str(tmp_path.parent / "state")}) as client:
        for sent, expected in steps(path, tmp_path):
            data = b"".join(map(frame, sent))
            for i in range(len(data)) if split else []:
                os.write(client.input, data[i:i + 1])
            if not split:
                client.write(data)
            for wanted in expected:
                actual = client.read(10)
                assert is_like(actual, wanted), f"wanted {json.dumps(wanted)}\ngot    {json.dumps(actual)}"
        client.process.stdin.close()
        assert client.status() == 0
        client.process.stdin = None
        assert client.buffer == b"" and client.process.stdout.read() == b""
