"""Succeeds when a compute node can take instances: hosts_ready.py STATE KEYSTONE_PORT NOVA_PORT CONFIGURATION
It listens, nova's cell knows it, and what it last reported stays good until its next report: one that has just been started
counts as up by what its predecessor said."""

import datetime
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import http_client  # noqa: E402
import rpc_ready  # noqa: E402

GOOD_FOR = 40  # seconds: nova takes a service for down after 60 without a report, the first comes 5 after its start


def is_fresh(updated):
    """None, too: its record has just been made."""
    if updated is None:
        return True
    age = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) - datetime.datetime.fromisoformat(updated)
    return age.total_seconds() < GOOD_FOR


def main():
    state, keystone, nova, configuration = sys.argv[1:5]
    host = rpc_ready.configuration(configuration)["host"]
    if not rpc_ready.listens(configuration, "compute." + host):
        sys.exit("nova-compute does not listen yet")
    token = http_client.token("http://127.0.0.1:" + keystone, "admin", http_client.secret(state, "admin"), "admin")
    url = "http://127.0.0.1:%s/v2.1/" % nova
    services = http_client.call("GET", url + "os-services?binary=nova-compute&host=" + host, token=token)[1]["services"]
    if not any(one["state"] == "up" and is_fresh(one["updated_at"]) for one in services):
        sys.exit("it has not reported yet")
    found = http_client.call("GET", url + "os-hypervisors/detail", token=token)[1]["hypervisors"]
    up = [one["hypervisor_hostname"] for one in found if one["service"]["host"] == host and one["state"] == "up"]
    print("hypervisors up: " + (", ".join(up) or "none yet"))
    sys.exit(0 if up else 1)


if __name__ == "__main__":
    main()
