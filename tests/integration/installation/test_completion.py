"""The shells complete every command and option that there is, and the names of the user's own things."""

import os
import pty
import re
import select
import shlex
import signal
import textwrap
from pathlib import Path
from typing import List

import pytest

from program import PROGRAM, REPOSITORY_TOP, SECONDS, commands, run

FILES = REPOSITORY_TOP / "cli/completion"


def completed_by_bash(words: List[str], folder: "Path | None" = None) -> List[str]:
    script = f"""
        source {shlex.quote(str(FILES / 'stackdev.bash'))}
        COMP_WORDS=({shlex.join(['stackdev', *words])}) COMP_CWORD={len(words)}
        _stackdev
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return shell(["bash", "--norc", "-uc", textwrap.dedent(script)], folder)


def completed_by_fish(words: List[str], folder: "Path | None" = None) -> List[str]:
    script = f"""
        source {shlex.quote(str(FILES / 'stackdev.fish'))}
        complete --do-complete {shlex.quote(' '.join(['stackdev', *words]))}
    """
    lines = shell(["fish", "--no-config", "-c", textwrap.dedent(script)], folder)
    return sorted(line.split("\t")[0] for line in lines)


def line_after_tab_in_zsh(typed: str, folder: Path) -> str:
    """What zsh makes of `typed` and Tab, on a terminal; its words as zsh then runs them."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.environ.update(PATH=search_path(), TERM="dumb", HOME=str(folder.parent))
        os.execvp("zsh", ["zsh", "-f", "-i"])
    try:
        os.write(terminal, f"""PS1=; unsetopt prompt_cr prompt_sp; autoload -Uz compinit; compinit -u -D
source {shlex.quote(str(FILES / 'stackdev.zsh'))}
stackdev() {{ [[ $1 == --complete ]] && command stackdev "$@" || print -r -- "<${{(j:|:)@}}>" }}
print -r -- "<"ready">"
""".encode())
        read_until(terminal, rb"<ready>")
        os.write(terminal, f"stackdev {typed}\t\n".encode())
        return read_until(terminal, rb"<[^\r\n]*>").decode()[1:-1]
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def read_until(terminal: int, pattern: bytes) -> bytes:
    output = b""
    while not (found := re.search(pattern, output)):
        ready, _, _ = select.select([terminal], [], [], SECONDS)
        assert ready, output
        output += os.read(terminal, 4096)
    return found[0]


def shell(command: List[str], folder: "Path | None") -> List[str]:
    return run(*command, folder=folder, PATH=search_path()).splitlines()


def search_path() -> str:
    return f"{PROGRAM.parent}:{os.environ['PATH']}"


SHELLS = [completed_by_bash, completed_by_fish]


@pytest.mark.parametrize("completed", SHELLS)
def test_every_command_and_option_is_completed(completed, tmp_path):
    known = commands()
    for words, command in known.items():
        assert set(command.commands) <= set(completed([*words, ""], tmp_path)), words
        long = {option for option in command.options if option.startswith("--")}
        if words:
            long -= {"--version"}
            long |= {"--root", "--json"}  # every command takes the global options
        assert long <= set(completed([*words, "--"], tmp_path)), words


@pytest.mark.parametrize("completed", SHELLS)
def test_values_are_completed(completed, sample):
    (sample / "a folder").mkdir()
    assert completed(["init", "--stack", "openstack-"], sample) == ["openstack-essex"]
    assert sorted(completed(["import", "samp"], sample)) == ["sample-service", "samplelib"]
    assert completed(["import", "--shared", "samplel"], sample) == ["samplelib"]
    assert [word.rstrip("/") for word in completed(["--root", "sample-s"], sample)] == ["sample-service"]
    assert "sample-api" in completed(["launch", "show", "sample-"], sample)
    outside = sample.parent
    assert "sample-api" in completed(["--root", str(sample), "launch", "show", "sample-"], outside)
    assert "sample-api" in completed(["launch", "--root", str(sample), "show", "sample-"], outside)
    assert "stackdev.toml" in completed(["import", "--interpreter", "stackd"], sample)
    assert sorted(completed(["import", "--ide", ""], sample)) == ["eclipse", "pycharm", "vscode"]
    last = completed(["import", "--ide", "eclipse,v"], sample)
    assert [word.replace("\\", "") for word in last] == ["eclipse,vscode"]  # bash quotes the comma


@pytest.mark.parametrize("typed, line", [
    ("imp", "import"),
    ("launch sh", "launch|show"),
    ("import --django", "import|--django-nature"),
    ("init --stack openstack-", "init|--stack|openstack-essex"),
    ("--root sample-s", "--root|sample-service"),
    ("--root=sample-s", "--root=sample-service"),
    ("launch show sample-a", "launch|show|sample-api"),
    ("launch show python-sampleclient\\ t", "launch|show|python-sampleclient tests"),
])
def test_zsh_completes(typed, line, sample):
    assert line_after_tab_in_zsh(typed, sample) == line


def test_bash_quotes_names_with_spaces(sample):
    assert "python-sampleclient\\ tests" in completed_by_bash(["launch", "show", "python-"], sample)


def test_a_root_that_cannot_be_read_completes_nothing(tmp_path):
    (tmp_path / "stackdev.toml").write_text("version = 'none'\n", "utf-8")
    assert completed_by_bash(["launch", "show", ""], tmp_path) in ([], [""])


def test_completing_writes_nothing(sample):
    before = sorted(sample.parent.rglob("*"))
    completed_by_bash(["launch", "show", ""], sample)
    assert sorted(sample.parent.rglob("*")) == before
