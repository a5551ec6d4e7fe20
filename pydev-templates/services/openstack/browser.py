"""A real browser without a window: Chromium, told what to do over its debugging pipe (no port is opened). Messages are
JSON, each ended by a NUL byte: https://chromedevtools.github.io/devtools-protocol/"""

import json
import os
import select
import shutil
import subprocess
import tempfile
import time

PROGRAMS = ["chromium", "chromium-browser", "google-chrome"]


class BrowserError(Exception):
    pass


def program():
    """Where it is; None if there is none."""
    return next((path for path in map(shutil.which, PROGRAMS) if path), None)


class Browser:
    def __init__(self, path, seconds=60):
        self.end = time.monotonic() + seconds
        self.profile = tempfile.mkdtemp(prefix="stackdev-browser-")
        orders, self.orders = os.pipe()
        self.answers, answers = os.pipe()
        words = [path, "--headless", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
                 "--no-proxy-server", "--user-data-dir=" + self.profile]
        if os.geteuid() == 0:
            words.append("--no-sandbox")  # it refuses to be root otherwise; the page is our own

        def place():  # it reads from 3 and writes to 4
            spare = os.dup(answers)
            os.dup2(orders, 3)
            os.dup2(spare, 4)

        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        close_fds=False, preexec_fn=place, start_new_session=True)
        os.close(orders)
        os.close(answers)
        self.number = 0
        self.rest = b""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    session = None

    def ask(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.orders, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise BrowserError(answer["error"]["message"])
                return answer["result"]

    def message(self):
        while b"\0" not in self.rest:
            left = self.end - time.monotonic()
            if left <= 0 or not select.select([self.answers], [], [], left)[0]:
                raise BrowserError("the browser does not answer")
            more = os.read(self.answers, 1 << 16)
            if not more:
                raise BrowserError("the browser has ended")
            self.rest += more
        one, _, self.rest = self.rest.partition(b"\0")
        return json.loads(one)

    def value(self, script):
        """Of a JavaScript expression in the page; None while there is no page."""
        try:
            return self.ask("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")
        except BrowserError:
            if time.monotonic() >= self.end:
                raise
            return None

    def wait(self, script, what):
        while not self.value(script):
            if time.monotonic() >= self.end:
                raise BrowserError("%s: %s" % (what, self.value("document.title + ' ' + location.href")))
            time.sleep(0.1)

    def open(self, url):
        self.ask("Page.navigate", url=url)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'", "the page does not come")

    def close(self):
        try:
            self.process.kill()
            self.process.wait()
            os.killpg(self.process.pid, 9)
        except OSError:
            pass
        os.close(self.orders)
        os.close(self.answers)
        shutil.rmtree(self.profile, ignore_errors=True)
