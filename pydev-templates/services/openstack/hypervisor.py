"""Whether this machine can run instances as the manifest's values ask for it: hypervisor.py DRIVER TYPE STATE
Makes the folder of their disks, which nova expects to be there."""

import importlib.util
import os
import shutil
import sys

FAKE, LIBVIRT = "fake.FakeDriver", "libvirt.LibvirtDriver"
TYPES = ["qemu", "kvm"]
PACKAGES = "apt-get install --no-install-recommends libvirt-daemon libvirt-daemon-driver-qemu libvirt-clients " \
           "qemu-system-x86 python3-libvirt"


def missing():
    """What libvirt takes and is not here."""
    search = os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin"
    programs = ["libvirtd", "virsh", "qemu-system-" + os.uname().machine, "unshare", "privsep-helper"]
    absent = [name for name in programs if not shutil.which(name, path=search)]
    if importlib.util.find_spec("libvirt") is None:
        absent.append("Python's module libvirt, for " + sys.executable)
    return absent


def problem(driver, kind):
    """Why not; "" if it can."""
    if driver not in (FAKE, LIBVIRT):
        return "compute-driver: expected %s or %s, got %s" % (FAKE, LIBVIRT, driver)
    if driver == FAKE:
        return ""
    if kind not in TYPES:
        return "virt-type: expected %s, got %s" % (" or ".join(TYPES), kind)
    if os.geteuid() != 0:
        return "compute-driver: %s needs root: its libvirt has namespaces of its own. %s runs without" % (LIBVIRT, FAKE)
    absent = missing()
    if absent:
        return "compute-driver: %s needs what is not here: %s. On Debian: %s" % (LIBVIRT, ", ".join(absent), PACKAGES)
    if kind == "kvm" and not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return "virt-type: kvm needs /dev/kvm, which can't be opened. qemu runs without, more slowly"
    return ""


def main():
    driver, kind, state = sys.argv[1:4]
    why = problem(driver, kind)
    if why:
        sys.exit("stackdev.toml: values." + why)
    if driver == LIBVIRT and not os.path.exists(os.path.join(state, "var/libvirt/libvirt-sock")):
        sys.exit('stackdev.toml: step.hypervisor.after: put ["libvirt"] there, or nobody starts it')
    os.makedirs(os.path.join(state, "var/nova/instances"), exist_ok=True)
    print("%s: well" % driver)


if __name__ == "__main__":
    main()
