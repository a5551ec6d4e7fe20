"""What the pages promise of the tree: links, names of tests, floors, who may start processes, examples in --help."""

import os
import re
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[3]
STACKDEV = os.environ.get("STACKDEV") or TOP / "build/release/bin/stackdev"
LIBRARY = TOP / "libstackdev/src"


def tracked(*patterns):
    listed = subprocess.run(["git", "-C", TOP, "ls-files", "--", *patterns], capture_output=True, text=True, check=True)
    return [Path(line) for line in listed.stdout.splitlines()]


def text(path):
    return (TOP / path).read_text("utf-8")


def prose(path):
    """The lines outside fenced code, with their numbers."""
    is_code = False
    for number, line in enumerate(text(path).splitlines(), 1):
        is_code ^= line.startswith("```")
        if not is_code:
            yield number, line


def anchors(path):
    titles = [re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", line.lstrip("# ")) for _, line in prose(path) if re.match("#+ ", line)]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", [str(path) for path in tracked("*.md")])
def test_links_lead_somewhere(page):
    for number, line in prose(page):
        for link in re.findall(r"\]\(([^)]*)\)", line):
            path, _, anchor = link.partition("#")
            if re.match("https?:", link):
                continue
            target = Path(os.path.normpath(TOP / Path(page).parent / path)) if path else TOP / page
            assert target.exists(), f"{page}:{number}: {link}"
            assert not anchor or anchor in anchors(target.relative_to(TOP)), f"{page}:{number}: {link}"


@pytest.mark.parametrize("page", [str(path) for path in tracked("README.md", "docs/*.md")])
def test_files_that_are_named_are_there(page):
    folders = "tests|docs|scripts|cmake|cli|lsp-server|libstackdev|pydev-templates|eclipse-launchers|support|python"
    for number, line in prose(page):
        for name in re.findall(rf"`((?:{folders})/[\w./*-]*)", line):
            assert name == "cli/NAME.cpp" or any(TOP.glob(name)) or any(LIBRARY.glob(name)), f"{page}:{number}: {name}"


def test_each_promise_names_a_test_that_is_there():
    tests = "\n".join(text(path) for path in tracked("tests/**.py", "tests/**.cpp"))
    promises = [line.split("|")[1:3] for _, line in prose("docs/security.md") if line.startswith("| ")][1:]
    assert len(promises) > 20
    before = "none"
    for promise, holder in promises:
        holder = before if "the same" in holder else holder
        before = holder
        names = re.findall(r"`([^`]+)`", holder)
        assert names, promise
        for name in names:
            file = name if "/" in name else f"**/{name}"
            case = name.rpartition(".")[2]
            is_there = any(TOP.glob(file)) or any((TOP / "tests").glob(file))
            assert is_there or re.search(rf"\b{re.escape(case)}\b", tests) or '"scope"' in name, f"{promise}: {name}"


def floors():
    return re.findall(r"^\| `(\w+)` \|", text("docs/architecture.md").partition("| floor |")[2], re.MULTILINE)


def test_each_floor_uses_those_below_it_only():
    order = floors()
    assert sorted(order) == sorted(folder.name for folder in LIBRARY.iterdir()), "the folders of the library"
    sources = tracked("libstackdev/src/*.h", "libstackdev/src/*.cpp")
    first = {path: re.search(r"#include <stackdev/(\w+)\.h>", text(path)) for path in sources if path.suffix == ".cpp"}
    # A public header is of the highest floor whose source is named like it; headers of values alone have none.
    public = {path.stem: order.index(path.parts[2]) for path, found in first.items() if found and found[1] == path.stem}
    assert len(public) > 8
    for path in sources:
        own = order.index(path.parts[2])
        used = [order.index(name) for name in re.findall(r'#include "(\w+)/', text(path)) if name in order]
        if path.suffix == ".cpp":
            used += [public[name] for name in re.findall(r"#include <stackdev/(\w+)\.h>", text(path)) if name in public]
        assert min(used, default=own) >= own, f"{path} is of {order[own]} and uses {order[min(used)]}"


@pytest.mark.parametrize("pattern, places", [
    (r"::(fork|vfork|exec[vl]p?e?|posix_spawnp?|system|popen)\(|process/(child|spawn)", {"libstackdev/src/support/process.cpp"}),
    (r"::socket\(|::connect\(|asio/.*(stream_protocol|ip/tcp)",
     {"libstackdev/src/support/http.cpp", "libstackdev/src/support/broker_login.cpp", "lsp-server/transport.cpp", "lsp-server/transport.h"}),
    (r"(?i)json.?rpc|language server protocol", set()),
])
def test_what_only_one_place_does(pattern, places):
    page = text("docs/architecture.md")
    assert all(place.removeprefix("libstackdev/src/").removesuffix(".h") in page for place in places)
    where = ["libstackdev/src/*"] if not places else ["libstackdev/*", "cli/*", "lsp-server/*.cpp", "lsp-server/*.h"]
    found = {str(path) for path in tracked(*where) if path.suffix in (".cpp", ".h") and re.search(pattern, text(path))}
    assert found <= places


def test_setup_installs_what_the_build_asks_for():
    asked = set(re.findall(r"# .*?(lib[a-z0-9.+]+-dev)(?: (lib[a-z0-9.+-]+-dev))?", text("cmake/Packages.cmake") + text("tests/CMakeLists.txt")))
    names = {name for pair in asked for name in pair if name}
    assert len(names) > 8 and names <= set(text("scripts/setup").split())


def helps():
    """The --help of each command, by its words."""
    found, waiting = {}, [()]
    while waiting:
        words = waiting.pop()
        found[words] = subprocess.run([STACKDEV, *words, "--help"], capture_output=True, text=True, check=True, timeout=20).stdout
        waiting += [(*words, name) for name in re.findall(r"^  ([a-z][a-z-]+) ", found[words].partition("Subcommands:")[2], re.MULTILINE)]
    return found


def test_help_has_an_example_of_each_command():
    known = helps()
    for words, said in known.items():
        examples = re.findall(r"stackdev [^\n]*", said.partition("Example")[2])
        assert any(set(words) <= set(re.findall(r"[\w-]+", example)) for example in examples), words


def test_every_command_has_its_section():
    titles = ", ".join(line for _, line in prose("docs/commands.md") if line.startswith("## ")).replace("## ", "").split(", ")
    assert {words[0] for words in helps() if words} <= set(titles)
