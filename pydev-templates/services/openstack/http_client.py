"""What the scripts here ask OpenStack's services with: HTTP and JSON, a token of keystone's."""

import json
import os
import urllib.error
import urllib.request


class Refused(Exception):
    def __init__(self, method, url, status, text):
        super().__init__("%s %s: %s %s" % (method, url, status, text[:300]))
        self.status = status


def call(method, url, body=None, token=None, headers=None, timeout=60):
    """Status, decoded body and headers; a body of bytes goes as it is."""
    headers = dict(headers or {})
    data = body
    if body is not None and not isinstance(body, bytes):
        data = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
    if token:
        headers["X-Auth-Token"] = token
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        # No proxy: everything is on this machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=timeout) as answer:
            text = answer.read()
            return answer.status, json.loads(text) if text[:1] in (b"{", b"[") else text, answer.headers
    except urllib.error.HTTPError as error:
        raise Refused(method, url, error.code, error.read().decode(errors="replace")) from None


def secret(state, name):
    with open(os.path.join(state, "secrets", name)) as file:
        return file.read().strip()


def token(keystone, user, password, project, domain="Default"):
    body = {"auth": {"identity": {"methods": ["password"], "password": {
        "user": {"name": user, "domain": {"name": domain}, "password": password}}},
        "scope": {"project": {"name": project, "domain": {"name": domain}}}}}
    return call("POST", keystone + "/v3/auth/tokens", body)[2]["X-Subject-Token"]
