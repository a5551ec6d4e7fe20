import os
import unittest

from sampleservice.api import answer
from sampleservice.config import Config, load_app

CONFIG = os.path.join(os.path.dirname(__file__), os.pardir, os.pardir, "etc", "sample-api.conf")


class AnswerTest(unittest.TestCase):
    def test_every_way_to_square_agrees(self):
        for path in ("/thread", "/tpool"):
            self.assertEqual(("200 OK", {"square": 9}), answer(path, {"number": "3"}))
        self.assertEqual({"squares": [0, 1, 4, 9]}, answer("/pool", {})[1])

    def test_bad_requests_are_told_so(self):
        self.assertEqual("400 Bad Request", answer("/hello", {"language": "xx"})[0])
        self.assertEqual("404 Not Found", answer("/nowhere", {})[0])


class PipelineTest(unittest.TestCase):
    def test_the_clients_filter_is_around_the_api(self):
        seen = []
        app = load_app(Config(CONFIG).paste_config)
        app({"PATH_INFO": "/"}, lambda status, headers, exc_info=None: seen.extend(dict(headers)))
        self.assertIn("X-Sample-Request-Id", seen)


if __name__ == "__main__":
    unittest.main()
