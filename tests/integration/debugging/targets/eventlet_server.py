"""eventlet, pre-fork, for Python 2.7 as well: eventlet_server.py PORT WORKERS (0: answers itself)"""

import eventlet

eventlet.monkey_patch()

import os
import sys
import threading

from eventlet import hubs, patcher, tpool, wsgi

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import prefork
import views

native_threading = patcher.original("threading")


def pool():
    return {"squares": list(eventlet.GreenPool(4).imap(views.square, range(4)))}


def off_loop():
    return {"square": tpool.execute(views.square, 3)}


def thread():
    answers = []
    worker = native_threading.Thread(target=lambda: answers.append(views.square(3)))
    worker.start()
    while worker.is_alive():
        eventlet.sleep(0.01)
    return {"square": answers[0]}


def green_thread():
    answers = []
    worker = threading.Thread(target=lambda: answers.append(views.square(3)))
    worker.start()
    worker.join()
    return {"square": answers[0]}


def sleep():
    eventlet.sleep(0.2)
    return {}


ROUTES = {"/pool": pool, "/tpool": off_loop, "/thread": thread, "/threading": green_thread, "/sleep": sleep}


def application(environ, start_response):
    return views.answer(ROUTES, environ["PATH_INFO"], start_response)


def serve():
    hubs.use_hub()
    wsgi.server(sock, application, log=open(os.devnull, "w"))


sock = eventlet.listen(("127.0.0.1", int(sys.argv[1])))
if int(sys.argv[2]):
    prefork.run(serve, int(sys.argv[2]))
else:
    serve()
