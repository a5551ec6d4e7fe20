"""What `cmake --install` and the Debian package put in place works without the source tree."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from program import BUILD, PROGRAM, run

pytestmark = pytest.mark.skipif(PROGRAM.parent.parent != BUILD.resolve(),
                                reason="what is installed is the release build")


def check_works(prefix: Path, folder: Path) -> None:
    """The program in `prefix` does its main job with the data in `prefix`, no other."""
    program = prefix / "bin/stackdev"
    stacks = prefix / "share/stackdev/pydev-templates/stacks"
    (stacks / "proof.toml").write_text("# Read from here\nversion = 1\n", "utf-8")
    environment = {"XDG_STATE_HOME": str(folder / "state"), "HOME": str(folder)}
    assert "proof  Read from here" in run(program, "init", "--root", folder, **environment)
    root = folder / "root"
    root.mkdir()
    run(program, "init", "--stack", "sample", "--root", root, **environment)
    imported = json.loads(run(program, "import", "--json", "--root", root, **environment))
    assert [project["name"] for project in imported["projects"]] == [
        "python-sampleclient", "sample-service", "samplelib"]
    assert (root / "samplelib/.pydevproject").is_file()
    assert (root / "workspace/.metadata").is_dir()


def check_complete(prefix: Path) -> None:
    for path in ["share/man/man1/stackdev.1", "share/bash-completion/completions/stackdev",
                 "share/zsh/vendor-completions/_stackdev", "share/fish/vendor_completions.d/stackdev.fish",
                 "share/doc/stackdev/contributing.md"]:
        assert (prefix / path).is_file(), path
    assert not list(prefix.rglob("__pycache__"))


def test_an_installed_tree_works(tmp_path):
    prefix = tmp_path / "prefix"
    run("cmake", "--install", BUILD, "--prefix", prefix)
    check_complete(prefix)
    check_works(prefix, tmp_path)


def test_the_debian_package_works_and_names_what_it_needs(tmp_path):
    run("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", tmp_path / "package")
    [package] = (tmp_path / "package").glob("*.deb")
    unpacked = tmp_path / "unpacked"
    run("dpkg-deb", "--extract", package, unpacked)
    check_complete(unpacked / "usr")
    check_works(unpacked / "usr", tmp_path)
    depends = run("dpkg-deb", "--field", package, "Depends")
    for name in ["libc6", "libgit2-1.5", "libpugixml1v5", "libboost-json1.81.0", "libspdlog1.10-fmt9",
                 "libtree-sitter0", "python3", "git"]:
        assert re.search(rf"(^|, ){re.escape(name)}( \(|,|$)", depends.strip()), depends
    contents = run("dpkg-deb", "--contents", package)
    assert not re.search(r"\.(a|h)$", contents, flags=re.MULTILINE)  # a program's package
    assert {line.split()[1] for line in contents.splitlines()} == {"root/root"}


def test_without_libgit2_what_needs_none_works_and_the_rest_names_it(tmp_path):
    (tmp_path / "libgit2.so.1.5").write_text("no library")
    variables = {"LD_LIBRARY_PATH": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}
    assert run(PROGRAM, "--version", **variables).startswith("stackdev ")
    (tmp_path / "root/one").mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", tmp_path / "root/one"], check=True)
    done = subprocess.run([PROGRAM, "doctor", "--root", tmp_path / "root"], env={**os.environ, **variables},
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 3 and "install libgit2-1.5" in done.stderr, done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="dpkg installs as root only")
def test_dpkg_installs_and_removes_the_package(tmp_path):
    run("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", tmp_path / "package")
    [package] = (tmp_path / "package").glob("*.deb")
    scratch = tmp_path / "scratch"
    for folder in ["var/lib/dpkg/info", "var/lib/dpkg/updates", "var/log"]:
        (scratch / folder).mkdir(parents=True)
    (scratch / "var/lib/dpkg/status").touch()
    dpkg = ["dpkg", f"--root={scratch}", "--force-depends", "--force-script-chrootless"]
    run(*dpkg, "--install", package)
    assert "install ok" in run(*dpkg, "--status", "stackdev")
    check_works(scratch / "usr", tmp_path)
    (scratch / "usr/share/stackdev/pydev-templates/stacks/proof.toml").unlink()
    run(*dpkg, "--purge", "stackdev")
    assert not (scratch / "usr/bin/stackdev").exists()
