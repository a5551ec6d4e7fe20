"""The man page tells of every command and option that there is, and of none that is not."""

import re
from typing import Dict

from program import PROGRAM, REPOSITORY_TOP, commands, run

PAGE = REPOSITORY_TOP / "cli/man/stackdev.1"
MANY = "GLOBAL OPTIONS"


def sections() -> Dict[str, str]:
    """Of the page: by command ("launch show"), or by title."""
    found: Dict[str, str] = {}
    for part in re.split(r"^\.S[HS] ", PAGE.read_text("utf-8").replace("\\-", "-"), flags=re.MULTILINE)[1:]:
        title, _, text = part.partition("\n")
        found[title.split(" \\f")[0]] = title + "\n" + text
    return found


def test_every_command_and_option_is_in_the_man_page():
    page = sections()
    known = commands()
    for words, command in known.items():
        options = [option for option in command.options if not words or option not in ("-h", "--help")]
        if not options and command.commands:
            continue
        section = page.get(" ".join(words) or MANY)
        assert section is not None, f"no section on {words}"
        for option in options:
            assert re.search(rf"{option}(?![\w-])", section), f"{words} {option}"


def test_the_man_page_has_no_command_or_option_that_is_not_there():
    known = commands()
    text = PAGE.read_text("utf-8").replace("\\-", "-")
    for title in re.findall(r"^\.SS (.*)", text, flags=re.MULTILINE):
        words = tuple(title.split(" \\f")[0].split())
        assert words in known, title
        told = re.findall(r"(?<![\w-])--[a-z][\w-]*", sections()[" ".join(words)])
        assert set(told) <= {*known[words].options, *known[()].options}, title


def test_the_man_page_is_of_this_version_and_well_formed():
    assert f'"{run(PROGRAM, "--version").strip()}"' in PAGE.read_text("utf-8")
    run("mandoc", "-T", "lint", "-W", "error", PAGE)
