"""Makes what the keystone of 2012 must know, as far as it is not there: identity.py STATE ADMIN_PORT
Tenants, users and roles, by its API of version 2.0, with the token of its configuration."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "openstack"))
import http_client  # noqa: E402


class Identity:
    def __init__(self, url, token):
        self.url, self.token = url + "/v2.0", token

    def call(self, method, path, body=None):
        return http_client.call(method, self.url + path, body, self.token)[1]

    def ensure(self, path, kind, **fields):
        for one in self.call("GET", path)[kind + "s"]:
            if one["name"] == fields["name"]:
                return one["id"]
        print("%s %s" % (kind, fields["name"]), flush=True)
        return self.call("POST", path, {kind: fields})[kind]["id"]

    def grant(self, tenant, user, role):
        path = "/tenants/%s/users/%s/roles" % (tenant, user)
        if not any(one["id"] == role for one in self.call("GET", path)["roles"]):
            self.call("PUT", path + "/OS-KSADM/" + role)


def main():
    state, port = sys.argv[1:3]
    identity = Identity("http://127.0.0.1:" + port, http_client.secret(state, "admin-token"))
    tenants = {name: identity.ensure("/tenants", "tenant", name=name, description=name, enabled=True)
               for name in ("admin", "service")}
    roles = {name: identity.ensure("/OS-KSADM/roles", "role", name=name) for name in ("admin", "Member")}
    for name, secret, tenant in (("admin", "admin", "admin"), ("glance", "service", "service"),
                                 ("nova", "service", "service")):
        user = identity.ensure("/users", "user", name=name, password=http_client.secret(state, secret),
                               email=name + "@localhost", tenantId=tenants[tenant], enabled=True)
        identity.grant(tenants[tenant], user, roles["admin"])


if __name__ == "__main__":
    main()
