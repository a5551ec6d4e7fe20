"""What the small servers answer, and where the tests put their breakpoints. Runs on Python 2.7, too."""

import json
import os


def index():
    pid = os.getpid()
    body = {"pid": pid}
    return body


def square(number):
    result = number * number
    return result


def error():
    try:
        raise ValueError("asked for")
    except ValueError as problem:
        return {"error": str(problem)}


def answer(routes, path, start_response):
    """WSGI's part of it."""
    view = dict({"/": index, "/error": error}, **routes).get(path)
    if view is None:
        start_response("404 Not Found", [])
        return [b""]
    body = json.dumps(view()).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
