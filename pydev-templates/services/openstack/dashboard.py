"""Horizon as its user sees it: the login page, then the project's. In a real browser where there is one."""

import http.cookiejar
import os
import re
import urllib.error
import urllib.parse
import urllib.request

import browser

LOGIN = "/auth/login/?next=/project/"


class Dashboard:
    """Over HTTP alone."""

    how = "by HTTP: there is no chromium here"

    def __init__(self, port):
        self.base = "http://127.0.0.1:%d" % port
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                                  urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def fetched(self, request):
        try:
            answer = self.opener.open(request, timeout=120)
            return answer.url, answer.read().decode("utf-8", "replace")
        except (OSError, urllib.error.URLError) as error:
            raise browser.BrowserError("%s: %s" % (self.base, error))

    def login_page(self):
        _, self.page = self.fetched(self.base + LOGIN)
        return title(self.page)

    def project_page(self, name, password):
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)"[^>]*value="([^"]*)"', self.page))
        fields.update(username=name, password=password, next="/project/")
        url, page = self.fetched(urllib.request.Request(self.base + LOGIN, urllib.parse.urlencode(fields).encode(),
                                                        {"Referer": self.base + LOGIN}))
        if "/auth/login" in url:
            raise browser.BrowserError("%s lets %s not in" % (self.base, name))
        return title(page)

    def close(self):
        pass


class BrowserDashboard:
    how = "in chromium"

    def __init__(self, port, program):
        self.base = "http://127.0.0.1:%d" % port
        self.browser = browser.Browser(program, 180)

    def login_page(self):
        self.browser.open(self.base + LOGIN)
        self.browser.wait("!!document.querySelector('input[name=password]')", "there is no field for a password")
        return self.browser.value("document.title")

    def project_page(self, name, password):
        fill = "(name, value) => document.querySelector(`input[name=${name}]`).value = value"
        self.browser.value("(%s)('username', %s)" % (fill, quoted(name)))
        self.browser.value("(%s)('password', %s)" % (fill, quoted(password)))
        self.browser.value("document.querySelector('input[name=password]').form.submit()")
        self.browser.wait("document.readyState === 'complete' && location.pathname.startsWith('/project')",
                          "the project's page does not come")
        return self.browser.value("document.title")

    def close(self):
        self.browser.close()


def quoted(text):
    return browser.json.dumps(text)


def title(page):
    found = re.search(r"<title>\s*(.*?)\s*</title>", page, re.S)
    return " ".join(found[1].split()) if found else ""


def dashboard(port):
    program = browser.program() if not os.environ.get("STACKDEV_NO_BROWSER") else None
    return BrowserDashboard(port, program) if program else Dashboard(port)
