"""Drives a real Eclipse in tests: headless to look into a workspace, or with its window under Xvfb.

Every wait has a limit, and only processes that were started here are ended. README.md says what is real.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Callable, Dict, IO, Iterator, List

import runtime

INSPECT_SECONDS = 120
WINDOW_SECONDS = 180
DISPLAY_SECONDS = 30
CLOSE_SECONDS = 60

# Eclipse is short-lived here: the quick compiler alone saves a fifth of the time.
_JAVA = ["java", "-XX:TieredStopAtLevel=1"]


class EclipseFailed(Exception):
    """Eclipse did not do what was asked, in time; the message has its output and its log's end."""


def inspect(workspace: Path, *options: Any) -> Dict[str, Any]:
    """What Eclipse sees in the workspace, after the options of inspector/ were carried out."""
    with _command(runtime.HEADLESS, "stackdev.inspector.application", workspace) as command:
        process = subprocess.Popen(command + [str(option) for option in options], env=_environment(),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, start_new_session=True)
        try:
            output, errors = process.communicate(timeout=INSPECT_SECONDS)
        except subprocess.TimeoutExpired:
            _kill(process)
            output, errors = process.communicate()
        if process.returncode:
            raise EclipseFailed(f"{' '.join(command[-2:])} {options}: status {process.returncode}\n"
                                f"{errors.decode('utf-8', 'replace')}\n{_log_ends(workspace, command)}")
    return json.loads(output)


class Window:
    """The IDE's real window. Its answers come from the widgets, through the bundle window_probe/."""

    def __init__(self, process: "subprocess.Popen[bytes]", workspace: Path, command: List[str]):
        self._process = process
        self._workspace = workspace
        self._command = command
        self._answers = _Lines(process.stdout)
        self._noise: List[str] = []  # what GTK, Java and others print between the answers

    @property
    def pid(self) -> int:
        return self._process.pid

    def state(self) -> Dict[str, Any]:
        """Titles, views, what the trees show, working sets, favorites, and whether jobs are running."""
        return self._ask("state")

    def show(self, view: str) -> None:
        self._ask(f"show {view}")

    def expand(self, project: str) -> None:
        """Opens a project in the Project Explorer."""
        self._ask(f"expand {project}")

    def screenshot(self, path: Path) -> None:
        """Saves the whole screen as PNG, when it has come to rest: drawing lags behind the widgets."""
        before = None
        deadline = time.monotonic() + CLOSE_SECONDS
        while before is None or path.read_bytes() != before:
            if time.monotonic() > deadline:
                raise EclipseFailed("the screen never came to rest")
            before = path.read_bytes() if before is not None else b""
            self._ask(f"screenshot {path}")
            time.sleep(0.2)

    def wait_for(self, condition: Callable[[Dict[str, Any]], bool]) -> Dict[str, Any]:
        """The first state for which the condition holds."""
        deadline = time.monotonic() + WINDOW_SECONDS
        while True:
            state = self.state()
            if condition(state):
                return state
            if time.monotonic() > deadline:
                raise EclipseFailed(f"the window never got there; last: {json.dumps(state, indent=1)}")
            # The IDE's own loop is what we wait for; there is no event for "any state changed".
            time.sleep(0.2)

    def close(self) -> None:
        """Exits as a user would, so that Eclipse saves its workspace."""
        self._send("close")
        self._process.wait(timeout=CLOSE_SECONDS)

    def wait_until_open(self) -> None:
        self._answer(WINDOW_SECONDS)

    def _ask(self, question: str) -> Dict[str, Any]:
        self._send(question)
        answer = self._answer(CLOSE_SECONDS)
        if "error" in answer:
            raise EclipseFailed(f"{question}: {answer['error']}")
        return answer

    def _send(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()

    def _answer(self, seconds: float) -> Dict[str, Any]:
        deadline = time.monotonic() + seconds
        while True:
            line = self._answers.next(deadline)
            if line is None:
                status = self._process.poll()
                why = f"none within {seconds} s" if status is None else f"it ended with status {status}"
                noise = "\n".join(self._noise[-20:])
                raise EclipseFailed(f"no answer from the window: {why}\n{noise}\n"
                                    f"{_log_ends(self._workspace, self._command)}")
            if line.startswith(b"{"):
                return json.loads(line)
            self._noise.append(line.decode("utf-8", "replace"))


@contextlib.contextmanager
def window(workspace: Path) -> Iterator[Window]:
    """Opens the IDE on a screen of its own. Ends it, saving, when the block ends."""
    with _display() as display, \
            _command(runtime.WINDOW, "org.eclipse.ui.ide.workbench", workspace) as command:
        environment = {**_environment(), "DISPLAY": display, "GDK_BACKEND": "x11", "SWT_GTK3": "1",
                       "NO_AT_BRIDGE": "1", "LIBGL_ALWAYS_SOFTWARE": "1"}
        for name in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
            environment.pop(name, None)
        command[1:1] = ["-Xmx1g", "-Dswt.library.path=/usr/lib/jni", "-Djava.library.path=/usr/lib/jni"]
        command += ["-os", "linux", "-ws", "gtk", "-name", "Eclipse"]
        process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   start_new_session=True)
        opened = Window(process, workspace, command)
        try:
            opened.wait_until_open()
            yield opened
            if process.poll() is None:
                opened.close()
        finally:
            _kill(process)


@contextlib.contextmanager
def _command(flavour: runtime.Flavour, application: str, workspace: Path) -> Iterator[List[str]]:
    """The command line of one run, with a configuration folder of its own.

    Equinox keeps its caches there, and a cache of other bundles breaks it in odd ways. A fresh one costs
    0.2 s and lets runs go side by side.
    """
    folder = runtime.runtime(flavour)
    with tempfile.TemporaryDirectory(prefix="stackdev-eclipse-") as configuration:
        shutil.copy(folder / "configuration/config.ini", configuration)
        yield _JAVA + ["-jar", str(runtime.LAUNCHER), "-install", str(folder),
                       "-configuration", configuration, "-user", "@none", "-nosplash",
                       "-application", application, "-data", str(workspace)]


def _environment() -> Dict[str, str]:
    # Java decodes file names by the locale; the workspaces have names that are not ASCII.
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    environment.pop("JAVA_TOOL_OPTIONS", None)
    return environment


@contextlib.contextmanager
def _display() -> Iterator[str]:
    """Starts an X server that chooses a free display."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp",
         "-noreset"],
        pass_fds=[writing], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True)
    os.close(writing)
    try:
        with open(reading, "rb", buffering=0) as pipe:
            number = _Lines(pipe).next(time.monotonic() + DISPLAY_SECONDS)
        if not number:
            raise EclipseFailed("Xvfb: gave no display; is the package xvfb installed?")
        yield f":{number.decode().strip()}"
    finally:
        _kill(server)


class _Lines:
    """Lines from a pipe, with a limit to the wait for each."""

    def __init__(self, pipe: IO[bytes]):
        self._descriptor = pipe.fileno()
        self._buffer = b""

    def next(self, deadline: float) -> "bytes | None":
        """None when the deadline passes or the pipe ends first."""
        while b"\n" not in self._buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._descriptor], [], [], left)[0]:
                return None
            data = os.read(self._descriptor, 65536)
            if not data:
                return None
            self._buffer += data
        line, self._buffer = self._buffer.split(b"\n", 1)
        return line


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Ends the process and what it started; each has a session, thus a group, of its own."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _log_ends(workspace: Path, command: List[str]) -> str:
    """What the logs end with: the workspace's, and the one of failures before it was open."""
    logs = [Path(workspace) / ".metadata/.log"]
    logs += Path(command[command.index("-configuration") + 1]).glob("*.log")
    return "\n".join(log.read_text("utf-8", "replace")[-4000:] for log in logs if log.exists())
