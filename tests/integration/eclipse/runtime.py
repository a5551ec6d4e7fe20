"""Builds an Equinox runtime from Debian's Eclipse bundles, in a cache folder.

Debian ships Eclipse as single bundles without an installation that could be started. A runtime is what
starts them: a folder with the bundles, our own ones compiled from source, and a config.ini that lists
them. It is keyed by everything that went into it, so a changed source or package makes a new one.
Nothing here opens a workspace; eclipse.py does.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Tuple

HERE = Path(__file__).resolve().parent
PLUGINS = Path("/usr/lib/eclipse/plugins")
JAVA = Path("/usr/share/java")
LAUNCHER = JAVA / "equinox-launcher.jar"

BUILD_TIMEOUT = 300
UNUSED_RUNTIME_SECONDS = 24 * 3600


class RuntimeUnavailable(Exception):
    """A package is missing, or Java refused our sources; the message says which."""


@dataclass(frozen=True)
class Wrapped:
    """A jar that Debian ships without a usable OSGi manifest, to be wrapped with a right one.

    Several jars become one bundle. Every package is exported, in `export_version` if there is one.
    """

    name: str
    version: str
    jars: Tuple[str, ...]
    packages: Optional[Tuple[str, ...]] = None  # folders to take; None: all of them
    export_version: Optional[str] = None
    headers: Dict[str, str] = field(default_factory=dict)

    def wants(self, entry: str) -> bool:
        if entry.endswith(("/", ".SF", ".RSA")) or entry.startswith("META-INF/versions/"):
            return False
        if entry.upper() == "META-INF/MANIFEST.MF":
            return False
        return self.packages is None or os.path.dirname(entry) in self.packages


@dataclass(frozen=True)
class Flavour:
    """Which bundles a runtime has: `debian` by name (None: all that are installed), the wrapped, our own."""

    name: str
    debian: Optional[Tuple[str, ...]]
    wrapped: Tuple[Wrapped, ...]
    own: Tuple[str, ...]  # in the order in which they need each other


def _osgi_service(bundle: str, version: str, package: str, export_version: str) -> Wrapped:
    return Wrapped(bundle, version, ("osgi.cmpn.jar",), (package,), export_version,
                   {"Import-Package": "org.osgi.framework"})


_DYNAMIC = {"DynamicImport-Package": "java.*,javax.*,org.w3c.*,org.xml.*"}

_PREFS = _osgi_service("org.osgi.service.prefs", "1.1.2", "org/osgi/service/prefs", "1.1.1")
_PROMISE = Wrapped("org.osgi.util.promise", "1.1.0", ("osgi.cmpn.jar",),
                   ("org/osgi/util/promise", "org/osgi/util/function"), "1.1",
                   {"Import-Package": "org.osgi.framework"})
# A proper bundle, but Debian does not link it among the plug-ins.
_SCR = Wrapped("org.apache.felix.scr", "", ("org.apache.felix.scr.jar",))

HEADLESS = Flavour(
    "headless",
    debian=(
        "org.eclipse.osgi", "org.eclipse.equinox.common", "org.eclipse.equinox.registry",
        "org.eclipse.equinox.preferences", "org.eclipse.equinox.app", "org.eclipse.core.runtime",
        "org.eclipse.core.jobs", "org.eclipse.core.contenttype", "org.eclipse.core.expressions",
        "org.eclipse.core.filesystem", "org.eclipse.core.resources", "org.eclipse.core.variables",
        "org.eclipse.core.externaltools", "org.eclipse.debug.core"),
    wrapped=(_PREFS, _PROMISE, _SCR),
    own=("json", "inspector", "pydev_ids"))

WINDOW = Flavour(
    "window",
    debian=None,
    wrapped=(
        _PREFS, _PROMISE, _SCR,
        _osgi_service("org.osgi.service.event", "1.4.0", "org/osgi/service/event", "1.4"),
        _osgi_service("org.osgi.service.cm", "1.6.0", "org/osgi/service/cm", "1.6"),
        _osgi_service("org.osgi.service.metatype", "1.4.0", "org/osgi/service/metatype", "1.4"),
        _osgi_service("org.osgi.service.component.annotations", "1.4.0",
                      "org/osgi/service/component/annotations", "1.4"),
        # An umbrella in upstream's build; here over the services that are really there.
        Wrapped("org.eclipse.osgi.services", "3.11.100", (), headers={
            "Require-Bundle": ",".join(f"org.osgi.service.{service};visibility:=reexport"
                                       for service in ("prefs", "event", "cm", "metatype"))}),
        # Debian's own manifest says 3.114 and hides packages; the workbench wants 3.117 or later.
        Wrapped("org.eclipse.swt", "3.122.0", ("swt4.jar",), headers=_DYNAMIC),
        Wrapped("javax.inject", "1.0.0", ("atinject-jsr330-api.jar",), export_version="1.0.0"),
        Wrapped("javax.annotation", "1.3.5", ("geronimo-annotation-1.3-spec.jar",),
                export_version="1.3.5"),
        Wrapped("com.ibm.icu", "72.1.0", ("icu4j.jar",), export_version="72.1.0", headers=_DYNAMIC),
        Wrapped("org.w3c.css.sac", "1.3.1", ("sac.jar",), export_version="1.3"),
        Wrapped("org.apache.batik.css", "1.16.0",
                ("batik-css.jar", "batik-util.jar", "batik-constants.jar", "batik-i18n.jar",
                 "batik-shared-resources.jar", "xmlgraphics-commons.jar"),
                export_version="1.16.0",
                headers={"Import-Package": "org.w3c.css.sac,org.w3c.css.sac.helpers", **_DYNAMIC}),
        Wrapped("org.apache.commons.jxpath", "1.3.0", ("commons-jxpath.jar",), export_version="1.3",
                headers=_DYNAMIC),
        Wrapped("com.sun.jna", "5.13.0", ("jna.jar",), export_version="5.13.0", headers=_DYNAMIC),
        Wrapped("com.sun.jna.platform", "5.13.0", ("jna-platform.jar",), export_version="5.13.0",
                headers={"Require-Bundle": "com.sun.jna", **_DYNAMIC}),
        Wrapped("bcpg", "1.72.0", ("bcpg.jar", "bcprov.jar"), export_version="1.72.0",
                headers=_DYNAMIC),
        Wrapped("org.tukaani.xz", "1.9.0", ("xz.jar",), export_version="1.9.0")),
    own=("json", "pydev_ids", "window_probe"))

# The console needs a shell that Debian does not ship, and an unresolved bundle aborts the start.
_LEFT_OUT = ("org.eclipse.equinox.console", "org.eclipse.osgi.services")

_START = {
    "org.apache.felix.scr": "@1:start",  # content types are declarative services since 4.x
    "org.eclipse.equinox.common": "@2:start",
    "org.eclipse.equinox.event": "@2:start",
    "org.eclipse.core.runtime": "@start",
}


def cache() -> Path:
    chosen = os.environ.get("STACKDEV_TEST_CACHE")
    return Path(chosen) if chosen else Path.home() / ".cache/stackdev-tests/eclipse"


def runtime(flavour: Flavour) -> Path:
    """The folder of a runtime that is built and current. Safe to call from several processes."""
    bundles = _debian_bundles(flavour)
    folder = cache() / f"{flavour.name}-{_key(flavour, bundles)}"
    with _locked(cache() / f"{flavour.name}.lock"):
        complete = folder / "complete"
        if not complete.exists():
            _sweep(flavour, keep=folder)
            shutil.rmtree(folder, ignore_errors=True)
            _build(folder, flavour, bundles)
        complete.touch()  # its time says when the runtime was last of use
    return folder


def _build(folder: Path, flavour: Flavour, bundles: List[Path]) -> None:
    plugins = folder / "plugins"
    plugins.mkdir(parents=True)
    for bundle in bundles:
        (plugins / bundle.name).symlink_to(bundle.resolve())
    for wrapped in flavour.wrapped:
        _wrap(wrapped, plugins)
    for name in flavour.own:
        _compile(HERE / name, plugins)
    _write_config(folder)


def _debian_bundles(flavour: Flavour) -> List[Path]:
    installed = {path.name.split("_")[0]: path for path in sorted(PLUGINS.glob("*.jar"))}
    if flavour.debian is None:
        return [path for name, path in installed.items() if name not in _LEFT_OUT]
    missing = [name for name in flavour.debian if name not in installed]
    if missing:
        raise RuntimeUnavailable(f"{PLUGINS}: {', '.join(missing)} not found: install packages.txt")
    return [installed[name] for name in flavour.debian]


def _key(flavour: Flavour, bundles: List[Path]) -> str:
    digest = hashlib.sha256()
    inputs = bundles + [JAVA / jar for wrapped in flavour.wrapped for jar in wrapped.jars]
    for jar in inputs + [LAUNCHER, Path("/usr/bin/javac")]:
        if not jar.exists():
            raise RuntimeUnavailable(f"{jar}: not found: install packages.txt (packages-window.txt)")
        real = jar.resolve()
        status = real.stat()
        digest.update(f"{real} {status.st_size} {status.st_mtime_ns}\n".encode())
    for source in [Path(__file__)] + [file for name in flavour.own for file in _sources(HERE / name)]:
        digest.update(f"{source.relative_to(HERE)} ".encode() + source.read_bytes())
    return digest.hexdigest()[:12]


def _sources(bundle: Path) -> List[Path]:
    return sorted(path for path in bundle.rglob("*") if path.is_file())


def _wrap(wrapped: Wrapped, plugins: Path) -> None:
    if not wrapped.version:
        (plugins / f"{wrapped.name}.jar").symlink_to((JAVA / wrapped.jars[0]).resolve())
        return
    entries: Dict[str, bytes] = {}
    for jar in wrapped.jars:
        with zipfile.ZipFile(JAVA / jar) as archive:
            for entry in archive.namelist():
                if wrapped.wants(entry) and entry not in entries:
                    entries[entry] = archive.read(entry)
    headers = {"Bundle-SymbolicName": wrapped.name, "Bundle-Version": wrapped.version}
    packages = sorted({os.path.dirname(entry).replace("/", ".") for entry in entries
                       if entry.endswith(".class") and "/" in entry and not entry.startswith("META-INF")})
    if packages:
        version = f';version="{wrapped.export_version}"' if wrapped.export_version else ""
        headers["Export-Package"] = ",".join(package + version for package in packages)
    with zipfile.ZipFile(plugins / f"{wrapped.name}_{wrapped.version}.jar", "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", _manifest({**headers, **wrapped.headers}))
        for entry, data in entries.items():
            archive.writestr(entry, data)


def _manifest(headers: Dict[str, str]) -> bytes:
    lines = []
    for name, value in {"Manifest-Version": "1.0", "Bundle-ManifestVersion": "2", **headers}.items():
        line = f"{name}: {value}"
        lines += [line[:70]] + [" " + line[at:at + 69] for at in range(70, len(line), 69)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _compile(bundle: Path, plugins: Path) -> None:
    """Compiles one of our own bundles into a folder that Equinox takes for an unpacked bundle."""
    target = plugins / bundle.name
    shutil.copytree(bundle, target, ignore=shutil.ignore_patterns("src"))
    command = ["javac", "--release", "11", "-proc:none", "-Xlint:all,-classfile,-path", "-Werror",
               "-encoding", "UTF-8", "-d", str(target),
               "-cp", ":".join(str(other) for other in plugins.iterdir())]
    command += [str(source) for source in _sources(bundle / "src")]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, timeout=BUILD_TIMEOUT, check=False)
    if result.returncode:
        raise RuntimeUnavailable(f"{bundle.name}: javac failed:\n{result.stdout}")


def _write_config(folder: Path) -> None:
    framework = ""
    bundles = []
    for bundle in sorted((folder / "plugins").iterdir()):
        name = _symbolic_name(bundle)
        if name == "org.eclipse.osgi":
            framework = f"file:{bundle}"
        else:
            bundles.append(f"reference:file:{bundle}{_START.get(name, '')}")
    properties = {
        "osgi.framework": framework,
        "osgi.bundles": ",".join(bundles),
        "osgi.bundles.defaultStartLevel": "4",
        "osgi.install.area": f"file:{folder}/",
        "osgi.noShutdown": "false",
        "osgi.console": "none",
        "eclipse.buildId": "stackdev-tests",
    }
    configuration = folder / "configuration"
    configuration.mkdir()
    (configuration / "config.ini").write_text(
        "".join("{}={}\n".format(key, value.replace(":", "\\:")) for key, value in properties.items()))


def _symbolic_name(bundle: Path) -> str:
    if bundle.is_dir():
        manifest = (bundle / "META-INF/MANIFEST.MF").read_text()
    else:
        with zipfile.ZipFile(bundle) as archive:
            manifest = archive.read("META-INF/MANIFEST.MF").decode("utf-8", "replace")
    unfolded = re.sub(r"\r?\n ", "", manifest)
    match = re.search(r"^Bundle-SymbolicName:\s*([^;\s]+)", unfolded, re.MULTILINE)
    if not match:
        raise RuntimeUnavailable(f"{bundle}: not an OSGi bundle")
    return match.group(1)


def _sweep(flavour: Flavour, keep: Path) -> None:
    """Removes runtimes of this flavour that nobody has used for a day."""
    for folder in cache().glob(f"{flavour.name}-*"):
        complete = folder / "complete"
        if folder != keep and (not complete.exists()
                               or time.time() - complete.stat().st_mtime > UNUSED_RUNTIME_SECONDS):
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    for each in (HEADLESS, WINDOW):
        print(runtime(each))
