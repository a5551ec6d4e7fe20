from auth.server import wsgi

assert wsgi.application()
