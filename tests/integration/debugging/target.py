"""The programs under test: how each is started, and where its breakpoints go."""

import os

from dap_ide import free_port
from program import SYSTEM_PYTHON, TARGETS, Server, sample_file, sample_service
from pydevd_ide import line_of

VIEWS = os.path.join(TARGETS, "views.py")
API = sample_file("sample-service", "sampleservice", "api.py")


class Target(object):
    """`ways`: the further ways to run code that the program knows, as {name: path}."""

    def __init__(self, name, workers, ways, file=VIEWS, start=None, script=None, arguments=()):
        self.name, self.workers, self.ways, self.file = name, workers, ways, file
        self.forks = workers > 0
        self.script, self.arguments = script, arguments
        self._start = start
        self.path = "/"
        self.index = "pid = os.getpid"
        self.square = "result = number"
        self.error_path, self.error_line = "/error", (VIEWS, 'raise ValueError')
        self.call = ("/", "json.dumps.view")  # a path, and a line on it that calls something
        self.many = "/sleep"
        self.headers = ()
        self.start_timeout = 30
        self.changes = ("pid", "42")  # a variable after a step over, and its new value
        self.shows_change = lambda body: body["pid"] == 42

    def start(self, environment, python=SYSTEM_PYTHON):
        if self._start is not None:
            return self._start(environment, python).wait_listening(self.start_timeout)
        port = free_port()
        command = [python, os.path.join(TARGETS, self.script), str(port)] + [str(a) for a in self.arguments]
        return Server(command, port, environment=environment).wait_listening(self.start_timeout)

    def index_line(self):
        return line_of(self.file, self.index)

    def square_line(self):
        return line_of(self.file, self.square)


def sample(workers):
    name = "sample service, %d workers" % workers if workers else "sample service, one process"
    target = Target(name, workers, {"GreenPool": "/pool", "native thread": "/thread", "tpool": "/tpool"}, API,
                    start=lambda environment, python: sample_service(environment, workers, python))
    target.error_path = "/hello?language=xx"
    target.error_line = (sample_file("samplelib", "src", "samplelib", "greeting.py"), "raise ValueError")
    target.call = ("/hello", "greeting = samplelib.greet")
    target.many = "/sleep?seconds=0.2"
    return target


TARGET_OF = {
    "sample": sample(2),
    "single": sample(0),
    "gevent": Target("gevent pre-fork, 2 workers", 2,
                     {"GreenPool": "/pool", "green threading.Thread": "/thread", "tpool": "/tpool"},
                     script="gevent_server.py", arguments=[2]),
    "threads": Target("threaded server, multiprocessing", 0, {"native thread": "/thread", "process": "/process"},
                      script="threaded_server.py"),
    "eventlet": Target("bare eventlet pre-fork, 2 workers", 2,
                       {"GreenPool": "/pool", "native thread": "/thread", "tpool": "/tpool",
                        "green threading.Thread": "/threading"},
                       script="eventlet_server.py", arguments=[2]),
}
