"""Runs a libvirt of the stack's own: libvirt_daemon.py FOLDER TYPE
Its socket is FOLDER/libvirt-sock. In mount and process namespaces of its own, where libvirt's folders are FOLDER's, so that
nothing of the machine's own libvirt is touched; its instances end with it, however it ends."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys

import hypervisor

PLACES = ["/run/libvirt", "/var/lib/libvirt", "/var/cache/libvirt", "/var/log/libvirt", "/etc/libvirt"]
USER, GROUPS = "libvirt-qemu", ["libvirt-qemu", "kvm", "libvirt"]  # libvirt asks for them even where it does not use them
QEMU = """user = "root"
group = "root"
security_driver = "none"
cgroup_controllers = []
namespaces = []
remember_owner = 0
stdio_handler = "file"
"""
DAEMON = """unix_sock_dir = "%s"
unix_sock_rw_perms = "0700"
auth_unix_rw = "none"
"""


def bind(source, place):
    subprocess.run(["mount", "--bind", source, place], check=True)


def know_the_users(folder):
    """In copies of the machine's lists, which only this namespace sees."""
    known = {line.split(":")[0] for line in open("/etc/group")}
    missing = {"/etc/group": "".join("%s:x:%d:\n" % (name, 64055 + number) for number, name in enumerate(GROUPS)
                                     if name not in known)}
    try:
        pwd.getpwnam(USER)
    except KeyError:
        missing["/etc/passwd"] = "%s:x:64055:64055::/:/bin/false\n" % USER
    for file, lines in missing.items():
        if lines:
            copy = os.path.join(folder, os.path.basename(file))
            with open(file) as original, open(copy, "w") as made:
                made.write(original.read().rstrip("\n") + "\n" + lines)
            os.chmod(copy, 0o644)
            bind(copy, file)


def prepare(folder):
    """The folders and files, before there is a namespace."""
    shutil.rmtree(os.path.join(folder, "run"), ignore_errors=True)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(os.path.join(folder, "libvirt-sock"))  # of one that was killed
    for place in PLACES:
        os.makedirs(place, exist_ok=True)  # something to mount on; they stay empty
        os.makedirs(folder + place, exist_ok=True)
    with open(folder + "/etc/libvirt/qemu.conf", "w") as file:
        file.write(QEMU)
    with open(folder + "/libvirtd.conf", "w") as file:
        file.write(DAEMON % folder)


def serve(folder):
    """The first process of its namespace: when it ends, all others do."""
    for place in PLACES:
        bind(folder + place, place)
    know_the_users(folder)
    daemon = subprocess.Popen(["libvirtd", "--config", folder + "/libvirtd.conf", "--pid-file", folder + "/libvirtd.pid"],
                              stdin=subprocess.DEVNULL)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: daemon.terminate())
    while True:  # orphans come to the first process
        pid, status = os.wait()
        if pid == daemon.pid:
            sys.exit(os.waitstatus_to_exitcode(status) & 0xff)


def main():
    os.environ["PATH"] = os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin:/sbin:/bin"
    folder, kind = sys.argv[1:3]
    if sys.argv[3:] == ["inside"]:
        serve(folder)
    why = hypervisor.problem(hypervisor.LIBVIRT, kind)
    if why:
        sys.exit("stackdev.toml: values." + why)
    prepare(folder)
    unshare = shutil.which("unshare")
    os.execv(unshare, [unshare, "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", sys.executable,
                       os.path.abspath(__file__), folder, kind, "inside"])


if __name__ == "__main__":
    main()
