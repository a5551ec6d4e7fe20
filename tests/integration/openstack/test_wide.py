"""The wider set of release Zed from its source trees: neutron, cinder and horizon beside the others."""

from __future__ import annotations

import json
import time
from typing import Iterator

import pytest

from program import Stack
from trees import WIDER

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("wide"), WIDER) as made:
        yield made


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
    assert {"network and subnet create", "server create: ACTIVE", "volume create and attach", "horizon: login page", "horizon: project page"} <= {check["name"] for check in checks}


def test_without_a_browser_horizon_is_asked_over_http(wide: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACKDEV_NO_BROWSER", "1")
    checks = {check["name"]: check for check in json.loads(wide.run("verify", "--json").stdout)["checks"]}
    assert checks["horizon: login page"]["ok"] and "by HTTP" in checks["horizon: login page"]["detail"]
    assert checks["horizon: project page"]["ok"], checks["horizon: project page"]
