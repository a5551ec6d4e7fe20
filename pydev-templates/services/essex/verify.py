"""Tries what a user of OpenStack did in April 2012, over its APIs, and takes it all back:
verify.py STATE KEYSTONE_PORT ADMIN_PORT GLANCE_PORT NOVA_PORT. A line of JSON for each step: name, ok, seconds, detail."""

import json
import os
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "openstack"))
import http_client  # noqa: E402

PREFIX = "stackdev-verify-"
SECONDS = 60


class Failed(Exception):
    pass


class Cloud:
    def __init__(self, state, keystone, admin, glance, nova):
        self.keystone = "http://127.0.0.1:%s/v2.0" % keystone
        self.admin = "http://127.0.0.1:%s/v2.0" % admin
        self.glance = "http://127.0.0.1:%s/v1" % glance
        self.nova = "http://127.0.0.1:%s/v2" % nova
        self.credentials = {"username": "admin", "password": http_client.secret(state, "admin")}
        self.images = {}

    def token(self):
        body = {"auth": {"passwordCredentials": self.credentials, "tenantName": "admin"}}
        access = http_client.call("POST", self.keystone + "/tokens", body)[1]["access"]
        self.own = access["token"]["id"]
        self.nova += "/" + access["token"]["tenant"]["id"]
        return "%d services in the catalog" % len(access["serviceCatalog"])

    def call(self, method, url, body=None, headers=None):
        return http_client.call(method, url, body, self.own, headers)[1]

    def users(self):
        return ", ".join(sorted(one["name"] for one in self.call("GET", self.admin + "/users")["users"]))

    def image(self, kind):
        headers = {"x-image-meta-name": PREFIX + kind, "x-image-meta-is-public": "true",
                   "x-image-meta-container-format": kind, "x-image-meta-disk-format": kind,
                   "Content-Type": "application/octet-stream"}
        if kind == "ami":
            headers.update({"x-image-meta-property-kernel_id": self.images["aki"],
                            "x-image-meta-property-ramdisk_id": self.images["ari"]})
        made = self.call("POST", self.glance + "/images", b"x" * 1024, headers)["image"]
        self.images[kind] = made["id"]
        if made["status"] != "active":
            raise Failed("the image is " + made["status"])
        return made["id"]

    def flavors(self):
        return ", ".join(sorted(one["name"] for one in self.call("GET", self.nova + "/flavors")["flavors"]))

    def server(self):
        body = {"server": {"name": PREFIX + "server", "imageRef": self.images["ami"], "flavorRef": "1"}}
        url = self.nova + "/servers/" + self.call("POST", self.nova + "/servers", body)["server"]["id"]
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            status = self.call("GET", url)["server"]["status"]
            if status == "ACTIVE":
                return status
            if status == "ERROR":
                break
            time.sleep(0.2)
        raise Failed("the server is %s; see the log of nova-compute and nova-scheduler" % status)

    def ours(self, kind, url):
        """What this or an interrupted run has made."""
        return [url + "/" + one["id"] for one in self.call("GET", url)[kind] if one["name"].startswith(PREFIX)]

    def clean_up(self):
        servers, images = self.nova + "/servers", self.glance + "/images"
        begun = self.ours("servers", servers) + self.ours("images", images)
        for url in begun:
            self.call("DELETE", url)
        end = time.monotonic() + SECONDS
        while self.ours("servers", servers):
            if time.monotonic() > end:
                raise Failed("a server does not go away; see the log of nova-compute")
            time.sleep(0.2)
        return "%d taken back" % len(begun)


def main():
    cloud = Cloud(*sys.argv[1:6])
    steps = [("keystone: a token", cloud.token), ("keystone: users", cloud.users)]
    steps += [("glance: image %s" % kind, lambda kind=kind: cloud.image(kind)) for kind in ("aki", "ari", "ami")]
    steps += [("nova: flavors", cloud.flavors), ("nova: a server gets ACTIVE", cloud.server)]
    all_ok = True
    for name, function in steps + [("all of it taken back", cloud.clean_up)]:
        if not all_ok and function != cloud.clean_up:
            continue
        begin, ok = time.monotonic(), True
        try:
            detail = function()
        except (Failed, http_client.Refused, OSError, KeyError) as problem:
            detail, ok, all_ok = str(problem), False, False
        print(json.dumps({"name": name, "ok": ok, "seconds": round(time.monotonic() - begin, 3), "detail": detail}),
              flush=True)


if __name__ == "__main__":
    main()
