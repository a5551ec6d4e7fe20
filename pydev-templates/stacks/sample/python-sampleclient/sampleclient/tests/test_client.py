import unittest

from sampleclient import Client, ServiceError
from sampleclient.middleware import filter_factory


class ClientTest(unittest.TestCase):
    def test_an_absent_service_is_named(self):
        with self.assertRaisesRegex(ServiceError, "127.0.0.1:1/hello"):
            Client("http://127.0.0.1:1").hello("Ada")


class FilterTest(unittest.TestCase):
    def test_each_answer_gets_its_own_id(self):
        def app(environ, start_response):
            start_response("200 OK", [])
            return [b""]

        seen = []
        filtered = filter_factory({})(app)
        for _ in range(2):
            filtered({}, lambda status, headers, exc_info=None: seen.append(dict(headers)["X-Request-Id"]))
        self.assertEqual(2, len(set(seen)))


if __name__ == "__main__":
    unittest.main()
