"""The sample stack in a folder of its own, imported for an IDE by the real program."""

import json
import os
import re
import subprocess
from pathlib import Path

from dap_ide import free_port

TOP = Path(__file__).resolve().parents[3]
STACKDEV = os.environ.get("STACKDEV") or str(TOP / "build/release/bin/stackdev")


class Stack:
    def __init__(self, folder):
        self.root = folder / "root"
        self.root.mkdir()
        self.globals = ["--root", str(self.root), "--state", str(folder / "state")]
        self.stackdev("init", "--stack", "sample")
        self.port = free_port()
        configuration = self.root / "sample-service/etc/sample-api.conf"
        configuration.write_text(configuration.read_text().replace("8790", str(self.port)))
        git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", str(self.root / "sample-service")]
        subprocess.run([*git, "commit", "-qam", "Another port"], check=True)

    def stackdev(self, *words, status=0):
        done = subprocess.run([STACKDEV, *self.globals, *words], capture_output=True, text=True, timeout=60,
                              stdin=subprocess.DEVNULL)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def imported(self, ides, *words):
        return json.loads(self.stackdev("import", "--json", "--ide", ides, *words))

    @property
    def workspace_file(self):
        return self.root / "sample.code-workspace"

    def workspace(self):
        return json.loads(self.workspace_file.read_text())

    def configuration(self, name):
        """An entry of the generated file as VS Code hands it to the adapter."""
        workspace = self.workspace()
        entry = next(one for one in workspace["launch"]["configurations"] if one["name"] == name)
        return self.resolved(entry, workspace)

    def resolved(self, value, workspace):
        """VS Code's variables of folders, by the folders that the file itself lists."""
        folders = {one["name"]: str(self.root / one["path"]) for one in workspace["folders"]}
        if isinstance(value, dict):
            return {key: self.resolved(one, workspace) for key, one in value.items()}
        if isinstance(value, list):
            return [self.resolved(one, workspace) for one in value]
        if not isinstance(value, str):
            return value
        return re.sub(r"\$\{workspaceFolder:([^}]*)\}", lambda found: folders[found.group(1)], value)

    def git_status(self):
        return [line for folder in self.root.iterdir() if (folder / ".git").exists()
                for line in subprocess.run(["git", "-C", str(folder), "status", "--short"], check=True,
                                           capture_output=True, text=True).stdout.splitlines()]
