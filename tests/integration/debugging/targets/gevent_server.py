"""gevent, pre-fork: gevent_server.py PORT WORKERS"""

from gevent import monkey

monkey.patch_all()

import os
import socket
import sys
import threading

import gevent
import gevent.pool
from gevent import pywsgi

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import prefork
import views


def pool():
    return {"squares": gevent.pool.Pool(4).map(views.square, range(4))}


def threadpool():
    return {"square": gevent.get_hub().threadpool.apply(views.square, (3,))}


def thread():
    """threading.Thread, which is a green one here."""
    answers = []
    worker = threading.Thread(target=lambda: answers.append(views.square(3)))
    worker.start()
    worker.join()
    return {"square": answers[0]}


def sleep():
    gevent.sleep(0.2)
    return {}


ROUTES = {"/pool": pool, "/tpool": threadpool, "/thread": thread, "/sleep": sleep}


def application(environ, start_response):
    return views.answer(ROUTES, environ["PATH_INFO"], start_response)


listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen(50)
prefork.run(lambda: pywsgi.WSGIServer(listener, application, log=None).serve_forever(), int(sys.argv[2]))
