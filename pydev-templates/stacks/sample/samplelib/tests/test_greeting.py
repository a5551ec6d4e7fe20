import unittest

import samplelib


class GreetTest(unittest.TestCase):
    def test_each_language_greets_by_name(self):
        for language in samplelib.languages():
            self.assertTrue(samplelib.greet("Ada", language).endswith(", Ada!"))

    def test_nobody_is_a_stranger(self):
        self.assertEqual("Hello, stranger!", samplelib.greet("  "))

    def test_an_unknown_language_is_named(self):
        with self.assertRaisesRegex(ValueError, "'xx'"):
            samplelib.greet("Ada", "xx")


if __name__ == "__main__":
    unittest.main()
