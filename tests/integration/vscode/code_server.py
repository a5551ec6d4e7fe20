"""VS Code in a browser: code-server from npm, made ready once, with our extension."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = HERE / "npm-long/node_modules"
VSCODE = MODULES / "code-server/lib/vscode"
# What is built for this machine; node-pty's script says that it failed when it has built it.
NATIVE = {VSCODE / "node_modules/node-pty": "build/Release/pty.node",
          VSCODE / "node_modules/native-watchdog": "build/Release/watchdog.node",
          VSCODE / "node_modules/@vscode/spdlog": "build/Release/spdlog.node",
          MODULES / "argon2": "lib/binding/napi-v3/argon2.node"}


def npm(folder: Path, *words: str) -> str:
    done = subprocess.run(["npm", *words, "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600)
    return done.stdout


def make_ready() -> Path:
    """code-server's program. Its own install script would fetch a binary; what that does else is done here."""
    program = MODULES / "code-server/out/node/entry.js"
    mark = MODULES / "code-server/.made-ready"
    if mark.exists():
        return program
    npm(VSCODE, "install", "--ignore-scripts", "--omit=dev")
    npm(VSCODE / "extensions", "install", "--ignore-scripts", "--omit=dev")
    for module, built in NATIVE.items():
        home = VSCODE if VSCODE in module.parents else HERE / "npm-long"
        said = npm(home, "rebuild", str(module.relative_to(home / "node_modules")))
        assert (module / built).exists(), said
    (VSCODE / "node_modules.asar").unlink(missing_ok=True)
    (VSCODE / "node_modules.asar").symlink_to("node_modules")
    search = VSCODE / "node_modules/@vscode/ripgrep/bin"
    search.mkdir(exist_ok=True)
    shutil.copy("/usr/bin/rg", search / "rg")
    mark.touch()
    return program


class CodeServer:
    """On a port of loopback, with settings and extensions of its own."""

    def __init__(self, folder: Path, extension: Path, settings: dict, env: dict):
        self.program, self.env = make_ready(), env
        self.places = ["--user-data-dir", str(folder / "data"), "--extensions-dir", str(folder / "extensions"),
                       "--config", str(folder / "config.yaml")]
        (folder / "config.yaml").write_text("auth: none\n")
        for scope in ("User", "Machine"):  # programs' paths are taken from the machine's only
            file = folder / "data" / scope / "settings.json"
            file.parent.mkdir(parents=True)
            file.write_text(json.dumps(settings))
        subprocess.run(["node", self.program, *self.places, "--install-extension", extension], env=env, check=True,
                       capture_output=True, text=True, timeout=120)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = open(folder / "log", "wb")
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> CodeServer:
        self.process = subprocess.Popen(
            ["node", self.program, *self.places, "--auth", "none", "--bind-addr", f"127.0.0.1:{self.port}",
             "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"],
            env=self.env, stdout=self.log, stderr=self.log, start_new_session=True)
        end = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                    return self
            except OSError:
                assert time.monotonic() < end and self.process.poll() is None
                time.sleep(0.2)

    def __exit__(self, *_) -> None:
        os.killpg(self.process.pid, 15)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, 9)
            self.process.wait()
        self.log.close()
