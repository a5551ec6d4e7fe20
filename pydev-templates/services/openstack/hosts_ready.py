"""Succeeds when a compute node can take instances: hosts_ready.py STATE KEYSTONE_PORT NOVA_PORT
It is known to nova's cell, and its service has reported lately."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import http_client  # noqa: E402


def main():
    state, keystone, nova = sys.argv[1:4]
    token = http_client.token("http://127.0.0.1:" + keystone, "admin", http_client.secret(state, "admin"), "admin")
    url = "http://127.0.0.1:%s/v2.1/os-hypervisors" % nova
    found = http_client.call("GET", url, token=token)[1]["hypervisors"]
    up = [one["hypervisor_hostname"] for one in found if one.get("state") == "up" and one.get("status") == "enabled"]
    print("hypervisors up: " + (", ".join(up) or "none yet"))
    sys.exit(0 if up else 1)


if __name__ == "__main__":
    main()
