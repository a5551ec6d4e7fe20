"""An IDE's debug server, as pydevd sees it: lines of COMMAND TAB SEQUENCE TAB PAYLOAD.

What pydevd sends is quoted as in URLs, what it gets is plain.
"""

import os
import re
import socket
import threading
from urllib.parse import unquote
from xml.etree import ElementTree

from ide import Ide, Stop

RUN, RESUME, INTO, OVER = 101, 106, 107, 108
THREAD_SUSPENDED, SET_BREAK, REMOVE_BREAK = 105, 111, 112
GET_FRAME, CHANGE_VARIABLE, ADD_EXCEPTION, REMOVE_EXCEPTION, VERSION = 114, 117, 122, 123, 501
ERROR = 901
GO_ON = {"resume": RESUME, "in": INTO, "over": OVER}


class PydevdIde(Ide):
    """Listens on 127.0.0.1. `mute`: accepts and never says a word."""

    def __init__(self, port=0, mute=False):
        Ide.__init__(self)
        self.mute = mute
        self.listener = socket.create_server(("127.0.0.1", port))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            session = Session(self, connection)
            with self.changed:
                self.sessions.append(session)
            if not self.mute:
                threading.Thread(target=session.start, daemon=True).start()

    def stop_listening(self):
        try:
            self.listener.shutdown(socket.SHUT_RDWR)  # closing alone does not wake the thread that accepts
        except OSError:
            pass
        self.listener.close()

    def close(self):
        self.stop_listening()
        for session in self.sessions:
            session.close()


class Session(object):
    """One attached process."""

    def __init__(self, ide, connection):
        self.ide, self.connection = ide, connection
        self.pid = _peer_pid(connection)
        self.is_running, self.is_open = False, True
        self.sequence = 1
        self.answers = {}
        self.told = []
        self.lock = threading.Lock()
        threading.Thread(target=self._read, daemon=True).start()

    def start(self):
        self.ask(VERSION, "1.1\tUNIX\tID")
        self.tell()
        self.ask(RUN, "", answered=False)
        self.is_running = True
        self.ide.note()

    def tell(self):
        for number, (kind, value) in enumerate(self.told):
            if kind == "line":
                self.ask(REMOVE_BREAK, "python-line\t%s\t%d" % (value.file, number), answered=False)
            else:
                self.ask(REMOVE_EXCEPTION, value, answered=False)
        self.told = [("line", b) for b in self.ide.breakpoints] + [("exception", e) for e in self.ide.exceptions]
        for number, (kind, value) in enumerate(self.told):
            if kind == "line":
                place = "%d\tpython-line\t%s\t%d\tNone\t%s\tNone" % (number, value.file, value.line, value.condition)
                self.ask(SET_BREAK, place, answered=False)
            else:
                self.ask(ADD_EXCEPTION, "%s\tNone\tNone\t1\t0\t0" % value, answered=False)
        self.ask(VERSION, "1.1\tUNIX\tID")  # answered when all before it has been done

    def variables(self, stop):
        answer = ElementTree.fromstring(self.ask(GET_FRAME, "%s\t%s\tFRAME" % (stop.thread, stop.frame)))
        return {var.get("name"): unquote(var.get("value")).split(": ", 1)[-1] for var in answer.iter("var")}

    def set_variable(self, stop, name, expression):
        self.ask(CHANGE_VARIABLE, "%s\t%s\tFRAME\t%s\t%s" % (stop.thread, stop.frame, name, expression))

    def go_on(self, stop, how):
        self.ask(GO_ON[how], stop.thread, answered=False)

    def ask(self, command, payload, answered=True, timeout=10):
        with self.lock:
            self.sequence += 2
            number = self.sequence
            arrived = threading.Event()
            self.answers[number] = (arrived, [])
        line = "%d\t%d\t%s\n" % (command, number, payload)
        self.connection.sendall(line.encode())
        if answered:
            if not arrived.wait(timeout):
                raise AssertionError("pydevd did not answer %r" % line)
            return self.answers[number][1][0]

    def _read(self):
        try:
            with self.connection.makefile("r", encoding="utf-8", newline="\n") as lines:
                for line in lines:
                    command, number, payload = line.rstrip("\n").split("\t", 2)
                    self._take(int(command), int(number), unquote(payload))
        except (OSError, ValueError):
            pass
        self.is_open = False
        self.ide.note()

    def _take(self, command, number, payload):
        if command == THREAD_SUSPENDED:
            thread = ElementTree.fromstring(payload).find("thread")
            frame = thread.find("frame")
            if frame is not None:
                file = unquote(frame.get("file"))
                stop = Stop(self, thread.get("id"), frame.get("id"), file, int(frame.get("line")))
                self.ide.add_stop(stop)
        elif number in self.answers:
            arrived, answer = self.answers[number]
            answer.append(payload)
            arrived.set()

    def close(self):
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.connection.close()


def _peer_pid(connection):
    """The process at the other end of a loopback connection; PyDev shows it in the thread's name."""
    peer = "%02X%02X%02X%02X:%04X" % (*reversed([int(p) for p in connection.getpeername()[0].split(".")]),
                                      connection.getpeername()[1])
    for row in open("/proc/net/tcp").read().splitlines()[1:]:
        words = row.split()
        if words[1] == peer:
            wanted = "socket:[%s]" % words[9]
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    for number in os.listdir("/proc/%s/fd" % pid):
                        if os.readlink("/proc/%s/fd/%s" % (pid, number)) == wanted:
                            return int(pid)
                except OSError:
                    continue
    return None


def line_of(file, text):
    """The number of the only line with this text."""
    found = [i for i, line in enumerate(open(file), 1) if re.search(text, line)]
    assert len(found) == 1, (file, text, found)
    return found[0]
