"""A Python with the protocol's model (protocol-model.txt): fetched once for each user."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("protocol-model.txt")


def protocol_python() -> Path:
    wanted = REQUIREMENTS.read_text()
    folder = Path.home() / ".cache/stackdev-tests/protocol-model"
    record = folder / "requirements.txt"
    if not record.exists() or record.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([folder / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS],
                       check=True)
        record.write_text(wanted)
    return folder / "bin/python"
