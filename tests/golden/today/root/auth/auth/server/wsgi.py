def application():
    return lambda environ, start_response: []


def administration():
    return application()
