"""Runs horizon's manage.py with settings that are not in its tree: horizon.py SETTINGS WORDS..."""

import importlib.util
import os
import sys

# What horizon's settings import; the first has openstack_dashboard itself on the path.
NAMES = ["local.local_settings", "openstack_dashboard.local.local_settings"]


def main():
    settings, words = sys.argv[1], sys.argv[2:]
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [folder for folder in sys.path if folder != here]
    import openstack_dashboard
    sys.path.append(os.path.dirname(openstack_dashboard.__file__))
    spec = importlib.util.spec_from_file_location(NAMES[0], settings)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in NAMES:
        sys.modules[name] = module
    os.environ["DJANGO_SETTINGS_MODULE"] = "openstack_dashboard.settings"
    from django.core.management import execute_from_command_line
    execute_from_command_line(["manage.py"] + words)


if __name__ == "__main__":
    main()
