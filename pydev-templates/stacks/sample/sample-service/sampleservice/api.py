"""The WSGI application: one function per path, each a different way to run code."""

import json
import os
from urllib.parse import parse_qsl

import eventlet
from eventlet import patcher, tpool

import samplelib

native_threading = patcher.original("threading")


def index(query):
    """Answers in the green thread that eventlet started for this connection."""
    links = sorted(ROUTES)
    pid = os.getpid()
    return {"service": "sample", "pid": pid, "links": links}


def hello(query):
    name = query.get("name", "")
    greeting = samplelib.greet(name, query.get("language", "en"))
    return {"greeting": greeting}


def square(number):
    result = number * number
    return result


def pool(query):
    """Further green threads of the same worker."""
    greens = eventlet.GreenPool(4)
    return {"squares": list(greens.imap(square, range(int(query.get("count", "4")))))}


def off_loop(query):
    """A native thread of eventlet's own pool; the green threads go on meanwhile."""
    return {"square": tpool.execute(square, int(query.get("number", "3")))}


def thread(query):
    """A native thread of our own."""
    answers = []
    worker = native_threading.Thread(target=lambda: answers.append(square(int(query.get("number", "3")))))
    worker.start()
    while worker.is_alive():
        eventlet.sleep(0.01)
    return {"square": answers[0]}


def sleep(query):
    eventlet.sleep(float(query.get("seconds", "1")))
    return {"slept": True}


ROUTES = {
    "/": index,
    "/hello": hello,
    "/pool": pool,
    "/sleep": sleep,
    "/thread": thread,
    "/tpool": off_loop,
}


def answer(path, query):
    """Status line and body."""
    view = ROUTES.get(path)
    if view is None:
        return "404 Not Found", {"error": "no such path: %s" % path}
    try:
        return "200 OK", view(query)
    except ValueError as error:
        return "400 Bad Request", {"error": str(error)}


def app_factory(global_conf, **local_conf):
    def application(environ, start_response):
        status, body = answer(environ["PATH_INFO"], dict(parse_qsl(environ.get("QUERY_STRING", ""))))
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps(body).encode() + b"\n"]

    return application
