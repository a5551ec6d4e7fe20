"""The wider set of release Zed from its source trees: neutron, cinder and horizon beside the others."""

from __future__ import annotations

import http.cookiejar
import json
import re
import time
import urllib.parse
import urllib.request
from typing import Iterator

import pytest

from program import Stack
from trees import WIDER

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    made = Stack(tmp_path_factory.mktemp("wide"), WIDER)
    try:
        yield made
    finally:
        made.run("down", "--wipe")
        assert made.processes() == {}


def test_from_nothing_to_an_instance_with_network_and_volume(wide: Stack) -> None:
    began = time.monotonic()
    up = json.loads(wide.stackdev("up", "--json"))["services"]
    print(f"up: {time.monotonic() - began:.1f} s")
    assert {one["name"] for one in up} >= {"neutron", "cinder-api", "cinder-scheduler", "cinder-volume", "horizon"}
    assert {one["state"] for one in up} == {"running"}, up
    checks = json.loads(wide.run("verify", "--json").stdout)["checks"]
    for check in checks:
        print(check)
    assert [check for check in checks if not check["ok"]] == []
    assert {"network and subnet create", "server create: ACTIVE", "volume create and attach"} <= {check["name"] for check in checks}


def test_horizon_lets_a_user_in_and_shows_his_project(wide: Stack) -> None:
    base = wide.services()["horizon"]["url"]
    environment = json.loads(wide.stackdev("env", "--json"))["environment"]
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    login = urllib.parse.urljoin(base, "/auth/login/")
    page = browser.open(login, timeout=60).read().decode()
    field = {name: value for name, value in re.findall(r'<input type="hidden" name="(\w+)"[^>]*value="([^"]*)"', page)}
    password = (wide.state / "services/secrets/admin").read_text().strip()
    form = {**field, "username": environment.get("OS_USERNAME", "admin"), "password": password, "next": "/project/"}
    answer = browser.open(urllib.request.Request(login, urllib.parse.urlencode(form).encode(), {"Referer": login}), timeout=120)
    text = answer.read().decode()
    assert "/auth/login" not in answer.url and "Overview" in text, answer.url
