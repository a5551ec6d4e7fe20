"""Greetings in a few languages."""

from samplelib.greeting import greet, languages

__all__ = ["greet", "languages"]
