#!/usr/bin/python3
"""How long `stackdev clone` takes, beside as many `git clone` at once from the same mirrors.

    tests/bench/clone.py MIRROR [--jobs N] [--rounds N] [--daemon]

MIRROR: a folder of bare repositories as `stackdev clone --mirror` takes it. The repositories are eleven of the stack
openstack-essex, at their own heads. Rounds of both take turns, so that both see the same load; the best of each counts.
--daemon: through a git daemon on 127.0.0.1 instead of from the disk.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
STACKDEV = os.environ.get("STACKDEV", str(TOP / "build/release/bin/stackdev"))
LIMIT = 1.3
OWNERS = {"noVNC": "novnc"}
NAMES = ["nova", "swift", "glance", "keystone", "noVNC", "horizon", "python-novaclient", "python-keystoneclient",
         "neutron", "tempest", "python-swiftclient"]  # fmt: skip


def mirrored(mirror: Path, name: str) -> Path | None:
    owner = OWNERS.get(name, "openstack")
    for relative in (name, f"{name}.git", f"{owner}/{name}", f"{owner}/{name}.git", f"{owner}+{name}/repo"):
        if (mirror / relative / "HEAD").exists():
            return mirror / relative
    return None


def seconds(command: list, **options) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    return time.perf_counter() - start


def serve(mirror: Path) -> tuple[subprocess.Popen, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        ["/usr/lib/git-core/git-daemon", "--listen=127.0.0.1", f"--port={port}", "--export-all", "--reuseaddr",
         f"--base-path={mirror}", str(mirror)], stderr=subprocess.DEVNULL)  # fmt: skip
    time.sleep(1)
    return process, f"git://127.0.0.1:{port}"


def ours(scratch: Path, urls: dict[str, str], jobs: int) -> float:
    root = scratch / "ours"
    root.mkdir()
    lines = ["version = 1", 'stack = "bench"']
    for name, url in urls.items():
        lines += [f"[repository.{name}]", f'urls = ["{url}"]']
    (root / "stackdev.toml").write_text("\n".join(lines) + "\n")
    command = [STACKDEV, "--root", root, "--state", scratch / "state"]
    subprocess.run([*command, "trust"], check=True, stdout=subprocess.DEVNULL)
    taken = seconds([*command, "clone", "--jobs", str(jobs)])
    shutil.rmtree(root)
    return taken


def theirs(scratch: Path, urls: dict[str, str], jobs: int) -> float:
    folder = scratch / "theirs"
    folder.mkdir()
    words = "\n".join(f"{url} {name}" for name, url in urls.items())
    taken = seconds(["xargs", "-P", str(jobs), "-L1", "git", "clone", "-q"], cwd=folder, input=words.encode())
    shutil.rmtree(folder)
    return taken


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mirror", type=Path)
    parser.add_argument("--jobs", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--daemon", action="store_true")
    options = parser.parse_args()
    folders = {name: found for name in NAMES if (found := mirrored(options.mirror.resolve(), name))}
    if not folders:
        print(f"{options.mirror}: holds none of {', '.join(NAMES)}")
        return 2
    server, base = serve(options.mirror.resolve()) if options.daemon else (None, "")
    urls = {name: f"{base}/{path.relative_to(options.mirror.resolve())}" if base else str(path)
            for name, path in folders.items()}  # fmt: skip
    scratch = Path(tempfile.mkdtemp(prefix="stackdev-bench-"))
    try:
        times = [(ours(scratch, urls, options.jobs), theirs(scratch, urls, options.jobs)) for _ in range(options.rounds)]
    finally:
        shutil.rmtree(scratch)
        if server:
            server.terminate()
            server.wait()
    mine, other = (min(column) for column in zip(*times))
    verdict = "ok" if mine <= LIMIT * other else "MISSED"
    print(f"{len(urls)} repositories, {options.jobs} at once: {mine:.2f} s, git clone {other:.2f} s: "
          f"x{mine / other:.2f} (at most {LIMIT}) {verdict}")  # fmt: skip
    return 0 if mine <= LIMIT * other else 1


if __name__ == "__main__":
    sys.exit(main())
