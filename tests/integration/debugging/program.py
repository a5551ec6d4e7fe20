"""Starts programs under the bootstrap, asks them over HTTP, and looks what is left of them."""

import concurrent.futures
import json
import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from dap_ide import free_port, wait_listening

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, os.pardir, os.pardir, os.pardir))
BOOTSTRAP = os.path.join(ROOT, "pydev-templates", "bootstrap")
SAMPLE = os.path.join(ROOT, "pydev-templates", "stacks", "sample")
TARGETS = os.path.join(HERE, "targets")
SYSTEM_PYTHON = "/usr/bin/python3"


def debug_environment(port, backend="pydevd", **settings):
    """STACKDEV_DEBUG and its relatives; settings by their last word, in lower case."""
    environment = {"STACKDEV_DEBUG": "127.0.0.1:%d" % port, "STACKDEV_DEBUG_BACKEND": backend}
    for name, value in settings.items():
        environment["STACKDEV_DEBUG_" + name.upper()] = str(value)
    return environment


class Program(object):
    """A running program in a process group of its own, with its output in a file."""

    def __init__(self, arguments, environment=(), path=(), cwd=None, bootstrap=True):
        if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as a shell's background jobs have it, and hand it on
            signal.signal(signal.SIGINT, signal.default_int_handler)
        self.output = tempfile.NamedTemporaryFile(prefix="program-")
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("STACKDEV_", "PYTHON", "PYDEV", "GEVENT"))}
        folders = ([BOOTSTRAP] if bootstrap else []) + list(path)
        clean.update(PYTHONPATH=os.pathsep.join(folders), PYTHONUNBUFFERED="1")
        clean.update(dict(environment))
        self.process = subprocess.Popen(arguments, env=clean, cwd=cwd, stdin=subprocess.DEVNULL, stdout=self.output,
                                        stderr=subprocess.STDOUT, start_new_session=True)
        self.pid = self.process.pid

    def said(self):
        """All it has printed so far."""
        return open(self.output.name, errors="replace").read()

    def bootstrap_said(self):
        return [line for line in self.said().splitlines() if line.startswith("stackdev[")]

    def group(self):
        """All processes alive that it has started, itself included."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                fields = open("/proc/%s/stat" % pid).read().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == self.pid and fields[0] not in "ZX":  # the session is the leader's pid
                found.append(int(pid))
        return sorted(found)

    def children(self):
        return [pid for pid in self.group() if pid != self.pid and parent_of(pid) == self.pid]

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, timeout=15):
        """Its exit status; None if it goes on."""
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None

    def left_over(self, timeout=5):
        """What is alive of the group after some patience."""
        wait_until(lambda: not self.group(), timeout)
        return self.group()

    def kill(self):
        for pid in self.group():
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        self.process.wait()
        self.output.close()


def parent_of(pid):
    try:
        return int(open("/proc/%d/stat" % pid).read().rpartition(")")[2].split()[1])
    except OSError:
        return None


def wait_until(condition, timeout=20):
    end = time.time() + timeout
    while time.time() < end:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())


class Server(Program):
    """One that answers HTTP on 127.0.0.1:port."""

    def __init__(self, arguments, port, **options):
        Program.__init__(self, arguments, **options)
        self.port = port
        self.pool = concurrent.futures.ThreadPoolExecutor(16)

    def wait_listening(self, timeout=60):
        wait_listening(self.port, timeout)
        return self

    def get(self, path="/", timeout=30, headers=()):
        """Status and body, decoded if it is JSON; the error if there is no answer."""
        request = urllib.request.Request("http://127.0.0.1:%d%s" % (self.port, path), headers=dict(headers))
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                status, body = answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            status, body = error.code, error.read().decode()
        except OSError as error:
            return 0, str(error)
        try:
            return status, json.loads(body)
        except ValueError:
            return status, body

    def ask(self, path="/", timeout=30, headers=()):
        """The same in the background: a future."""
        return self.pool.submit(self.get, path, timeout, headers)

    def ask_all(self, paths, timeout=20, headers=()):
        """How many of these concurrent requests are answered with 200."""
        return sum(f.result()[0] == 200 for f in [self.ask(path, timeout, headers) for path in paths])


def sample_service(environment=(), workers=2, python=SYSTEM_PYTHON, folder=None, bootstrap=True, runner=(), script=None):
    """The service of the sample stack; its own configuration with another port."""
    port = free_port()
    folder = folder or tempfile.mkdtemp(prefix="sample-")
    config = os.path.join(folder, "sample-api.conf")
    with open(config, "w") as file:
        paste = os.path.join(SAMPLE, "sample-service", "etc", "sample-api-paste.ini")
        file.write("[DEFAULT]\nport = %d\nworkers = %d\npaste_config = %s\n" % (port, workers, paste))
    path = [os.path.join(SAMPLE, "samplelib", "src"), os.path.join(SAMPLE, "python-sampleclient")]
    script = script or os.path.join(SAMPLE, "sample-service", "bin", "sample-api")
    command = [python, *runner, script, "--config-file", config]
    return Server(command, port, environment=environment, path=path, bootstrap=bootstrap)


def sample_file(*parts):
    return os.path.join(SAMPLE, *parts)
