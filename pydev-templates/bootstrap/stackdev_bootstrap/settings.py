"""The STACKDEV_DEBUG* environment variables."""


class Settings(object):
    def __init__(self, host, port):
        self.host = host
        self.port = port
        self.backend = "pydevd"  # or debugpy
        self.attach = "auto"  # or children, all
        self.timeout = 10.0  # seconds that a process waits for the IDE, at most
        self.wait = 0.0  # seconds for which the IDE may yet have to begin to listen
        self.match = None  # a regular expression: attach only where the command line has it
        self.folder = None  # where to look for the debugger, and nowhere else


def read(environ):
    """ValueError says what is wrong with which variable."""
    settings = Settings(*_address(environ["STACKDEV_DEBUG"]))
    settings.backend = _one_of(environ, "STACKDEV_DEBUG_BACKEND", ("pydevd", "debugpy"))
    settings.attach = _one_of(environ, "STACKDEV_DEBUG_ATTACH", ("auto", "children", "all"))
    settings.match = environ.get("STACKDEV_DEBUG_MATCH") or None
    settings.folder = environ.get("STACKDEV_DEBUG_PYDEVD") or None
    if environ.get("STACKDEV_DEBUG_TIMEOUT"):
        settings.timeout = _seconds(environ, "STACKDEV_DEBUG_TIMEOUT")
    if environ.get("STACKDEV_DEBUG_WAIT"):
        settings.wait = _seconds(environ, "STACKDEV_DEBUG_WAIT")
    return settings


def _address(text):
    host, _, port = text.strip().rpartition(":")
    host = host.strip("[]")
    if not (host and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError("STACKDEV_DEBUG: expected 127.0.0.1:PORT, got %r" % text)
    # Who answers there may run any code in this process: only this machine, and no name that something else resolves.
    if host == "localhost":
        host = "127.0.0.1"
    if host != "::1" and not _is_loopback(host):
        raise ValueError("STACKDEV_DEBUG: %r is not an address of this machine's loopback, refused" % host)
    return host, int(port)


def _is_loopback(host):
    parts = host.split(".")
    return len(parts) == 4 and parts[0] == "127" and all(part.isdigit() and int(part) < 256 for part in parts)


def _one_of(environ, name, values):
    value = environ.get(name) or values[0]
    if value not in values:
        raise ValueError("%s: expected one of %s, got %r" % (name, ", ".join(values), value))
    return value


def _seconds(environ, name):
    try:
        seconds = float(environ[name])
    except ValueError:
        seconds = 0
    if not 0 < seconds < 86400:
        raise ValueError("%s: expected seconds, got %r" % (name, environ[name]))
    return seconds
