"""Makes what keystone must know of the stack, as far as it is not there: identity.py STATE KEYSTONE_PORT
NAME=TYPE=URL... : a service user, a service and its endpoints for each; projects and roles."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import http_client  # noqa: E402

REGION = "RegionOne"


class Identity:
    def __init__(self, url, token):
        self.url, self.token = url + "/v3", token

    def call(self, method, path, body=None):
        return http_client.call(method, self.url + path, body, self.token)[1]

    def named(self, kind, name):
        """The id of the one of this name, or None."""
        found = self.call("GET", "/%ss?name=%s" % (kind, name))[kind + "s"]
        return found[0]["id"] if found else None

    def ensure(self, kind, name, **fields):
        known = self.named(kind, name)
        if known:
            return known
        print("%s %s" % (kind, name), flush=True)
        return self.call("POST", "/%ss" % kind, {kind: dict(fields, name=name)})[kind]["id"]

    def user(self, name, password, project):
        known = self.named("user", name)
        if known:  # the password may be another after --wipe of only a part
            self.call("PATCH", "/users/" + known, {"user": {"password": password}})
            return known
        return self.ensure("user", name, password=password, domain_id="default", default_project_id=project)

    def grant(self, project, user, role):
        self.call("PUT", "/projects/%s/users/%s/roles/%s" % (project, user, role))

    def endpoints(self, service, url):
        known = self.call("GET", "/endpoints?service_id=" + service)["endpoints"]
        for interface in ("public", "internal", "admin"):
            same = [one for one in known if one["interface"] == interface]
            if not same:
                self.call("POST", "/endpoints", {"endpoint": {
                    "service_id": service, "interface": interface, "url": url, "region_id": REGION}})
            elif same[0]["url"] != url:
                self.call("PATCH", "/endpoints/" + same[0]["id"], {"endpoint": {"url": url}})


def main():
    state, port = sys.argv[1:3]
    keystone = "http://127.0.0.1:" + port
    token = http_client.token(keystone, "admin", http_client.secret(state, "admin"), "admin")
    identity = Identity(keystone, token)
    project = identity.ensure("project", "service", domain_id="default")
    roles = {name: identity.ensure("role", name) for name in ("admin", "member", "reader", "service")}
    for word in sys.argv[3:]:
        name, kind, url = word.split("=", 2)
        user = identity.user(name, http_client.secret(state, "service"), project)
        for role in ("admin", "service"):
            identity.grant(project, user, roles[role])
        known = identity.call("GET", "/services?type=" + kind)["services"]
        service = known[0]["id"] if known else identity.ensure("service", name, type=kind)
        identity.endpoints(service, url)


if __name__ == "__main__":
    main()
