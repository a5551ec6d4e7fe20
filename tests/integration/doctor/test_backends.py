"""A real MariaDB, RabbitMQ, libvirt and LVM: each refuses, is open to everybody, or is not there."""

import contextlib
import os
import socket
import subprocess
import time
from pathlib import Path

import pytest

needs_root = pytest.mark.skipif(os.getuid() != 0, reason="loop devices, system daemons and accounts")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(is_there, process: subprocess.Popen, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not is_there():
        assert process.poll() is None, "it has ended"
        assert time.monotonic() < end, "it does not come up"
        time.sleep(0.1)


def takes_connections(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def running(command: list, port: int, **options):
    process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, **options)  # fmt: skip
    try:
        wait_for(lambda: takes_connections(port), process)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Database:
    def __init__(self, folder: Path):
        self.folder, self.port, self.socket = folder, free_port(), folder / "s"
        user = ["--user=root"] if os.getuid() == 0 else []
        data = folder / "data"
        subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db", *user,
                        "--auth-root-authentication-method=normal"], check=True, capture_output=True)  # fmt: skip
        self.command = ["/usr/sbin/mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={self.socket}", *user,
                        f"--port={self.port}", "--bind-address=127.0.0.1", f"--pid-file={folder}/pid"]  # fmt: skip

    def do(self, statements: str, password: str = "") -> None:
        subprocess.run(["mariadb", "--no-defaults", f"--socket={self.socket}", "--user=root", "-e", statements],
                       env={**os.environ, "MYSQL_PWD": password}, check=True)  # fmt: skip


def test_accounts_of_a_database(patient, tmp_path):
    database = Database(tmp_path)
    url = f"sql_connection = mysql://nova:p%40ss@127.0.0.1:{database.port}/nova?charset=utf8\n"
    patient.write("sample-service/etc/nova.conf", url)
    with running(database.command, database.port):
        found = {one["id"]: one for one in patient.findings()}
        assert set(found) == {"database-login-refused", "database-open-account"}
        assert "root@127.0.0.1" in found["database-open-account"]["message"]
        assert "p@ss" not in str(found)
        database.do("DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost');"
                    "FLUSH PRIVILEGES; CREATE USER nova@'%' IDENTIFIED BY 'p@ss';"
                    "ALTER USER root@localhost IDENTIFIED BY 'r'")  # fmt: skip
        assert patient.ids() == ["database-missing"]
        database.do("CREATE DATABASE nova; GRANT ALL ON nova.* TO nova@'%'", "r")
        assert patient.ids() == []


@contextlib.contextmanager
def broker(folder: Path):
    port, configuration = free_port(), folder / "rabbitmq.conf"
    configuration.write_text(f"listeners.tcp.local = 127.0.0.1:{port}\n")
    daemon = free_port()
    environment = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(folder), "RABBITMQ_NODENAME": "doctor@localhost",
        "RABBITMQ_CONFIG_FILE": str(configuration), "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"), "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_ENABLED_PLUGINS_FILE": "/dev/null", "RABBITMQ_DIST_PORT": str(free_port()),
        "ERL_EPMD_PORT": str(daemon), "ERL_EPMD_ADDRESS": "127.0.0.1", "RABBITMQ_USE_LONGNAME": "false",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
    }  # fmt: skip
    try:
        with running(["/usr/lib/rabbitmq/bin/rabbitmq-server"], port, env=environment, start_new_session=True):
            yield port, environment
    finally:
        subprocess.run(["epmd", "-port", str(daemon), "-kill"], env=environment, capture_output=True)


def control(environment: dict, *words: str) -> None:
    subprocess.run(["/usr/lib/rabbitmq/bin/rabbitmqctl", "-q", *words], env=environment, check=True, capture_output=True,
                   timeout=300)  # fmt: skip


def test_logins_of_a_broker(patient, tmp_path):
    with broker(tmp_path) as (port, environment):
        control(environment, "await_startup")
        file = patient.write("sample-service/etc/x.conf", f"transport_url = rabbit://stack:right@127.0.0.1:{port}/\n")
        assert sorted(patient.ids()) == ["broker-guest-open", "broker-login-refused"]
        control(environment, "add_user", "stack", "right")
        assert patient.ids() == ["broker-guest-open"]
        control(environment, "change_password", "guest", "999888777666")
        assert patient.ids() == []
        file.write_text(f"rabbit_host = 127.0.0.1\nrabbit_port = {port}\n")  # as in 2012: guest, guest
        assert patient.ids() == ["broker-login-refused"]
        file.write_text(f"rabbit_host = 127.0.0.1\nrabbit_port = {port}\nrabbit_password = 999888777666\n")
        assert patient.ids() == []


@needs_root
def test_kvm(patient):
    """With a /dev of its own: without its device, with one that can be opened."""
    file = patient.write("sample-service/etc/nova.conf", "[libvirt]\nvirt_type = kvm\n")
    devices = "mount -t tmpfs none /dev; mknod -m 666 /dev/null c 1 3; "
    assert patient.ids(before=["unshare", "-m", "sh", "-c", devices + 'exec "$@"', "sh"]) == ["kvm-missing"]
    assert patient.ids(before=["unshare", "-m", "sh", "-c", devices + 'mknod /dev/kvm c 1 3; exec "$@"', "sh"]) == []
    file.write_text("compute_driver = fake.FakeDriver\nvirt_type = qemu\n")
    assert patient.ids(before=["unshare", "-m", "sh", "-c", devices + 'exec "$@"', "sh"]) == []


@needs_root
def test_libvirt(patient):
    """The real daemon, with folders of its own in a mount namespace."""
    patient.write("sample-service/etc/nova.conf", "compute_driver = libvirt.LibvirtDriver\n")
    private = (
        "for folder in /run /var/lib /var/cache; do mount -t tmpfs none $folder; done; mkdir /run/libvirt; cd /run; "
        "(cat /etc/passwd; echo libvirt-qemu:x:64055:64055::/:/bin/false) > passwd; mount --bind passwd /etc/passwd; "
        "(cat /etc/group; printf 'libvirt-qemu:x:64055:\\nkvm:x:64056:\\nlibvirt:x:64057:\\n') > group; mount --bind group /etc/group; "
    )
    (found,) = patient.findings(before=["unshare", "-m", "bash", "-c", private + 'exec "$@"', "bash"])
    assert found["id"] == "libvirt-down" and "hypervisor" in found["message"]
    started = private + (
        "libvirtd --timeout 30 >log 2>&1 & libvirtd=$!; for i in $(seq 150); do "
        "virsh -c qemu:///system list >/dev/null 2>&1 && break; sleep 0.1; done; "
        '"$@"; status=$?; kill $libvirtd; wait; exit $status'
    )
    path = "/usr/sbin:/usr/bin:/sbin:/bin"
    assert patient.ids(before=["unshare", "-n", "-m", "bash", "-c", started, "bash"], PATH=path) == []


@needs_root
def test_a_target_that_is_down(patient):
    """The real tgtd, in a network of its own."""
    patient.write("sample-service/etc/cinder.conf", "[lvm]\nvolume_group = none-such\ntarget_helper = tgtadm\n")
    path = "/usr/sbin:/usr/bin:/sbin:/bin"
    alone = "ip link set lo up; mkdir -p /run/tgtd; mount -t tmpfs none /run/tgtd; "
    assert patient.ids(before=["unshare", "-n", "-m", "sh", "-c", alone + 'exec "$@"', "sh"], PATH=path) == [
        "volume-group-missing", "iscsi-target-down"]  # fmt: skip
    started = alone + (
        "tgtd --foreground --iscsi portal=127.0.0.1:3260 >/dev/null 2>&1 & target=$!; for i in $(seq 100); do "
        'tgtadm --op show --mode sys >/dev/null 2>&1 && break; sleep 0.1; done; "$@"; status=$?; kill -9 $target; wait; exit $status'
    )
    assert patient.ids(before=["unshare", "-n", "-m", "bash", "-c", started, "bash"], PATH=path) == ["volume-group-missing"]


@needs_root
def test_a_volume_group(patient, tmp_path):
    group = f"stackdev-test-{os.getpid()}"
    file = patient.write("sample-service/etc/cinder.conf", f"[lvm]\nvolume_group = {group}\nvolume_driver = cinder.volume.drivers.lvm.LVMVolumeDriver\n")
    path = "/usr/sbin:/usr/bin:/sbin:/bin"
    assert patient.ids(PATH=path) == ["volume-group-missing"]
    image = tmp_path / "volumes"
    with open(image, "wb") as made:
        made.truncate(64 << 20)
    device = subprocess.run(["losetup", "-f", "--show", image], check=True, capture_output=True, text=True).stdout.strip()
    try:
        subprocess.run(["vgcreate", "-qq", group, device], check=True, capture_output=True)
        assert patient.ids(PATH=path) == []
        subprocess.run(["vgremove", "-qq", "-f", group], check=True, capture_output=True)
        assert patient.ids(PATH=path) == ["volume-group-missing"]
    finally:
        subprocess.run(["losetup", "-d", device], check=True)
    file.write_text(f"[nfs]\nvolume_group = {group}\nvolume_driver = cinder.volume.drivers.nfs.NfsDriver\n")
    assert patient.ids(PATH=path) == []


@needs_root
def test_sessions_whose_target_is_gone(patient, tmp_path):
    """The kernel's own files as it has them after the target has ended, in a mount namespace."""
    session = tmp_path / "class/iscsi_session/session1"
    session.mkdir(parents=True)
    (session / "targetname").write_text("iqn.2010-10.org.openstack:volume-00000001\n")
    (session / "state").write_text("FAILED\n")
    seen = ["unshare", "-m", "sh", "-c", f'mount --bind {tmp_path}/class /sys/class; exec "$@"', "sh"]
    (found,) = patient.findings(before=seen)
    assert found["id"] == "iscsi-session-left" and "--logout" in found["fix"]
    (session / "state").write_text("LOGGED_IN\n")
    assert patient.ids(before=seen) == []


def test_a_catalog_that_other_nodes_cannot_use(patient):
    catalog = patient.write("sample-service/etc/default_catalog.templates",
                            "catalog.RegionOne.compute.publicURL = http://localhost:8774/v2\n")  # fmt: skip
    assert patient.ids() == []
    patient.write("sample-service/etc/nova.conf", "my_ip = 192.0.2.1\n")
    (found,) = patient.findings()
    assert found["id"] == "catalog-says-localhost" and "192.0.2.1" in found["fix"]
    catalog.write_text("catalog.RegionOne.compute.publicURL = http://192.0.2.1:8774/v2\n")
    assert patient.ids() == []


@pytest.mark.parametrize("row", ["(id INT, url TEXT); INSERT INTO endpoint VALUES (1, 'http://{0}:8774/v2.1')",
                                 "(id INT, extra TEXT); INSERT INTO endpoint VALUES (1, '{{\"publicurl\": \"http://{0}:8774/v2\"}}')"])  # fmt: skip
def test_a_catalog_in_keystones_database(patient, tmp_path, row):
    """As today's keystone has it, and as that of 2012."""
    database = Database(tmp_path)
    keystone = patient.write("sample-service/etc/keystone.conf",
                             f"connection = mysql://keystone:pw@127.0.0.1:{database.port}/keystone?charset=utf8\n")  # fmt: skip
    with running(database.command, database.port):
        database.do("DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost'); FLUSH PRIVILEGES; "
                    "ALTER USER root@localhost IDENTIFIED BY 'r'; CREATE USER keystone@'%' IDENTIFIED BY 'pw';"
                    "CREATE DATABASE keystone; GRANT ALL ON keystone.* TO keystone@'%'; USE keystone;"
                    "CREATE TABLE endpoint " + row.format("localhost"))  # fmt: skip
        assert patient.ids() == []
        patient.write("sample-service/etc/nova.conf", "my_ip = 192.0.2.1\n")
        (found,) = patient.findings()
        assert (found["id"], found["path"]) == ("catalog-says-localhost", str(keystone))
        assert "http://localhost:8774" in found["message"] and "192.0.2.1" in found["fix"]
        database.do("USE keystone; DROP TABLE endpoint; CREATE TABLE endpoint " + row.format("192.0.2.1"), "r")
        assert patient.ids() == []


@needs_root
def test_a_bridge_that_is_missing(patient):
    patient.write("sample-service/etc/nova.conf", "flat_network_bridge = br100\n")
    path = "/usr/sbin:/usr/bin:/sbin:/bin"
    assert patient.ids(before=["unshare", "-n"], PATH=path) == ["bridge-missing"]
    made = ["unshare", "-n", "-m", "sh", "-c", 'mount -t sysfs none /sys; ip link add br100 type bridge; exec "$@"', "sh"]
    assert patient.ids(before=made, PATH=path) == []


@needs_root
def test_an_interface_that_networkmanager_has(patient):
    """The real NetworkManager, in a network and with folders of its own."""
    patient.write("sample-service/etc/nova.conf", "flat_interface = em1\n")
    private = (
        "for folder in /run /etc/NetworkManager /var/lib/NetworkManager; do mount -t tmpfs none $folder; done; mkdir /run/dbus; "
        "mount -t sysfs -o ro none /sys; printf '[main]\\nplugins=keyfile\\nno-auto-default=*\\n' > /etc/NetworkManager/NetworkManager.conf; "
        "ip link add em1 type veth peer name em1p; exec 3>&1 >/run/log 2>&1; dbus-daemon --system --nofork --nopidfile & bus=$!; "
        "while [ ! -S /run/dbus/system_bus_socket ]; do sleep 0.1; done; NetworkManager --no-daemon & manager=$!; "
        "for i in $(seq 100); do nmcli -t -f GENERAL.STATE device show em1 | grep -q : && break; sleep 0.1; done; "
        'nmcli device set em1 managed {0}; sleep 0.5; "$@" >&3; status=$?; kill $manager $bus; wait; exit $status'
    )
    path = "/usr/sbin:/usr/bin:/sbin:/bin"
    for managed, expected in (("yes", ["networkmanager-manages-bridge"]), ("no", [])):
        before = ["unshare", "-n", "-m", "bash", "-c", private.replace("{0}", managed), "bash"]
        assert patient.ids(before=before, PATH=path) == expected
