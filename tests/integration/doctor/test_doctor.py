"""Each trap is made for real, found, and gone after what mends it."""

import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
import time

import pytest

from conftest import EGIT, PYDEV

needs_root = pytest.mark.skipif(os.getuid() != 0, reason="makes namespaces")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listener(port: int, cwd, *words: str, address: str = "127.0.0.1") -> subprocess.Popen:
    code = (
        "import socket,time; s=socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1);"
        f"s.bind(('{address}', {port})); s.listen(); print('up', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, *words], cwd=cwd, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"up\n"
    return process


def end(*processes: subprocess.Popen) -> None:
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_healthy_machine_is_silent_and_soon_done(patient):
    started = time.monotonic()
    assert patient.findings() == []
    assert time.monotonic() - started < 2
    assert patient.run("doctor").count("\n") == 1
    assert patient.run("-q", "doctor") == ""


@pytest.mark.parametrize("name", ["service.conf", "api-paste.ini"])
def test_placeholders_left(patient, name):
    file = patient.write(f"sample-service/etc/{name}", "[filter]\n# %NOT_THIS%\nadmin_user = %SERVICE_USER%\nrate = 5%\n")
    (found,) = patient.findings()
    assert (found["id"], found["path"], found["line"]) == ("placeholder-left", str(file), 3)
    assert "%SERVICE_USER%" in found["message"]
    file.write_text("[filter]\nadmin_user = ada\n")
    assert patient.ids() == []


def test_admin_tokens_that_differ(patient):
    patient.write("sample-service/etc/keystone.conf", "[DEFAULT]\nadmin_token = ADMIN\n")
    other = patient.write("samplelib/etc/api-paste.ini", "[filter:authtoken]\nadmin_token = 999888777666\n")
    (found,) = patient.findings()
    assert (found["id"], found["path"]) == ("admin-token-mismatch", str(other))
    other.write_text("[filter:authtoken]\nadmin_token = ADMIN\n")
    assert patient.ids() == []


def test_a_database_without_password_charset_or_server(patient):
    port = free_port()
    file = patient.write("sample-service/etc/x.conf", f"sql_connection = mysql://root@127.0.0.1:{port}/nova\n")
    assert set(patient.ids()) == {
        "database-charset", "database-empty-password", "database-down"}  # fmt: skip
    file.write_text(f"sql_connection = mysql://nova:secret@127.0.0.1:{port}/nova?charset=utf8\n")
    assert patient.ids() == ["database-down"]
    server = listener(port, "/")
    assert patient.ids() == []
    end(server)


def test_a_broker_that_is_down(patient):
    port = free_port()
    patient.write("sample-service/etc/x.conf", f"transport_url = rabbit://ada:secret@127.0.0.1:{port}/\n")
    assert patient.ids() == ["broker-down"]
    server = listener(port, "/")
    assert patient.ids() == []
    end(server)


def test_files_that_are_named_and_missing(patient):
    file = patient.write("sample-service/etc/x.conf", "policy_file = policy.json\n")
    assert patient.ids() == ["missing-file"]
    patient.write("sample-service/etc/policy.json", "{}")
    assert patient.ids() == []
    file.unlink()
    os.rename(patient.root / "sample-service/etc/sample-api.conf", patient.root / "kept")
    (found,) = patient.findings()
    assert found["id"] == "missing-configuration" and found["path"].endswith("sample-api.conf")
    os.rename(patient.root / "kept", patient.root / "sample-service/etc/sample-api.conf")
    assert patient.ids() == []
    patient.manifest("{sample-service}/etc/sample-api.conf", "{state}/etc/sample-api.conf")  # `up` makes what is there
    assert patient.ids() == []


def test_a_port_taken_by_another_and_by_two(patient):
    port = free_port()
    patient.manifest("port = 8790", f"port = {port}")
    stranger = listener(port, "/")
    (found,) = patient.findings()
    assert found["id"] == "port-in-use" and f"pid {stranger.pid} " in found["message"]
    end(stranger)
    ours = listener(port, patient.root)
    assert patient.ids() == []
    second = listener(port, patient.root)
    (found,) = patient.findings()
    assert found["id"] == "port-shared"
    assert f"pid {ours.pid} " in found["message"] and f"pid {second.pid} " in found["message"]
    end(ours, second)
    assert patient.ids() == []


@needs_root
def test_a_debugger_that_listens_to_everybody(patient):
    """In a network of its own: nothing listens to this machine's neighbours."""
    for address, expected in (("0.0.0.0", "debug-server-open"), ("127.0.0.1", "")):
        code = f"import socket,time; s=socket.socket(); s.bind(('{address}', 5678)); s.listen(); time.sleep(3)"
        script = f'ip link set lo up; /usr/bin/python3 -c "{code}" pydevd & sleep 1; exec "$@"'
        found = patient.ids(before=["unshare", "-n", "sh", "-c", script, "sh"], PATH="/usr/bin:/bin:/usr/sbin:/sbin")
        assert found == ([expected] if expected else [])


def test_the_wrong_python_first(patient):
    folder = patient.home / "shims"
    folder.mkdir()
    (folder / "python3").write_text("#!/bin/sh\nexec /usr/bin/python3 \"$@\"\n")
    (folder / "python3").chmod(0o755)
    assert patient.ids(PATH=f"{folder}:/usr/bin:/bin") == ["python-first-on-path"]
    assert patient.ids(PATH=f"/usr/bin:/bin:{folder}") == []
    assert patient.ids(PATH=f"{folder}:/usr/bin:/bin", VIRTUAL_ENV=str(folder)) == []


def test_bytecode_that_is_not_written(patient):
    assert patient.ids(PYTHONDONTWRITEBYTECODE="1") == ["bytecode-not-written"]


def test_a_package_of_the_users_that_shadows_the_tree(patient):
    package = next(path.parent.name for path in (patient.root / "sample-service").glob("*/__init__.py"))
    site = patient.home / ".local/lib/python3.11/site-packages"
    (site / package).mkdir(parents=True)
    (site / package / "__init__.py").touch()
    (found,) = patient.findings()
    assert (found["id"], found["path"]) == ("package-shadows-tree", str(site / package))
    shutil.rmtree(site / package)
    link = site / "sample-service.egg-link"
    link.write_text("/home/other/sample-service\n.")
    (found,) = patient.findings()
    assert (found["id"], found["path"]) == ("installed-elsewhere", str(link))
    link.write_text(f"{patient.root}/sample-service\n.")
    assert patient.ids() == []


@needs_root
def test_an_installed_program_and_package_that_shadow_the_tree(patient, tmp_path):
    """As an installation for all users leaves them: in this machine's /usr, seen from a mount namespace."""
    setup = patient.write("sample-service/setup.cfg", "[metadata]\nname = sample-service\n[entry_points]\n"
                          "console_scripts =\n    sample-tool = sampleservice.tools:main\n")  # fmt: skip
    assert setup.exists() and patient.ids() == []
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/sample-tool").write_text("#!/usr/bin/python3\n")
    (tmp_path / "packages/sampleservice").mkdir(parents=True)
    (tmp_path / "packages/sampleservice/__init__.py").touch()
    for folder, name, found in (("/usr/bin", "bin", "script-shadows-tree"),
                                ("/usr/lib/python3/dist-packages", "packages", "package-shadows-tree")):  # fmt: skip
        joined = f"mount -t tmpfs none /mnt; mkdir /mnt/work /mnt/upper; cp -r {tmp_path}/{name}/. /mnt/upper; "
        joined += f"mount -t overlay -o lowerdir={folder},upperdir=/mnt/upper,workdir=/mnt/work none {folder}"
        assert patient.ids(before=mounted(joined)) == [found]
    assert patient.ids() == []


def test_a_working_directory_that_shadows_pythons_modules(patient):
    package = next(path.parent for path in (patient.root / "sample-service").glob("*/__init__.py"))
    (package / "token.py").touch()
    (package / "cmd").mkdir()
    (package / "cmd/__init__.py").touch()
    (found,) = patient.findings(cwd=package)
    assert found["id"] == "working-directory-shadows-stdlib" and "cmd and token" in found["message"]
    assert patient.ids(cwd=package.parent) == []
    patient.manifest('program = "bin/sample-api"', f'program = "bin/sample-api"\nworking-directory = "{package.name}"')
    (found,) = patient.findings()
    assert found["path"].endswith("stackdev.toml")


def test_a_launch_configuration_that_works_in_a_package(patient):
    """The one that Eclipse makes: its working directory is the program's folder."""
    package = next(path.parent for path in (patient.root / "sample-service").glob("*/__init__.py"))
    (package / "token.py").touch()
    patient.eclipse(PYDEV, EGIT)
    patient.run("import")
    assert patient.ids() == []
    folder = patient.root / "workspace/.metadata/.plugins/org.eclipse.debug.core/.launches"
    launch = folder / "mine.launch"
    launch.write_text(
        '<launchConfiguration type="org.python.pydev.debug.regularLaunchConfigurationType"><stringAttribute '
        'key="org.eclipse.ui.externaltools.ATTR_WORKING_DIRECTORY" '
        f'value="${{workspace_loc:sample-service/{package.name}}}"/></launchConfiguration>'
    )
    (found,) = patient.findings()
    assert (found["id"], found["path"]) == ("working-directory-shadows-stdlib", str(launch))


def test_an_interpreter_that_is_gone(patient):
    python = patient.home / "venv/bin/python"
    subprocess.run(["/usr/bin/python3", "-m", "venv", "--without-pip", patient.home / "venv"], check=True)
    patient.eclipse(PYDEV, EGIT)
    patient.run("import", "--interpreter", python)
    assert patient.ids() == []
    shutil.rmtree(patient.home / "venv")
    (found,) = patient.findings()
    assert found["id"] == "interpreter-gone" and found["path"].endswith("org.python.pydev.prefs")
    patient.manifest('stack = "sample"', f'stack = "sample"\ninterpreters = ["{python}"]')
    assert patient.ids() == ["interpreter-gone", "interpreter-gone"]


def test_a_workspace_that_is_open(patient):
    patient.eclipse(PYDEV, EGIT)
    patient.run("import")
    lock = patient.root / "workspace/.metadata/.lock"
    with open(lock, "w") as file:
        fcntl.fcntl(file, fcntl.F_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 1, 0))
        assert patient.ids() == ["workspace-open"]
    assert patient.ids() == []


def test_edits_that_stackdev_left_and_their_fix(patient):
    source = patient.write("sample-service/green.py", "import eventlet\neventlet.monkey_patch()\n")
    hooked = patient.write("sample-service/plain.py", "x = 1\n")
    before = [source.read_bytes(), hooked.read_bytes()]
    patient.run("debug-safe", "on", source)
    patient.run("hook", "on", hooked)
    patient.run("hook", "on", source)
    found = [(one["id"], one["path"]) for one in patient.findings()]
    assert ("debug-safe-left", str(source)) in found and ("hook-left", str(hooked)) in found and len(found) == 3
    assert patient.run("doctor", "--fix", "--dry-run").startswith("diff --git")
    assert patient.findings("--fix") == []
    assert [source.read_bytes(), hooked.read_bytes()] == before


@needs_root
def test_what_can_be_meant_in_one_way_only_is_mended(patient, tmp_path):
    hosts = tmp_path / "hosts"
    hosts.write_text("127.0.0.1 localhost\n::1 localhost\n")
    port = free_port()
    server = listener(port, patient.root)
    file = patient.write("sample-service/etc/nova.conf", "# mine\nmy_ip = 192.0.2.1\nauth_host = localhost\n"
                         f"sql = mysql://nova:secret@127.0.0.1:{port}/nova  \n")  # fmt: skip
    catalog = patient.write("sample-service/etc/a.templates", "catalog.R.compute.publicURL = http://127.0.0.1:8774/v2\n")
    settings = patient.root / "sample-service/etc/sample-api.conf"
    os.rename(settings, f"{settings}.sample")
    before = file.read_text()
    found = {one["id"] for one in patient.findings(before=mounted(f"mount --bind {hosts} /etc/hosts"))}
    assert found == {"localhost-is-ipv6", "database-charset", "catalog-says-localhost", "missing-configuration"}
    shown = patient.run("doctor", "--fix", "--dry-run", before=mounted(f"mount --bind {hosts} /etc/hosts"))
    assert "+auth_host = 127.0.0.1" in shown and file.read_text() == before
    assert patient.findings("--fix", before=mounted(f"mount --bind {hosts} /etc/hosts")) == []
    assert file.read_text() == before.replace("= localhost", "= 127.0.0.1").replace("/nova  ", "/nova?charset=utf8  ")
    assert catalog.read_text() == "catalog.R.compute.publicURL = http://192.0.2.1:8774/v2\n"
    assert settings.read_text() == (patient.root / "sample-service/etc/sample-api.conf.sample").read_text()
    patient.run("undo")
    assert file.read_text() == before and not settings.exists()
    end(server)


def mounted(script: str) -> list[str]:
    return ["unshare", "-m", "sh", "-c", script + '; exec "$@"', "sh"]


@needs_root
def test_traps_of_the_machine(patient, tmp_path):
    hosts = tmp_path / "hosts"
    hosts.write_text("127.0.0.1 localhost\n::1 localhost ip6-localhost\n")
    patient.write("sample-service/etc/x.conf", "auth_host = localhost\n")
    assert patient.ids(before=mounted(f"mount --bind {hosts} /etc/hosts")) == ["localhost-is-ipv6"]
    hosts.write_text("127.0.0.1 localhost\n::1 ip6-localhost\n")
    assert patient.ids(before=mounted(f"mount --bind {hosts} /etc/hosts")) == []

    memory = tmp_path / "meminfo"
    memory.write_text("MemTotal:        1000000 kB\n")
    assert patient.ids(before=mounted(f"mount --bind {memory} /proc/meminfo")) == ["memory-low"]
    assert patient.ids(before=mounted("mount -t tmpfs none /usr/include")) == ["python-headers-missing"]
    small = f"mkdir {tmp_path}/small; mount -t tmpfs -o size=8m none {tmp_path}/small; "
    small += f"cp -a {patient.root}/. {tmp_path}/small; mount --bind {tmp_path}/small {patient.root}"
    assert patient.ids(before=mounted(small)) == ["disk-low"]


def test_no_compiler(patient, tmp_path):
    (tmp_path / "bin").mkdir()
    assert "compiler-missing" in patient.ids(PATH=str(tmp_path / "bin"))


def test_it_starts_nothing_that_the_root_names(patient):
    marker = patient.home / "ran"
    evil = patient.write("evil", f"#!/bin/sh\ntouch {marker}\n")
    evil.chmod(0o755)
    patient.manifest('stack = "sample"', f'stack = "sample"\ninterpreters = ["{evil}"]')
    for key in ("core.fsmonitor", "diff.external", "core.pager"):
        subprocess.run(["git", "-C", patient.root / "samplelib", "config", key, evil], check=True)
    patient.ids()
    assert not marker.exists()
