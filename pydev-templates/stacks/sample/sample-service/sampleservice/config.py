"""Reads the service's configuration file and the paste pipeline it names."""

import configparser
import importlib
import os


class Config:
    def __init__(self, path):
        parser = configparser.ConfigParser()
        with open(path) as file:
            parser.read_file(file, path)
        values = parser.defaults()
        self.host = values.get("host", "127.0.0.1")
        self.port = int(values.get("port", "8790"))
        self.workers = int(values.get("workers", "2"))
        folder = os.path.dirname(os.path.abspath(path))
        self.paste_config = os.path.join(folder, values.get("paste_config", "sample-api-paste.ini"))


def _factory(section, key):
    options = dict(section)
    module, _, name = options.pop(key).partition(":")
    return getattr(importlib.import_module(module), name), options


def load_app(path):
    """The WSGI application of [pipeline:main], its filters around it."""
    parser = configparser.ConfigParser()
    with open(path) as file:
        parser.read_file(file, path)
    names = parser["pipeline:main"]["pipeline"].split()
    make_app, options = _factory(parser["app:" + names[-1]], "paste.app_factory")
    app = make_app({}, **options)
    for name in reversed(names[:-1]):
        make_filter, options = _factory(parser["filter:" + name], "paste.filter_factory")
        app = make_filter({}, **options)(app)
    return app
