"""Debian's nova without keystone, database server or message queue: configured in a folder of its own.

Needs python3-nova, and api-paste.ini of nova-common (NOVA_API_PASTE names it if that is not installed).
"""

import os
import signal
import subprocess
import tempfile

import target
from dap_ide import DapIde, free_port
from program import SYSTEM_PYTHON, Program, Server, debug_environment
from pydevd_ide import PydevdIde, line_of

PASTE = os.environ.get("NOVA_API_PASTE", "/usr/share/nova-common/api-paste.ini")
PACKAGE = "/usr/lib/python3/dist-packages/nova"

CONFIG = """[DEFAULT]
transport_url = fake:/
enabled_apis = osapi_compute
osapi_compute_listen = 127.0.0.1
osapi_compute_listen_port = %(port)d
osapi_compute_workers = 2
state_path = %(folder)s
log_file = %(folder)s/nova.log
compute_driver = fake.FakeDriver
my_ip = 127.0.0.1
[api]
auth_strategy = noauth2
[database]
connection = sqlite:///%(folder)s/main.sqlite
[api_database]
connection = sqlite:///%(folder)s/api.sqlite
[wsgi]
api_paste_config = %(paste)s
[oslo_policy]
policy_dirs = %(folder)s/policy.d
[oslo_concurrency]
lock_path = %(folder)s
"""
DATABASES = (
    "api_db sync",
    "cell_v2 map_cell0 --database_connection sqlite:///%(folder)s/cell0.sqlite",
    "db sync",
    "cell_v2 create_cell --name cell1 --database_connection sqlite:///%(folder)s/main.sqlite --transport-url fake:/",
)
_prepared = []


def is_there():
    return os.path.isdir(PACKAGE) and os.path.exists(PASTE)


def _script(folder, name):
    """As the package's own starter has it."""
    path = os.path.join(folder, "nova-" + name)
    with open(path, "w") as file:
        file.write("import sys\nfrom nova.cmd.%s import main\nsys.exit(main())\n" % name)
    return path


def folder():
    """With its databases made, once."""
    if not _prepared:
        assert is_there(), "no python3-nova, or no %s (set NOVA_API_PASTE)" % PASTE
        place = tempfile.mkdtemp(prefix="nova-")
        os.mkdir(os.path.join(place, "policy.d"))
        config = _configure(place, free_port())
        manage = _script(place, "manage")
        for command in DATABASES:
            words = (command % {"folder": place}).split()
            subprocess.run([SYSTEM_PYTHON, manage, "--config-file", config] + words, check=True, capture_output=True)
        _prepared.append(place)
    return _prepared[0]


def _configure(place, port):
    path = os.path.join(place, "nova-%d.conf" % port)
    with open(path, "w") as file:
        file.write(CONFIG % {"folder": place, "port": port, "paste": PASTE})
    return path


def start_api(environment, python=SYSTEM_PYTHON, bootstrap=True):
    port = free_port()
    place = folder()
    command = [python, _script(place, "api"), "--config-file", _configure(place, port)]
    return Server(command, port, environment=environment, bootstrap=bootstrap)


def start_compute(environment, python=SYSTEM_PYTHON):
    place = folder()
    command = [python, _script(place, "compute"), "--config-file", _configure(place, free_port())]
    return Program(command, environment=environment)


def api():
    compute = os.path.join(PACKAGE, "api", "openstack", "compute")
    nova_api = target.Target("nova-api 26.2, 2 workers", 2, {}, os.path.join(compute, "views", "versions.py"),
                             start=start_api)
    nova_api.index = r"    def build_versions"  # the line after it
    nova_api.index_line = lambda: target.line_of(nova_api.file, nova_api.index) + 1
    nova_api.changes = ("version_objs", "[{'id': 'changed'}]")
    nova_api.shows_change = lambda body: body["versions"][0]["id"] == "changed"
    nova_api.call = ("/", r'"links": self._build_links\(version\)')
    nova_api.error_path = "/v2.1/flavors?minDisk=x"
    nova_api.error_line = (os.path.join(compute, "flavors.py"), r"int\(req.params\['minDisk'\]\)")
    nova_api.start_timeout = 120
    nova_api.many = "/v2.1/flavors"
    nova_api.headers = (("X-Auth-Token", "admin:admin"),)
    return nova_api


def compute_is_held(backend):
    """nova-compute without a conductor to answer asks for one again and again: a breakpoint in that."""
    ide = PydevdIde() if backend == "pydevd" else DapIde()
    program = start_compute(debug_environment(ide.port, backend))
    try:
        assert ide.wait_sessions(1, 60), "not attached: %s" % program.said()[-300:]
        file = os.path.join(PACKAGE, "baserpc.py")
        ide.set_breakpoint(file, line_of(file, "arg_p = jsonutils"))
        stop = ide.wait_stop(30)
        assert stop, "missed"
        assert stop.pid == program.pid, "another process"
        stop.resume()
        ide.clear()
        program.signal(signal.SIGTERM)
        assert program.wait(20) is not None and not program.left_over(), "does not end"
    finally:
        program.kill()
        ide.close()
