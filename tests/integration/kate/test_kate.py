"""Kate, in a window that nobody sees: its code actions mend and restore a file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, Iterator

import pytest

TOP = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(TOP / "tests/support"))
from lsp_client import server_program  # noqa: E402

SOURCE = "#!/usr/bin/env python\nimport eventlet\ns = 'üé🐍'; eventlet.monkey_patch()\n"
EDITED = "s = 'üé🐍'; eventlet.monkey_patch(all=False, socket=True, select=True)"
SECONDS = 60

pytestmark = pytest.mark.long


def wait_for(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


class Kate:
    """With a screen and a session bus of its own; the server's log tells how far it is."""

    def __init__(self, folder: Path):
        self.file, self.log = folder / "root/one/api.py", folder / "server.log"
        settings, home = folder / "home/.config/kate/lspclient/settings.json", folder / "home"
        settings.parent.mkdir(parents=True)
        self.file.parent.mkdir(parents=True)
        self.file.write_text(SOURCE)
        (folder / "root/stackdev.toml").write_text('version = 1\nstack = "x"\n')
        (folder / "run").mkdir(mode=0o700)
        command = [server_program(), "-v", "-v", "--log-file", str(self.log)]
        settings.write_text(json.dumps({"servers": {"python": {
            "command": command, "rootIndicationFileNames": ["stackdev.toml", ".git"], "highlightingModeRegex": "^Python$"}}}))
        (home / ".config/katerc").write_text(
            "[General]\nShow welcome view for new window=false\n[Kate Plugins]\nlspclientplugin=true\n"
            f"[lspclient]\nAllowedServerCommandLines={' '.join(command)}\n[KTextEditor Document]\nSwap File Mode=0\n")
        self.env = {"PATH": "/usr/bin:/bin", "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"),
                    "XDG_RUNTIME_DIR": str(folder / "run"), "LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": "xcb"}
        reading, writing = os.pipe()
        self.started = [self.start("Xvfb", "-displayfd", str(writing), "-screen", "0", "1000x600x24", "-nolisten", "tcp",
                                   pass_fds=[writing])]
        os.close(writing)
        with os.fdopen(reading) as display:
            self.env["DISPLAY"] = f":{display.readline().strip()}"
        bus = self.start("dbus-daemon", "--session", "--nofork", "--print-address", stdout=subprocess.PIPE, text=True)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self.started += [bus, self.start("openbox"),
                         self.start("kate", "-n", "-b", "--line", "3", "--column", "20", str(self.file))]

    def start(self, *command: str, **options) -> subprocess.Popen:
        return subprocess.Popen(command, env=self.env, stderr=subprocess.DEVNULL, **{"stdout": subprocess.DEVNULL, **options})

    def close(self) -> None:
        for process in reversed(self.started):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()

    def said(self, what: str) -> int:
        return self.log.read_text().count(what) if self.log.exists() else 0

    def key(self, *keys: str) -> None:
        subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "kate", "windowactivate", "--sync", "key", *keys],
                       env=self.env, check=True, capture_output=True, timeout=20)

    def press(self, *keys: str) -> None:
        """In the menu that is open: another window."""
        subprocess.run(["xdotool", "key", *keys], env=self.env, check=True, timeout=20)

    def act(self, title: str, picture: Path | None = None) -> None:
        offered = self.said(f'"title":"{title}"')
        diagnosed = self.said("textDocument/publishDiagnostics")
        self.key("alt+Return")
        wait_for(lambda: self.said(f'"title":"{title}"') > offered)
        time.sleep(1)  # the menu has no sign of its own
        if picture:
            subprocess.run(["import", "-window", "root", str(picture)], env=self.env, check=True, timeout=20)
        self.press("Down", "Return")
        wait_for(lambda: self.said("textDocument/publishDiagnostics") > diagnosed)
        self.key("ctrl+s")


@pytest.fixture
def kate(tmp_path) -> Iterator[Kate]:
    made = Kate(tmp_path)
    yield made
    made.close()


def test_code_actions(kate, tmp_path):
    wait_for(lambda: kate.said('"code":"unsafe-monkey-patch"') > 0)
    kate.act("Make debug-safe", Path(os.environ.get("STACKDEV_SCREENSHOT", tmp_path / "kate.png")))
    wait_for(lambda: EDITED in kate.file.read_text())
    kate.key("Up")  # the line was replaced, and the cursor is behind it
    kate.act("Restore")
    wait_for(lambda: kate.file.read_text() == SOURCE)
    kate.key("ctrl+q")
    assert kate.started[-1].wait(20) == 0
    assert " error: " not in kate.log.read_text()
