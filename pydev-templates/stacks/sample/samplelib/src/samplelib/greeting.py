"""What to say to whom, in which language."""

_WORDS = {
    "cs": "Ahoj",
    "de": "Hallo",
    "en": "Hello",
    "fr": "Bonjour",
}


def languages():
    """The languages that greet() knows, sorted."""
    return sorted(_WORDS)


def greet(name, language="en"):
    """A greeting for `name`; ValueError if the language is not known."""
    if language not in _WORDS:
        raise ValueError("no greeting in %r; known: %s" % (language, ", ".join(languages())))
    return "%s, %s!" % (_WORDS[language], name.strip() or "stranger")
