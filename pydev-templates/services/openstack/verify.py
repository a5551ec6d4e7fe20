"""Tries what a user of OpenStack does, with OpenStack's own command line, and takes it all back:
verify.py STATE KEYSTONE_PORT HORIZON_PORT, in the root. A line of JSON for each step: name, ok, seconds, detail. The command line runs in
this one process: starting it costs seconds, asking it does not."""

import contextlib
import io
import json
import os
import sys
import tempfile
import time

import boot_image
from browser import BrowserError
from dashboard import dashboard

PREFIX = "stackdev-verify-"


class Failed(Exception):
    pass


class Client:
    def __init__(self, state):
        os.environ.update({"OS_CLIENT_CONFIG_FILE": os.path.join(state, "etc/clouds.yaml"), "OS_CLOUD": "stackdev",
                           "OS_COMPUTE_API_VERSION": "2.37"})
        try:
            from openstackclient import shell
        except ImportError:
            raise Failed("the openstack command is not there. Install it: apt-get install python3-openstackclient")
        self.shell = shell

    def run(self, *words):
        """What the command prints."""
        output, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
            try:
                status = self.shell.main(list(words))
            except SystemExit as end:
                status = end.code
        if status:
            said = (errors.getvalue().strip() or output.getvalue().strip()).splitlines()
            raise Failed("openstack %s: %s" % (" ".join(words), said[-1] if said else status))
        return output.getvalue()

    def json(self, *words):
        return json.loads(self.run(*words, "-f", "json"))

    def names(self, *words):
        return {one["Name"] for one in self.json(*words)}

    def sweep(self, kinds):
        """Takes back what a verify that was killed has left."""
        for kind in kinds:
            for one in self.json(kind, "list"):
                if one["Name"].startswith(PREFIX):
                    self.run(kind, "delete", *(["--wait"] if kind == "server" else []), one["ID"])


class Checks:
    def __init__(self, client):
        self.client = client
        self.undo = []  # commands that take back what was made, newest last
        self.server = ""
        self.ok = True

    def check(self, name, function):
        begin = time.monotonic()
        try:
            detail, ok = function(), True
        except Failed as failure:
            detail, ok = str(failure), False
        self.ok = self.ok and ok
        print(json.dumps({"name": name, "ok": ok, "seconds": round(time.monotonic() - begin, 2),
                          "detail": str(detail or "")}), flush=True)
        return ok

    def made(self, *command):
        self.undo.append(command)

    def take_back(self):
        failures = []
        for command in reversed(self.undo):
            try:
                self.client.run(*command)
            except Failed as failure:
                failures.append(str(failure))
        self.undo = []
        if failures:
            raise Failed("; ".join(failures))
        left = self.client.names("server", "list") | self.client.names("image", "list")
        if any(name.startswith(PREFIX) for name in left):
            raise Failed("left: %s" % ", ".join(sorted(left)))


def expect(wanted, found):
    missing = set(wanted) - set(found)
    if missing:
        raise Failed("missing: " + ", ".join(sorted(missing)))
    return ", ".join(sorted(found))


def image(checks, form, *options):
    name = PREFIX + form
    with tempfile.NamedTemporaryFile() as file:
        file.write(boot_image.image())
        file.flush()
        made = checks.client.json("image", "create", name, "--disk-format", form, "--file", file.name, *options)
    checks.made("image", "delete", made["id"])
    status = checks.client.json("image", "show", made["id"])["status"]
    if status != "active":
        raise Failed("the image is " + status)
    return made["id"]


def boot(checks, nic):
    name = PREFIX + "server"
    made = checks.client.json("server", "create", name, "--image", PREFIX + "raw", "--flavor", PREFIX + "flavor", *nic)
    checks.server = made["id"]
    checks.made("server", "delete", "--wait", checks.server)
    server = until(lambda: checks.client.json("server", "show", checks.server), lambda one: one["status"] != "BUILD", 300)
    if server["status"] != "ACTIVE":
        raise Failed("the server is %s: %s" % (server["status"], (server.get("fault") or {}).get("message", "")))
    return server["OS-EXT-SRV-ATTR:hypervisor_hostname"]


def until(look, is_it, seconds):
    """What there is to see when it is what is waited for, or when that takes too long."""
    end = time.monotonic() + seconds
    seen = look()
    while not is_it(seen) and time.monotonic() < end:
        time.sleep(0.5)
        seen = look()
    return seen


def flavor(checks):
    checks.client.run("flavor", "create", PREFIX + "flavor", "--ram", "64", "--disk", "0", "--vcpus", "1")
    checks.made("flavor", "delete", PREFIX + "flavor")
    return ", ".join(sorted(checks.client.names("flavor", "list")))


def console(checks):
    text = until(lambda: checks.client.run("console", "log", "show", checks.server), str.strip, 60).strip()
    if not text:
        raise Failed("the console log is empty")
    return text.splitlines()[0]


def network(checks):
    made = checks.client.json("network", "create", PREFIX + "net")
    checks.made("network", "delete", made["id"])
    subnet = checks.client.json("subnet", "create", PREFIX + "subnet", "--network", made["id"], "--subnet-range",
                                "10.10.10.0/24")
    return subnet["cidr"]


def volume_is(checks, volume, wanted):
    status = until(lambda: checks.client.json("volume", "show", volume)["status"],
                   lambda one: one == wanted or one.startswith("error"), 60)
    if status != wanted:
        raise Failed("the volume is %s, not %s" % (status, wanted))


def volume(checks):
    made = checks.client.json("volume", "create", PREFIX + "volume", "--size", "1")
    checks.made("volume", "delete", made["id"])
    volume_is(checks, made["id"], "available")
    checks.client.run("server", "add", "volume", checks.server, made["id"])
    volume_is(checks, made["id"], "in-use")
    checks.client.run("server", "remove", "volume", checks.server, made["id"])
    volume_is(checks, made["id"], "available")
    return made["id"]


def hypervisors(client):
    found = client.json("hypervisor", "list")
    if not any(one["State"] == "up" for one in found):
        raise Failed("no hypervisor is up")
    return ", ".join(one["Hypervisor Hostname"] for one in found)


def horizon(checks, state, port):
    """The pages that a user meets first."""
    with open(os.path.join(state, "secrets/admin")) as secret:
        password = secret.read().strip()
    opened = []

    def login():
        opened.append(dashboard(port))
        return "%s, %s" % (opened[0].login_page(), opened[0].how)

    def tried(function):
        try:
            return function()
        except BrowserError as error:
            raise Failed(str(error))

    try:
        if checks.check("horizon: login page", lambda: tried(login)):
            checks.check("horizon: project page", lambda: tried(lambda: opened[0].project_page("admin", password)))
    finally:
        for one in opened:
            one.close()


def main():
    try:
        client = Client(sys.argv[1])
    except Failed as failure:
        print(json.dumps({"name": "openstack client", "ok": False, "seconds": 0, "detail": str(failure)}))
        sys.exit(0)
    checks = Checks(client)
    if not checks.check("token", lambda: client.json("token", "issue")["expires"]):
        sys.exit(0)
    services = set()

    def service_list():
        services.update(client.names("service", "list"))
        return expect(["keystone", "glance", "nova", "placement"], services)

    checks.check("service list", service_list)
    checks.check("user list", lambda: expect(["admin", "nova", "glance", "placement"], client.names("user", "list")))
    checks.check("role list", lambda: expect(["admin", "member"], client.names("role", "list")))
    kinds = ["server", *(["volume"] if "cinder" in services else []), *(["network"] if "neutron" in services else []),
             "image", "flavor"]
    if not checks.check("nothing left of an earlier one", lambda: client.sweep(kinds)):
        sys.exit(0)
    try:
        checks.check("image create", lambda: image(checks, "raw"))
        checks.check("image create, kernel", lambda: image(checks, "aki", "--container-format", "aki"))
        checks.check("image create, ramdisk", lambda: image(checks, "ari", "--container-format", "ari"))
        checks.check("image create, machine", lambda: image(checks, "ami", "--container-format", "ami"))
        checks.check("flavor create", lambda: flavor(checks))
        checks.check("hypervisor list", lambda: hypervisors(client))
        nic = ["--nic", "none"]
        if "neutron" in services and checks.check("network and subnet create", lambda: network(checks)):
            nic = ["--network", PREFIX + "net"]
        if checks.check("server create: ACTIVE", lambda: boot(checks, nic)):
            checks.check("console log", lambda: console(checks))
            if "cinder" in services:
                checks.check("volume create and attach", lambda: volume(checks))
        if len(sys.argv) > 3 and os.path.isdir("horizon"):  # it is in the root, so it was started
            horizon(checks, sys.argv[1], int(sys.argv[3]))
    finally:
        checks.check("all taken back", checks.take_back)


if __name__ == "__main__":
    main()
