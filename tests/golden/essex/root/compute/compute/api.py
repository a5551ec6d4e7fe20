from eventlet import wsgi
from identityclient import client


def serve():
    return wsgi, client
