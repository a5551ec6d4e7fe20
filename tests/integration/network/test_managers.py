"""The bridge where something keeps the machine's network: ifcfg files, the real NetworkManager."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from conftest import ADDRESS, ROUTER, managed_by, start_manager, until

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="namespaces need root")

SCRIPTS = "/etc/sysconfig/network-scripts"
PROFILES = "/etc/NetworkManager/system-connections"


@pytest.fixture
def fedora(machine):
    """Its files only: nobody starts a network from them here."""
    machine.shell(
        "mount -t tmpfs none /mnt; mkdir -p /mnt/upper /mnt/work; mount -t overlay -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work none /etc; "
        f"mkdir -p {SCRIPTS}; printf '# em1\\nDEVICE=eth0\\nBOOTPROTO=static\\nIPADDR=10.99.0.2\\nNETMASK=255.255.255.0\\nGATEWAY={ROUTER}\\n"
        f"NM_CONTROLLED=yes\\nONBOOT=yes\\n' > {SCRIPTS}/ifcfg-eth0; chmod 640 {SCRIPTS}/ifcfg-eth0")  # fmt: skip
    return machine


def test_ifcfg_files_are_written_once_it_is_kept(fedora):
    before, file = fedora.network(), fedora.file(f"{SCRIPTS}/ifcfg-eth0")
    plan = fedora.stackdev("network", "plan", "--interface", "eth0")
    assert "+BRIDGE=br100" in plan and "-IPADDR=10.99.0.2" in plan
    fedora.stackdev("network", "apply", "--interface", "eth0")
    assert fedora.file(f"{SCRIPTS}/ifcfg-eth0") == file  # a machine that is started again now is as before
    assert fedora.network()["links"]["eth0"][0] == "br100"
    fedora.stackdev("network", "apply", "--keep")
    assert fedora.file(f"{SCRIPTS}/ifcfg-eth0") == "# em1\nDEVICE=eth0\nNM_CONTROLLED=no\nONBOOT=yes\nBRIDGE=br100\n"
    assert fedora.file(f"{SCRIPTS}/ifcfg-br100") == (
        "DEVICE=br100\nTYPE=Bridge\nONBOOT=yes\nNM_CONTROLLED=no\nSTP=off\nDELAY=0\nBOOTPROTO=static\n"
        f"IPADDR=10.99.0.2\nNETMASK=255.255.255.0\nGATEWAY={ROUTER}\n")  # fmt: skip
    assert fedora.shell(f"stat -c %a {SCRIPTS}/ifcfg-eth0").strip() == "640"
    fedora.stackdev("network", "remove")
    assert fedora.file(f"{SCRIPTS}/ifcfg-eth0") == file and fedora.network() == before
    assert fedora.shell(f"ls {SCRIPTS}").split() == ["ifcfg-eth0"]


def test_a_file_that_was_changed_since_is_not_overwritten(fedora):
    fedora.stackdev("network", "apply", "--interface", "eth0", "--yes")
    fedora.shell(f"echo MTU=9000 >> {SCRIPTS}/ifcfg-br100")
    said = fedora.stackdev("network", "remove", status=3)
    assert "ifcfg-br100" in said and fedora.network()["links"]["eth0"][0] == "br100"
    fedora.shell(f"sed -i /MTU/d {SCRIPTS}/ifcfg-br100")
    fedora.stackdev("network", "remove")


def test_a_full_disk_keeps_nothing_and_the_trial_ends(fedora):
    fedora.shell(f"mount -t tmpfs -o size=64k none {SCRIPTS}; printf 'DEVICE=eth0\\nBOOTPROTO=dhcp\\n' > {SCRIPTS}/ifcfg-eth0")
    before = fedora.network()
    fedora.stackdev("network", "apply", "--interface", "eth0", "--trial", "2")
    fedora.shell(f"dd if=/dev/zero of={SCRIPTS}/filler bs=4k 2>/dev/null; true")
    assert "space" in fedora.stackdev("network", "apply", "--keep", status=3)
    assert fedora.shell(f"ls {SCRIPTS}").split() == ["filler", "ifcfg-eth0"]
    until(lambda: fedora.network() == before)


def test_networkmanager_keeps_the_bridge(managed):
    before = managed.network()
    plan = json.loads(managed.stackdev("--json", "network", "plan", "--interface", "eth0"))
    assert plan["method"] == "networkmanager" and len(plan["files"]) == 2
    assert "+slave-type=bridge" in managed.stackdev("network", "plan", "--interface", "eth0")
    managed.stackdev("network", "apply", "--interface", "eth0", "--yes")
    made = managed.network()
    assert made["links"]["eth0"][0] == "br100" and made["links"]["br100"][1:] == before["links"]["eth0"][1:]
    assert managed.reaches_router()
    assert managed.shell(f"ls {PROFILES}").split() == ["office.nmconnection", "stackdev-br100-eth0.nmconnection", "stackdev-br100.nmconnection"]
    assert "stackdev" not in managed.shell("ls /run/NetworkManager/system-connections")
    assert managed.shell(f"stat -c '%a %U' {PROFILES}/stackdev-br100.nmconnection").split() == ["600", "root"]
    managed.stackdev("network", "remove")
    until(lambda: managed.network() == before)
    assert managed.reaches_router() and managed.shell(f"ls {PROFILES}").split() == ["office.nmconnection"]
    assert managed.shell("nmcli -g GENERAL.CONNECTION device show eth0").strip() == "office"


def test_networkmanager_takes_the_trial_back(managed):
    before = managed.network()
    managed.stackdev("network", "apply", "--interface", "eth0", "--trial", "2")
    assert managed.network()["links"]["eth0"][0] == "br100"
    until(lambda: managed.network() == before and managed.reaches_router(), 30)
    assert "stackdev" not in managed.shell("ls /run/NetworkManager/system-connections")


def test_a_lease_goes_to_the_bridge_and_back(bare):
    """A real DHCP server on the router: NetworkManager asks it on the bridge, by the same hardware address."""
    leases = bare.root.parent / "leases"
    server = subprocess.Popen(
        ["nsenter", "-t", str(bare.router.pid), "-n", "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--port=0", "--interface=port",
         "--bind-interfaces", "--user=root", f"--dhcp-range={ROUTER.rsplit('.', 1)[0]}.50,{ROUTER.rsplit('.', 1)[0]}.99,10m",
         f"--dhcp-leasefile={leases}", "--pid-file", "--no-ping"], stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        managed_by(bare, "[ipv4]\nmethod=auto\n\n[ipv6]\nmethod=disabled\n")
        before = bare.network()
        ((address, *_),) = before["links"]["eth0"][2]
        assert address.startswith("10.99.0.") and address in leases.read_text()
        bare.stackdev("network", "apply", "--interface", "eth0", "--yes")
        made = bare.network()
        assert [one[0] for one in made["links"]["br100"][2]] == [address] and made["links"]["eth0"][2] == []
        assert len(leases.read_text().splitlines()) == 1 and bare.reaches_router()
        bare.stackdev("network", "remove")
        until(lambda: [one[0] for one in bare.network()["links"]["eth0"][2]] == [address], 30)
        assert len(leases.read_text().splitlines()) == 1 and bare.reaches_router()
    finally:
        server.terminate()
        server.wait()


def restarted(machine) -> None:
    """As by a power cut: the manager, all links and /run are gone."""
    machine.started.pop().kill()
    machine.shell("rm -rf /run/NetworkManager; ip link delete br100; ip address flush dev eth0; ip link set eth0 down; true")
    start_manager(machine)


@pytest.mark.parametrize("kept", [True, False])
def test_only_what_was_kept_is_there_after_a_power_cut(managed, kept):
    before = managed.network()
    managed.stackdev("network", "apply", "--interface", "eth0", *(["--yes"] if kept else ["--trial", "600"]))
    restarted(managed)
    until(lambda: (managed.network() == before) != kept and managed.reaches_router(), 20)
    assert (managed.network()["links"]["eth0"][0] == "br100") == kept
    managed.stackdev("network", "remove")
    until(lambda: managed.network() == before)
    assert not list(managed.state.glob("network.json"))


def test_an_interface_taken_from_networkmanager_goes_back_to_it(managed):
    before = managed.network()
    managed.stackdev("network", "apply", "--interface", "eth0", "--method", "iproute2", "--yes")
    assert managed.network()["links"]["br100"][2] == [("10.99.0.2", 24, "10.99.0.255")], ADDRESS
    assert managed.shell("nmcli -g GENERAL.STATE device show eth0").startswith("10 ")
    managed.stackdev("network", "remove")
    until(lambda: managed.shell("nmcli -g GENERAL.CONNECTION device show eth0").strip() == "office", 20)
    until(lambda: managed.network()["links"] == before["links"], 20)
