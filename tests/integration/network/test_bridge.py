"""The bridge by plain iproute2: real links, real ARP."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import tempfile
import time

import pytest
from conftest import ADDRESS, PROGRAM, ROUTER, until

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="namespaces need root")


def test_a_plan_shows_the_commands_and_changes_nothing(machine):
    before = machine.network()
    plan = json.loads(machine.stackdev("--json", "network", "plan", "--interface", "eth0"))
    assert (plan["bridge"], plan["interface"], plan["method"], plan["state"]) == ("br100", "eth0", "iproute2", "planned")
    assert plan["addresses"] == [ADDRESS] and plan["files"] == []
    assert f"ip route replace default via {ROUTER} dev br100 metric 100" in plan["commands"]
    assert "ip link set dev eth0 master br100" in machine.stackdev("network", "plan", "--interface", "eth0")
    assert "eth0" in machine.stackdev("--dry-run", "network", "apply", "--interface", "eth0")
    assert machine.network() == before and not list(machine.state.glob("network.json"))


def test_the_bridge_gets_what_the_interface_has_and_gives_it_back(machine):
    before = machine.network()
    done = json.loads(machine.stackdev("--json", "network", "apply", "--interface", "eth0", "--yes"))
    assert done["state"] == "kept"
    made = machine.network()
    assert made["links"]["eth0"][0] == "br100" and made["links"]["eth0"][2] == []
    assert made["links"]["br100"] == (None, before["links"]["eth0"][1], before["links"]["eth0"][2])
    assert made["routes"] == [(dst, via, "br100", metric) for dst, via, _, metric in before["routes"]]
    assert machine.reaches_router()
    assert "is there" in machine.stackdev("network", "apply", "--interface", "eth0", "--yes")  # twice is once
    machine.stackdev("network", "remove")
    assert machine.network() == before and machine.reaches_router()
    assert not list(machine.state.glob("network.json"))
    assert "nothing to remove" in machine.stackdev("network", "remove", status=2)


def test_a_bridge_without_a_port_has_an_address_of_its_own(machine):
    before = machine.network()
    (machine.root / "stackdev.toml").write_text('version = 1\nstack = "s"\n[network]\nbridge = "br7"\naddress = "10.7.0.1/24"\n')
    machine.stackdev("trust")
    machine.stackdev("network", "apply", "--yes")
    assert machine.network()["links"]["br7"][2] == [("10.7.0.1", 24, None)]
    assert machine.network()["links"]["eth0"] == before["links"]["eth0"]
    machine.stackdev("network", "remove")
    assert machine.network() == before


def test_what_nobody_keeps_is_taken_back(machine):
    before = machine.network()
    said = machine.stackdev("network", "apply", "--interface", "eth0", "--trial", "2")
    assert "is on trial" in said and "br100" in machine.network()["links"]
    until(lambda: machine.network() == before)
    until(lambda: not list(machine.state.glob("network.json")))
    assert "no bridge is on trial" in machine.stackdev("network", "apply", "--keep", status=2)


def test_what_is_kept_in_time_stays(machine):
    machine.stackdev("network", "apply", "--interface", "eth0", "--trial", "2")
    machine.stackdev("network", "apply", "--keep")
    until(lambda: not machine.guards())
    time.sleep(2)
    assert machine.network()["links"]["eth0"][0] == "br100"
    machine.stackdev("network", "remove")


def test_the_guard_of_an_earlier_trial_leaves_a_later_one_alone(machine):
    machine.stackdev("network", "apply", "--interface", "eth0", "--trial", "2")
    machine.stackdev("network", "remove")
    machine.stackdev("network", "apply", "--interface", "eth0", "--trial", "30")
    time.sleep(3)
    assert machine.network()["links"]["eth0"][0] == "br100"
    machine.stackdev("network", "remove")


def test_what_a_bridge_had_before_stays_its(machine):
    """A bridge with the port, and one with the address, that are asked for."""
    machine.shell("ip link add br100 address 02:00:00:00:01:00 type bridge; ip link set br100 up; ip link set eth0 master br100; "
                  f"ip address flush dev eth0; ip address add {ADDRESS} dev br100; ip route add default via {ROUTER} dev br100")  # fmt: skip
    before = machine.network()
    machine.stackdev("network", "apply", "--interface", "eth0", "--address", "10.0.0.1/24", "--trial", "1")
    until(lambda: machine.network() == before)
    assert machine.reaches_router()
    machine.shell(f"ip link set eth0 nomaster; ip address flush dev br100; ip address add 10.0.0.1/24 dev br100; ip address add {ADDRESS} dev eth0")
    before = machine.network()
    machine.stackdev("network", "apply", "--interface", "eth0", "--address", "10.0.0.1/24", "--trial", "1")
    assert machine.network() != before
    until(lambda: machine.network() == before)


def test_killed_while_it_is_taken_back(machine):
    """The guard ends what somebody else began."""
    before = machine.network()
    for delay in (0.0, 0.02, 0.05, 0.1):
        machine.stackdev("network", "apply", "--interface", "eth0", "--trial", "1")
        process = subprocess.Popen(machine.command("network", "remove"), env=machine.environment, stdout=subprocess.DEVNULL)
        time.sleep(delay)
        process.kill()
        process.wait()
        until(lambda: machine.network() == before and not list(machine.state.glob("network.json")))
    assert machine.reaches_router()


def test_a_full_disk_does_not_keep_the_bridge(machine):
    before = machine.network()
    machine.shell(f"mount -t tmpfs -o size=256k none {machine.state}")
    machine.stackdev("trust")
    machine.stackdev("network", "apply", "--interface", "eth0", "--trial", "2")
    machine.shell(f"dd if=/dev/zero of={machine.state}/filler bs=4k 2>/dev/null; true")
    until(lambda: machine.network() == before)
    machine.shell(f"rm {machine.state}/filler")  # now it can be written down, too


def test_other_tables_ipv6_and_lifetimes_come_along(machine):
    machine.shell(f"ip route add 198.51.100.0/24 via {ROUTER} dev eth0 table 77; ip route add 203.0.113.0/24 dev eth0 scope link; "
                  "ip address add 2001:db8::7/64 dev eth0 nodad; ip address add 2001:db8:1::7/64 dev eth0 nodad valid_lft 900 preferred_lft 800; "
                  "ip -6 route add default via 2001:db8::1 dev eth0 metric 500")  # fmt: skip
    routes = "ip route show table all | grep -v ' table local' | grep -v ' proto kernel' | sed 's/eth0\\|br100/DEV/; s/ expires.*//' | sort"
    addresses = machine.network()["links"]["eth0"][2]
    before, everything = machine.network(), machine.shell(routes)
    assert "table 77" in everything and "2001:db8::1" in everything
    machine.stackdev("network", "apply", "--interface", "eth0", "--yes")
    assert machine.network()["links"]["br100"][2] == addresses and machine.shell(routes) == everything
    machine.stackdev("network", "remove")
    assert machine.network() == before and machine.shell(routes) == everything


def test_what_came_to_a_kept_bridge_goes_to_the_interface(machine):
    machine.stackdev("network", "apply", "--interface", "eth0", "--address", "10.7.0.1/24", "--yes")
    machine.shell("ip address del 10.99.0.2/24 dev br100; ip address add 10.99.0.3/24 dev br100; "
                  f"ip route replace default via {ROUTER} dev br100 metric 100")  # fmt: skip
    machine.stackdev("network", "remove")
    assert [one[0] for one in machine.network()["links"]["eth0"][2]] == ["10.99.0.3"] and machine.reaches_router()


def on_a_terminal(machine, *words):
    master, slave = pty.openpty()
    process = subprocess.Popen(machine.command(*words), env=machine.environment, stdin=slave, stderr=slave,
                               stdout=subprocess.PIPE, text=True)  # fmt: skip
    os.close(slave)
    said = ""
    while "Keep br100?" not in said:
        said += os.read(master, 4096).decode()
    return process, master


@pytest.mark.parametrize(("answer", "status"), [("y\n", 0), ("n\n", 3), ("\n", 3)])
def test_on_a_terminal_it_asks(machine, answer, status):
    before = machine.network()
    process, terminal = on_a_terminal(machine, "network", "apply", "--interface", "eth0")
    os.write(terminal, answer.encode())
    assert process.wait(timeout=30) == status
    os.close(terminal)
    process.stdout.close()
    assert (machine.network() == before) == (status != 0)
    machine.stackdev("network", "remove", status=0 if status == 0 else 2)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGHUP, signal.SIGINT])
def test_killed_or_cut_off_while_it_asks(machine, end):
    before = machine.network()
    process, terminal = on_a_terminal(machine, "network", "apply", "--interface", "eth0", "--trial", "2")
    process.send_signal(end)
    assert process.wait(timeout=30) != 0
    os.close(terminal)
    process.stdout.close()
    until(lambda: machine.network() == before)


def test_a_gateway_that_is_lost_ends_the_trial_at_once(machine):
    """A bridge that is there already, whose spanning tree listens for half a minute before it lets a new port speak."""
    machine.shell("ip link add br100 address 02:00:00:00:01:00 type bridge stp_state 1 forward_delay 1500; ip link set br100 up")
    before = machine.network()
    said = machine.stackdev("network", "apply", "--interface", "eth0", "--yes", status=3)
    assert f"the gateway {ROUTER} answered before" in said and "Everything was taken back" in said
    assert machine.network() == before and machine.reaches_router()


def test_an_ipv6_gateway_is_asked_where_there_is_no_other(bare):
    subprocess.run(["nsenter", "-t", str(bare.router.pid), "-n", "ip", "address", "add", "2001:db8::1/64", "dev", "port", "nodad"], check=True)
    bare.shell("ip link set eth0 up; ip address add 2001:db8::2/64 dev eth0 nodad; ip -6 route add default via 2001:db8::1 dev eth0")
    until(lambda: bare.shell("ip -6 address show dev eth0 tentative") == "")
    before, routes = bare.network(), bare.shell("ip -6 route show default")
    assert json.loads(bare.stackdev("--json", "network", "apply", "--interface", "eth0", "--yes"))["state"] == "kept"
    assert [one[0] for one in bare.network()["links"]["br100"][2]] == ["2001:db8::2"]
    assert "via 2001:db8::1 dev br100" in bare.shell("ip -6 route show default")
    bare.stackdev("network", "remove")
    assert bare.network() == before and bare.shell("ip -6 route show default") == routes
    bare.shell("ip link add br100 address 02:00:00:00:01:00 type bridge stp_state 1 forward_delay 1500; ip link set br100 up")
    said = bare.stackdev("network", "apply", "--interface", "eth0", "--yes", status=3)
    assert "the gateway 2001:db8::1 answered before" in said and "Everything was taken back" in said
    assert bare.network()["links"]["eth0"] == before["links"]["eth0"]


def test_a_command_that_fails_ends_it_at_once(machine):
    """The kernel refuses one of its requests."""
    before = machine.network()
    fault = ("strace", "-f", "-E", "ASAN_OPTIONS=detect_leaks=0", "-o", "/dev/null", "-e", "inject=sendmsg:error=EPERM:when=9")
    done = machine.try_("network", "apply", "--interface", "eth0", "--trial", "2", before=fault)
    assert done.returncode == 3 and "not permitted" in done.stderr and "Everything was taken back" in done.stderr, done.stderr
    assert machine.network() == before and machine.reaches_router()


def test_what_cannot_be_taken_back_is_told_and_tried_again(machine):
    """The kernel refuses to give the route back, too."""
    before = machine.network()
    command = machine.inside("strace", "-f", "-E", "ASAN_OPTIONS=detect_leaks=0", "-o", "/dev/null", "-e", "inject=sendmsg:error=EPERM:when=6",
                             *machine.command("network", "apply", "--interface", "eth0", "--trial", "1")[5:])  # fmt: skip
    process = subprocess.Popen(command, env=machine.environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    said = ""
    while "Try again" not in said:
        said += process.stderr.readline()
    assert "eth0 has not all that it had: 10.99.0.2/24, the route through 10.99.0.1" in said
    process.kill()  # the kernel is its own again
    process.wait()
    process.stderr.close()
    until(lambda: machine.network() == before)  # the guard's own next try


def test_leases_keep_what_is_left_of_them(machine):
    machine.shell(f"ip address del {ADDRESS} dev eth0; ip address add {ADDRESS} valid_lft 900 preferred_lft 800 dev eth0; "
                  f"ip route add default via {ROUTER}")  # fmt: skip
    done = machine.try_("network", "apply", "--interface", "eth0", "--yes")
    assert done.returncode == 0 and "DHCP" in done.stderr, done.stderr
    (info,) = [each for each in json.loads(machine.shell("ip -json address show dev br100"))[0]["addr_info"] if each["scope"] == "global"]
    assert info["dynamic"] and 850 < info["valid_life_time"] <= 900
    machine.stackdev("network", "remove")


def test_another_port_keeps_the_bridge(machine):
    machine.stackdev("network", "apply", "--interface", "eth0", "--yes")
    machine.shell("ip link add tap0 type veth peer name instance; ip link set tap0 master br100")
    assert "another port, tap0" in machine.stackdev("network", "remove", status=3)
    machine.shell("ip link delete tap0")
    machine.stackdev("network", "remove")


def test_what_cannot_be_done_is_said_before_anything_is(machine):
    machine.shell("ip link add bond7 type bridge; ip link add in7 type veth peer name out7; ip link set in7 master bond7; ip link add v type ifb")
    before = machine.network()
    for words, message in (
        (["--interface", "eth9"], "Those that could be a port: eth0"),
        (["--interface", "lo"], "no Ethernet interface"),
        (["--interface", "bond7"], "a bridge itself"),
        (["--interface", "in7"], "in7 is in bond7 already"),
        (["--bridge", "eth0"], "no bridge: choose another name"),
        (["--bridge", "a/b"], "cannot be an interface's name"),
        (["--bridge", "a;id"], "cannot be an interface's name"),
        (["--bridge", "br%d"], "cannot be an interface's name"),
        (["--bridge", "eth0", "--interface", "eth0"], "its own port"),
        (["--address", "10.0.0.1"], "10.0.0.1/24"),
        (["--address", "10.0.0.1/33"], "10.0.0.1/24"),
        (["--address", "10.0.0/8"], "10.0.0.1/24"),
    ):
        assert message in machine.stackdev("network", "apply", *words, "--yes", status=2), words
    (machine.root / "stackdev.toml").write_text('version = 1\nstack = "s"\n[network]\nbridge = "br7"\nport = "eth0"\n')
    assert "stackdev.toml:5: network.port" in machine.stackdev("network", "plan", status=2)
    assert machine.network() == before


def test_what_cannot_be_moved_is_refused(machine):
    machine.shell("ip address add 10.98.0.1 peer 10.98.0.2/32 dev eth0")
    before = machine.network()
    assert "point-to-point" in machine.stackdev("network", "apply", "--interface", "eth0", "--yes", status=2)
    assert machine.network() == before


def test_without_a_gateway_to_ask_it_is_not_kept_unasked(machine):
    machine.shell("ip route del default")
    done = machine.try_("network", "apply", "--interface", "eth0", "--yes", "--trial", "2")
    assert done.returncode == 0 and "not kept without you" in done.stderr and "is on trial" in done.stdout
    machine.stackdev("network", "apply", "--interface", "eth0", "--yes")  # that is an answer
    time.sleep(3)
    assert "br100" in machine.network()["links"]
    machine.stackdev("network", "remove")


def test_it_needs_root_and_trust(machine):
    (machine.root / "stackdev.toml").write_text('version = 1\nstack = "s"\n')
    assert "is not trusted" in machine.stackdev("network", "apply", "--yes", status=1)
    machine.stackdev("trust")
    folders = [folder for folder in machine.root.parents if folder.is_relative_to(tempfile.gettempdir())]
    subprocess.run(["chmod", "a+rwx", machine.root, *folders], check=True)
    subprocess.run(["chmod", "-R", "a+rwX", machine.state], check=True)
    done = machine.try_("network", "apply", "--yes", before=("setpriv", "--reuid", "65534", "--clear-groups"))
    assert done.returncode == 3 and "with sudo" in done.stderr, done.stderr
    assert "br100" not in machine.network()["links"]


def test_a_damaged_record_is_told(machine):
    machine.state.mkdir(exist_ok=True)
    (machine.state / "network.json").write_text('{"version": 1')
    for words in (["apply", "--yes"], ["remove"], ["apply", "--keep"]):
        assert "network.json is damaged" in machine.stackdev("network", *words, status=3)
    assert PROGRAM and "br100" not in machine.network()["links"]


def test_killed_at_any_moment_it_is_taken_back(machine):
    """From the start of the trial on the guard is there; before it nothing was done."""
    before = machine.network()
    for delay in (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3):
        process = subprocess.Popen(machine.command("network", "apply", "--interface", "eth0", "--trial", "2", "--yes"),
                                   env=machine.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        time.sleep(delay)
        process.kill()
        process.wait()
    until(lambda: machine.network() == before or (machine.state / "network.json").exists())
    if machine.network() != before:
        until(lambda: machine.network() == before or '"kept"' in (machine.state / "network.json").read_text(), 20)
        if machine.network() != before:
            machine.stackdev("network", "remove")
    assert machine.network() == before and machine.reaches_router()
