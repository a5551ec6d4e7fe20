"""The page itself."""

import html

from sampleclient import Client, ServiceError


def make_application(settings):
    client = Client(settings.SERVICE_URL)

    def application(environ, start_response):
        try:
            says = client.hello(settings.VISITOR)
        except ServiceError as error:
            says = "The service does not answer: %s" % error
        body = "<!doctype html><title>Sample</title><p>%s</p>\n" % html.escape(says)
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [body.encode()]

    return application
