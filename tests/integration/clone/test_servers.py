"""Real servers on 127.0.0.1: git daemon, git http-backend, with and without a password; ones that fail at first."""

import base64
import http.server
import os
import subprocess
import threading

import pytest

from stack import commit, git

BACKEND = "/usr/lib/git-core/git-http-backend"


class GitHandler(http.server.BaseHTTPRequestHandler):
    """CGI for git http-backend. The server's `password` is asked for; its first `failures` requests fail."""

    def answer(self):
        server = self.server
        server.requests.append(self.path)
        if server.failures > 0:
            server.failures -= 1
            return self.refuse(503)
        given = self.headers.get("Authorization", "")
        if server.password and given != "Basic " + base64.b64encode(server.password.encode()).decode():
            return self.refuse(401)
        path, _, query = self.path.partition("?")
        size = int(self.headers.get("Content-Length") or 0)
        data = self.rfile.read(size) if size else self.chunks()
        environment = dict(
            os.environ, GIT_PROJECT_ROOT=str(server.folder), GIT_HTTP_EXPORT_ALL="1", REQUEST_METHOD=self.command,
            PATH_INFO=path, QUERY_STRING=query, CONTENT_TYPE=self.headers.get("Content-Type", ""),
            HTTP_CONTENT_ENCODING=self.headers.get("Content-Encoding", ""), REMOTE_ADDR="127.0.0.1",
        )  # fmt: skip
        said = subprocess.run([BACKEND], input=data, env=environment, capture_output=True).stdout
        head, _, body = said.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(headers.pop("Status", "200").split()[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def chunks(self) -> bytes:
        data = b""
        while self.headers.get("Transfer-Encoding") == "chunked":
            size = int(self.rfile.readline(), 16)
            data += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                break
        return data

    def refuse(self, status):
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *words):
        pass


@pytest.fixture
def web(stack):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), GitHandler)
    server.folder, server.password, server.failures, server.requests = stack.folder / "upstream", "", 0, []
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_git_daemon(stack, git_daemon):
    upstream = stack.upstream("one", commits=3)
    stack.names("one", git_daemon(stack.folder / "upstream", "one"))
    stack.trust()
    assert stack.clone()["one"]["verdict"] == "cloned"
    latest = commit(upstream, "new", "new\n")
    assert stack.clone()["one"]["verdict"] == "updated"
    assert stack.head("one") == latest


@pytest.mark.parametrize("extra", [[], ["--depth", "1"]])
def test_http(stack, web, extra):
    upstream = stack.upstream("one", commits=3)
    stack.names("one", f"{web.url}/one/.git")
    stack.trust()
    assert stack.clone(*extra)["one"]["verdict"] == "cloned"
    assert stack.head("one") == git(upstream, "rev-parse", "HEAD")


def test_what_fails_at_first_is_tried_again(stack, web):
    stack.upstream("one")
    web.failures = 2
    stack.names("one", f"{web.url}/one/.git")
    stack.trust()
    said = stack.clone()["one"]
    assert said["verdict"] == "cloned" and said["seconds"] >= 3  # pauses of one and two seconds
    web.requests.clear()
    stack.names("one", f"{web.url}/one/.git")
    stack.names("two", f"{web.url}/nowhere")
    stack.trust()
    assert stack.clone(status=1)["two"]["verdict"] == "failed"
    assert len([path for path in web.requests if "nowhere" in path]) == 1  # 404 will not pass


def test_a_credential_helper_of_the_users_is_asked(stack, web, own_home):
    upstream = stack.upstream("one")
    web.password = "ada:secret word"
    stack.names("one", f"{web.url}/one/.git")
    stack.trust()
    assert stack.clone(status=1)["one"]["verdict"] == "failed"
    helper = own_home / "helper.sh"
    helper.write_text('#!/bin/sh\n[ "$1" = get ] && printf "username=ada\\npassword=secret word\\n"\n')
    helper.chmod(0o755)
    git(own_home, "config", "--global", "credential.helper", str(helper))
    assert stack.clone()["one"]["verdict"] == "cloned"
    assert stack.head("one") == git(upstream, "rev-parse", "HEAD")
    assert "secret word" not in stack.errors


def test_a_proxy_of_the_environment_is_used(stack, web, monkeypatch):
    """The host exists nowhere: only the proxy is asked for it."""
    web.RequestHandlerClass = type("Proxy", (GitHandler,), {"do_CONNECT": lambda self: self.server.requests.append(self.path) or self.refuse(403)})
    monkeypatch.setenv("https_proxy", web.url)
    stack.names("one", "https://git.invalid/one")
    assert stack.clone(status=1)["one"]["verdict"] == "failed"
    assert set(web.requests) == {"git.invalid:443"}
