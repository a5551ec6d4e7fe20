"""The WSGI filter that sample-service names in its paste configuration."""

import uuid


def filter_factory(global_conf, **local_conf):
    header = local_conf.get("header", "X-Request-Id")

    def request_id_filter(app):
        def call(environ, start_response):
            def start(status, headers, exc_info=None):
                return start_response(status, headers + [(header, str(uuid.uuid4()))], exc_info)

            return app(environ, start)

        return call

    return request_id_filter
