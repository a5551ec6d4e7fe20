"""Succeeds when the stack's libvirt takes calls: libvirt_ready.py FOLDER"""

import os
import shutil
import subprocess
import sys


def main():
    socket = os.path.join(sys.argv[1], "libvirt-sock")
    if not os.path.exists(socket):
        sys.exit(1)
    virsh = shutil.which("virsh", path=os.environ.get("PATH", "") + ":/usr/bin")
    sys.exit(subprocess.run([virsh, "--connect", "qemu+unix:///system?socket=" + socket, "list"],
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=15).returncode)


if __name__ == "__main__":
    main()
