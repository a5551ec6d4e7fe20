"""Debian's glance without keystone or a database server: configured in a folder of its own. Needs python3-glance."""

import os
import subprocess
import tempfile

import target
from dap_ide import free_port
from program import SYSTEM_PYTHON, Server

PACKAGE = "/usr/lib/python3/dist-packages/glance"
CONFIG = """[DEFAULT]
bind_host = 127.0.0.1
bind_port = %(port)d
workers = 2
log_file = %(folder)s/glance.log
node_staging_uri = file://%(folder)s/staging
[database]
connection = sqlite:///%(folder)s/glance.sqlite
[glance_store]
stores = file
default_store = file
filesystem_store_datadir = %(folder)s/store
[paste_deploy]
config_file = %(folder)s/paste.ini
flavor =
[oslo_policy]
policy_dirs = %(folder)s/policy.d
[oslo_concurrency]
lock_path = %(folder)s
"""
PASTE = """[pipeline:glance-api]
pipeline = context root
[composite:root]
paste.composite_factory = glance.api:root_app_factory
/v2: api
[app:api]
paste.app_factory = glance.api.v2.router:API.factory
[filter:context]
paste.filter_factory = glance.api.middleware.context:UnauthenticatedContextMiddleware.factory
"""
_prepared = []


def is_there():
    return os.path.isdir(PACKAGE)


def _write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    return path


def _script(folder, name):
    """As the package's own starter has it."""
    return _write(folder, "glance-" + name, "import sys\nfrom glance.cmd.%s import main\nsys.exit(main())\n" % name)


def _configure(folder, port):
    return _write(folder, "glance-%d.conf" % port, CONFIG % {"folder": folder, "port": port})


def folder():
    """With its database made, once."""
    if not _prepared:
        place = tempfile.mkdtemp(prefix="glance-")
        for name in ("policy.d", "staging", "store"):
            os.mkdir(os.path.join(place, name))
        _write(place, "paste.ini", PASTE)
        command = [SYSTEM_PYTHON, _script(place, "manage"), "--config-file", _configure(place, free_port()), "db_sync"]
        subprocess.run(command, check=True, capture_output=True)
        _prepared.append(place)
    return _prepared[0]


def start_api(environment, python=SYSTEM_PYTHON, bootstrap=True):
    port = free_port()
    place = folder()
    command = [python, _script(place, "api"), "--config-file", _configure(place, port)]
    return Server(command, port, environment=environment, bootstrap=bootstrap)


def api():
    images = os.path.join(PACKAGE, "api", "v2", "images.py")
    glance_api = target.Target("glance-api 25.1, 2 workers", 2, {}, images, start=start_api)
    glance_api.path = glance_api.many = "/v2/images"
    glance_api.index_line = lambda: target.line_of(images, r"def index\(self, req, marker") + 6
    glance_api.changes = ("result", "{'next_marker': 'changed'}")
    glance_api.shows_change = lambda body: "marker=changed" in body.get("next", "")
    glance_api.call = (glance_api.path, r"self.policy.enforce\(req.context, 'get_images', target\)")
    glance_api.error_path = "/v2/images?limit=x"
    glance_api.error_line = (images, r"limit = int\(limit\)")
    glance_api.start_timeout = 120
    return glance_api
