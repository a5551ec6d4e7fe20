"""Starts an API from its tree, whichever way its release has: api.py NAME PORT FOLDER [CONFIGURATION...]
As WSGI application on 127.0.0.1, a thread for each request, where it has one; nova-api of the releases with
eventlet as the program that it is, which forks green workers."""

import importlib.util
import os
import sys

WAYS = {
    "keystone": ["keystone.wsgi.api:application", "keystone.server.wsgi:initialize_public_application"],
    "placement": ["placement.wsgi:init_application", "placement.wsgi.api:application"],
    "nova": ["nova.cmd.api:main", "nova.wsgi.osapi_compute:application"],
    "neutron": ["neutron.cmd.eventlet.server:main", "neutron.server:main"],
    "glance": ["glance.cmd.api:main", "glance.wsgi.api:application"],
}
VARIABLES = {"keystone": "OS_KEYSTONE_CONFIG_DIR", "placement": "OS_PLACEMENT_CONFIG_DIR",
             "nova": "OS_NOVA_CONFIG_DIR", "neutron": "OS_NEUTRON_CONFIG_DIR",
             "glance": "OS_GLANCE_CONFIG_DIR"}


def is_there(module):
    try:
        return importlib.util.find_spec(module) is not None
    except ImportError:  # its package is not
        return False


def main():
    name, port, folder = sys.argv[1:4]
    here = os.path.dirname(os.path.abspath(__file__))
    services = os.path.dirname(here)
    sys.path[:] = [one for one in sys.path if one != here]
    if name == "neutron":  # the driver that its configuration names
        sys.path.append(os.path.join(here, "plugins"))
    os.environ[VARIABLES[name]] = folder
    target = next((one for one in WAYS[name] if is_there(one.partition(":")[0])), None)
    if target is None:
        sys.exit("%s has none of %s: it is another release than stackdev knows" % (name, ", ".join(WAYS[name])))
    module, _, function = target.partition(":")
    if function == "main":
        sys.argv = [name + "-api"] + ["--config-file=" + one for one in sys.argv[4:]]
        sys.exit(getattr(importlib.import_module(module), function)())
    sys.argv = [os.path.join(services, "serve_wsgi.py"), target, "--port", port]
    with open(sys.argv[0]) as file:
        exec(compile(file.read(), sys.argv[0], "exec"), {"__name__": "__main__", "__file__": sys.argv[0]})


if __name__ == "__main__":
    main()
