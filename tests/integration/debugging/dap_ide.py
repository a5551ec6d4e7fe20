"""VS Code's side of debugpy's real adapter: `attach` with `listen` or `launch`, and a further session for each child
process."""

import glob
import json
import os
import signal
import socket
import subprocess
import threading
import time

from ide import Ide, Stop

GO_ON = {"resume": "continue", "in": "stepIn", "over": "next"}


class DapIde(Ide):
    def __init__(self, port=0, python="/usr/bin/python3", configuration=None):
        """Without a `configuration`, an entry of launch.json, it waits on the port for whoever comes."""
        Ide.__init__(self)
        self.port = port or free_port()
        self.terminals = []
        self.adapter = subprocess.Popen([python, "-m", "debugpy.adapter"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, cwd="/", env=dict(os.environ, PYTHONPATH=""))
        listen = {"host": "127.0.0.1", "port": self.port}
        attach = {"name": "attach", "type": "python", "request": "attach", "listen": listen, "subProcess": True,
                  "justMyCode": False}
        arguments = configuration or attach
        self._begin(self.adapter.stdout, self.adapter.stdin, arguments)
        if "listen" in arguments:
            wait_listening(arguments["listen"]["port"])

    def run_in_terminal(self, arguments):
        """The adapter's request of that name: the process id."""
        environment = dict(os.environ)
        for name, value in (arguments.get("env") or {}).items():
            if value is None:
                environment.pop(name, None)
            else:
                environment[name] = value
        self.terminals.append(subprocess.Popen(arguments["args"], cwd=arguments.get("cwd") or None, env=environment,
                                               stdin=subprocess.DEVNULL, start_new_session=True))
        return self.terminals[-1].pid

    def _begin(self, reader, writer, arguments, connection=None):
        session = Session(self, reader, writer, arguments, connection)
        with self.changed:
            self.sessions.append(session)
        threading.Thread(target=session.start, daemon=True).start()

    def add_child(self, arguments):
        """The adapter's event debugpyAttach."""
        connection = socket.create_connection((arguments["connect"]["host"], arguments["connect"]["port"]))
        stream = connection.makefile("rwb", 0)
        self._begin(connection.makefile("rb"), stream, arguments, connection)

    def close(self):
        """As VS Code's button Stop, where it has started something: nothing of that may stay."""
        if self.terminals:
            self._stop()
        left_over = self.left_over()
        for session in self.sessions:
            session.close()
        self.adapter.kill()
        self.adapter.wait()
        for terminal in self.terminals:
            for pid in in_session(terminal.pid):
                os.kill(pid, signal.SIGKILL)
            terminal.wait()
        assert left_over == []

    def _stop(self):
        try:
            self.sessions[0].ask("disconnect", {"terminateDebuggee": True}, 5)
        except (AssertionError, OSError):
            pass  # the adapter has ended with its program
        end = time.time() + 5
        while self.left_over() and time.time() < end:
            time.sleep(0.05)

    def left_over(self):
        """Processes that were started in its terminals."""
        return [pid for terminal in self.terminals for pid in in_session(terminal.pid) if pid != terminal.pid]


class Session(object):
    def __init__(self, ide, reader, writer, arguments, connection):
        self.ide, self.reader, self.writer = ide, reader, writer
        self.arguments, self.connection = arguments, connection
        self.pid = None
        self.is_running, self.is_open = False, True
        self.sequence = 0
        self.answers = {}
        self.lock = threading.Lock()
        self.initialized = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def start(self):
        try:
            self._start()
        except (AssertionError, OSError):  # its process has just ended
            self.is_open = False

    def _start(self):
        self.ask("initialize", {"adapterID": "debugpy", "clientID": "vscode", "pathFormat": "path",
                                "linesStartAt1": True, "columnsStartAt1": True, "supportsRunInTerminalRequest": True})
        attached = self.send(self.arguments["request"], self.arguments)
        if not self.initialized.wait(600):
            return
        self.tell()
        self.ask("configurationDone", {})
        attached.wait()
        self.ask("threads", {})
        self.is_running = True
        self.ide.note()

    def tell(self):
        files = set(b.file for b in self.ide.breakpoints) | set(getattr(self, "files", ()))
        self.files = set(b.file for b in self.ide.breakpoints)
        for file in files:
            lines = [{"line": b.line, **({"condition": b.condition} if b.condition else {})}
                     for b in self.ide.breakpoints if b.file == file]
            self.ask("setBreakpoints", {"source": {"path": file}, "breakpoints": lines})
        # By class, not the filter "raised": that one stops at every StopIteration of the standard library.
        options = [{"path": [{"names": ["Python Exceptions"]}, {"names": list(self.ide.exceptions)}],
                    "breakMode": "always"}] if self.ide.exceptions else []
        self.ask("setExceptionBreakpoints", {"filters": [], "exceptionOptions": options})

    def variables(self, stop):
        scopes = self.ask("scopes", {"frameId": stop.frame})["scopes"]
        reference = next(s["variablesReference"] for s in scopes if s["name"] == "Locals")
        self.locals = reference
        return {v["name"]: v["value"] for v in self.ask("variables", {"variablesReference": reference})["variables"]}

    def set_variable(self, stop, name, expression):
        self.variables(stop)
        self.ask("setVariable", {"variablesReference": self.locals, "name": name, "value": expression})

    def go_on(self, stop, how):
        self.ask(GO_ON[how], {"threadId": stop.thread})

    def ask(self, command, arguments, timeout=20):
        return self.send(command, arguments).wait(timeout)

    def send(self, command, arguments):
        with self.lock:
            self.sequence += 1
            answer = self.answers[self.sequence] = Answer(command)
            self._write({"seq": self.sequence, "type": "request", "command": command, "arguments": arguments})
        return answer

    def _answer(self, request):
        if request["command"] == "runInTerminal":
            pid = self.ide.run_in_terminal(request["arguments"])
            with self.lock:
                self.sequence += 1
                self._write({"seq": self.sequence, "type": "response", "request_seq": request["seq"], "success": True,
                             "command": request["command"], "body": {"processId": pid}})

    def _write(self, message):
        body = json.dumps(message).encode()
        self.writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.writer.flush()

    def _read(self):
        try:
            while True:
                length = 0
                for line in iter(self.reader.readline, b"\r\n"):
                    if not line:
                        raise EOFError
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                self._take(json.loads(self.reader.read(length)))
        except (EOFError, OSError, ValueError):
            pass
        self.is_open = False
        self.ide.note()

    def _take(self, message):
        if message["type"] == "response":
            self.answers.pop(message["request_seq"]).arrive(message)
            return
        if message["type"] == "request":
            return self._answer(message)
        event, body = message["event"], message.get("body", {})
        if event == "initialized":
            self.initialized.set()
        elif event == "process":
            self.pid = body.get("systemProcessId")
        elif event == "debugpyAttach":
            self.ide.add_child(body)
        elif event == "stopped":
            threading.Thread(target=self._stopped, args=(body,), daemon=True).start()
        elif event == "terminated":
            self.is_open = False
            self.ide.note()

    def _stopped(self, body):
        top = self.ask("stackTrace", {"threadId": body["threadId"], "startFrame": 0, "levels": 1})["stackFrames"][0]
        self.ide.add_stop(Stop(self, body["threadId"], top["id"], top["source"]["path"], top["line"]))

    def close(self):
        if self.connection is not None:
            try:
                self.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Answer(object):
    def __init__(self, command):
        self.command = command
        self.arrived = threading.Event()

    def arrive(self, message):
        self.message = message
        self.arrived.set()

    def wait(self, timeout=20):
        if not self.arrived.wait(timeout):
            raise AssertionError("the adapter did not answer %r" % self.command)
        if not self.message["success"]:
            raise AssertionError("%s: %s" % (self.command, self.message.get("message")))
        return self.message.get("body") or {}


def in_session(session):
    """Ids of the processes of this session."""
    found = []
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path) as stat:
                fields = stat.read().rpartition(") ")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            found.append(int(path.split("/")[2]))
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_listening(port, timeout=20):
    """By the kernel's table: a connection would be taken for the program's."""
    wanted = ":%04X" % port
    end = time.time() + timeout
    while time.time() < end:
        for row in open("/proc/net/tcp").read().splitlines()[1:]:
            words = row.split()
            if words[1].endswith(wanted) and words[3] == "0A":
                return
        time.sleep(0.02)
    raise AssertionError("nobody listens on port %d" % port)
