"""Native threads, and a process of multiprocessing for /process: threaded_server.py PORT [START_METHOD]"""

import multiprocessing
import os
import signal
import sys
import time
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import threading

import views


def thread():
    answers = []
    worker = threading.Thread(target=lambda: answers.append(views.square(3)))
    worker.start()
    worker.join()
    return {"square": answers[0]}


def work(connection):
    connection.send(views.square(3))


def process():
    context = multiprocessing.get_context(sys.argv[2] if len(sys.argv) > 2 else "fork")
    ours, theirs = context.Pipe()
    worker = context.Process(target=work, args=(theirs,))
    worker.start()
    result = ours.recv()
    worker.join()
    return {"square": result}


def sleep():
    time.sleep(0.2)
    return {}


ROUTES = {"/thread": thread, "/process": process, "/sleep": sleep}


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Handler(WSGIRequestHandler):
    def log_message(self, *words):
        pass


def application(environ, start_response):
    return views.answer(ROUTES, environ["PATH_INFO"], start_response)


def main():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    server = make_server("127.0.0.1", int(sys.argv[1]), application, Server, Handler)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
