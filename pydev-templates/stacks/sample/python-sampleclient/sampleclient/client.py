"""Speaks HTTP with sample-service."""

import json
import urllib.error
import urllib.parse
import urllib.request


class ServiceError(Exception):
    """The service was not reached, or refused the request."""


class Client:
    def __init__(self, url="http://127.0.0.1:8790", timeout=10):
        self.url = url.rstrip("/")
        self.timeout = timeout

    def request(self, path, **query):
        """The decoded JSON answer of GET `path`."""
        url = self.url + path
        if query:
            url += "?" + urllib.parse.urlencode(query)
        try:
            with urllib.request.urlopen(url, timeout=self.timeout) as answer:
                return json.loads(answer.read().decode())
        except urllib.error.HTTPError as error:
            raise ServiceError("%s: %s" % (url, json.loads(error.read().decode())["error"]))
        except OSError as error:
            raise ServiceError("%s: %s" % (url, error))

    def hello(self, name, language="en"):
        return self.request("/hello", name=name, language=language)["greeting"]
