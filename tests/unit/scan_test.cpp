#include <stackdev/scan.h>

#include <array>

#include <unistd.h>

#include <gtest/gtest.h>

#include "python/outline.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::TemporaryFolder;

/// The text without "[[" and "]]".
std::string unmarked(std::string text) {
  for (const char* mark : {"[[", "]]"})
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark))
      text.erase(at, 2);
  return text;
}

/// `text` with the calls found in it between "[[" and "]]".
std::string marked(const std::string& text, const std::vector<PatchCall>& calls) {
  auto result = text;
  for (auto call = calls.rbegin(); call != calls.rend(); ++call) {
    result.insert(call->end, "]]");
    result.insert(call->start, "[[");
  }
  return result;
}

/// Finds what is marked, as a file of its own.
void finds(const std::string& text) {
  const TemporaryFolder folder;
  const auto plain = unmarked(text);
  const auto file = folder.write("file.py", plain);
  const auto found = scan({.root = folder.path()});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(marked(plain, found->calls), text);
  EXPECT_EQ(found->warnings, std::vector<std::string>()) << text;
  const auto inMemory = patchCallsIn(plain, file);
  ASSERT_TRUE(inMemory) << text;
  EXPECT_EQ(marked(plain, *inMemory), text);
}

TEST(Scan, FollowsNames) {
  for (const char* text : {
           "import eventlet\n[[eventlet.monkey_patch()]]\n",
           "import eventlet as ev\n[[ev.monkey_patch()]]\n",
           "import eventlet.patcher\n[[eventlet.patcher.monkey_patch()]]\n",
           "import eventlet.patcher as p\n[[p.monkey_patch()]]\n",
           "from eventlet import patcher\n[[patcher.monkey_patch(os=False)]]\n",
           "from eventlet import patcher as p\n[[p.monkey_patch()]]\n",
           "from eventlet import monkey_patch\n[[monkey_patch()]]\n",
           "from eventlet import monkey_patch as mp\n[[mp()]]\n",
           "from eventlet import monkey_patch as mp\ndef main():\n    [[mp()]]\n",
           "from eventlet.patcher import (monkey_patch\n    as mp)\n[[mp()]]\n",
           "from eventlet import *\n[[monkey_patch()]]\n[[patcher.monkey_patch()]]\n",
           "from gevent import monkey\n[[monkey.patch_all()]]\n",
           "from gevent import monkey; [[monkey.patch_all()]]\n",
           "import gevent.monkey\n[[gevent.monkey.patch_thread()]]\n",
           "import gevent.monkey as m\n[[m.patch_socket()]]\n",
           "from gevent.monkey import patch_all as go\n[[go()]]\n",
           "from gevent.monkey import *\n[[patch_all()]]\n",
           "import eventlet\nmp = eventlet.monkey_patch\n[[mp()]]\n",
           "import eventlet\nev = eventlet\nmp = ev.patcher.monkey_patch\n[[mp()]]\n",
           "import eventlet\na, b = 1, eventlet.monkey_patch\n[[b()]]\na()\n",
           "import eventlet\na = b = eventlet.monkey_patch\n[[a()]]\n[[b()]]\n",
           "import eventlet\n(mp := eventlet.monkey_patch)\n[[mp()]]\n",
           "import eventlet\n[[(eventlet.monkey_patch)()]]\n",
           "import importlib\n[[importlib.import_module('eventlet').monkey_patch()]]\n",
           "import importlib\nm = importlib.import_module('gevent.monkey')\n[[m.patch_all()]]\n",
           "from importlib import import_module as load\n[[load('eventlet').monkey_patch()]]\n",
           "[[__import__('eventlet').monkey_patch()]]\n",
           "[[__import__('eventlet.patcher').monkey_patch()]]\n",
           "[[__import__('gevent.monkey', fromlist=['x']).patch_all()]]\n",
           "import eventlet\n[[getattr(eventlet, 'monkey_patch')()]]\n",
           "import sys, eventlet\n[[sys.modules['eventlet'].monkey_patch()]]\n",
           "import eventlet\nclass A(object):\n    go = eventlet.monkey_patch\n[[A.go()]]\n",
           // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one text over two lines
           "import eventlet\nclass A:\n  def __init__(self):\n    self.mp = eventlet.monkey_patch\n"
           "  def run(self):\n    [[self.mp()]]\n",
           "import eventlet\nclass A:\n  ev = eventlet\n[[A.ev.monkey_patch()]]\n",
           // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one text over two lines
           "import eventlet\nclass A:\n  def __init__(self):\n    self.ev = eventlet\n"
           "  def run(self):\n    [[self.ev.monkey_patch()]]\n",
           "import eventlet\nx = eventlet.monkey_patch if a else None\n[[x()]]\n",
           "import eventlet\ndef f(mp=eventlet.monkey_patch):\n    [[mp()]]\n",
           "import eventlet\nf = lambda: [[eventlet.monkey_patch()]]\n",
           "import eventlet\nx = [[[eventlet.monkey_patch()]] for i in y]\n",
           "import eventlet\nx = f'{[[eventlet.monkey_patch()]]}'\n",
           "import eventlet\n@decorated([[eventlet.monkey_patch()]])\ndef f(): pass\n",
           "import eventlet\nclass A:\n    def f(self):\n        [[eventlet.monkey_patch()]]\n"
           "    def g(self):\n        pass\n",
           "import eventlet\nasync def f():\n    await g([[eventlet.monkey_patch()]])\n",
           "import eventlet\ndef f(*mp, **ev):\n    [[eventlet.monkey_patch()]]\n",
           "import eventlet\ndef f(a: int, *b: str, mp: int = eventlet.monkey_patch):\n"
           "    [[mp()]]\n",
           "import eventlet\nx = 1\nx += [[eventlet.monkey_patch()]]\n",
           "import eventlet\na[[[eventlet.monkey_patch()]]] = 1\n",
           "import eventlet\nmp: object\nmp = eventlet.monkey_patch\n[[mp()]]\n",
           "import eventlet\ntry:\n    pass\nfinally:\n    mp = eventlet.monkey_patch\n[[mp()]]\n",
           "import eventlet\nif a:\n    del eventlet\n[[eventlet.monkey_patch()]]\n",
           "from eventlet import *; from other import *\n[[monkey_patch()]]\n",
       })
    finds(text);
}

TEST(Scan, SeesEveryPlace) {
  for (const char* text : {
           "def main():\n    import eventlet\n    [[eventlet.monkey_patch()]]\n",
           // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one text over two lines
           "try:\n    import eventlet\n    [[eventlet.monkey_patch()]]\nexcept ImportError:\n    "
           "pass\n",
           "try:\n    import eventlet\nexcept ImportError:\n    eventlet = None\n"
           "if eventlet:\n    [[eventlet.monkey_patch()]]\n",
           "import eventlet\nif a:\n  [[eventlet.monkey_patch()]]\nelif b:\n"
           "  [[eventlet.monkey_patch(os=False)]]\nelse:\n  [[eventlet.monkey_patch()]]\n",
           "import eventlet; [[eventlet.monkey_patch()]]; import os\n",
           "import eventlet\nif x: [[eventlet.monkey_patch()]]\n",
           "import eventlet\n[[eventlet.monkey_patch(  # why\n    os=False,  # yes\n\n)]]\n",
           "import eventlet\n[[eventlet. \\\n   monkey_patch()]]\n",
           "import eventlet\n[[eventlet . monkey_patch ()]]\n",
           "import eventlet\nwhile 1:\n\t[[eventlet.monkey_patch()]]\n",
           "import eventlet\nwith a as b:\n    [[eventlet.monkey_patch()]]\n",
           "import eventlet\nmatch a:\n    case 1:\n        [[eventlet.monkey_patch()]]\n",
           "import eventlet\n[[eventlet.monkey_patch()]]; [[eventlet.monkey_patch()]]\n",
           "import eventlet\n[[eventlet.monkey_patch()]]",
           "import eventlet\r\n[[eventlet.monkey_patch()]]\r\n",
           "import eventlet\r[[eventlet.monkey_patch()]]\r",
           "\xEF\xBB\xBFimport eventlet\n[[eventlet.monkey_patch()]]\n",
           "\fimport eventlet\n\f\n[[eventlet.monkey_patch()]]\n",
           "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nimport eventlet\n"
           "[[eventlet.monkey_patch()]]  # \xC3\xA9\n",
           // Python 2
           "import eventlet\nprint 'a'\n[[eventlet.monkey_patch()]]\nexec 'a' in b\n",
           "import eventlet\ntry:\n  [[eventlet.monkey_patch()]]\nexcept A, e:\n  raise A, 'x'\n",
           // Code that is being written
           "import eventlet\n[[eventlet.monkey_patch()]]\ndef f(:\n    x = \n",
           "import eventlet\ndef g():\n    [[eventlet.monkey_patch()]]\nclass (\n",
       })
    finds(text);
}

TEST(Scan, RespectsScopesAndRebinding) {
  for (const char* text : {
           "import eventlet\nfrom nova import utils\nutils.monkey_patch()\n",
           "from nova import monkey_patch; monkey_patch.patch()  # noqa\n",
           "def monkey_patch():\n    pass\nmonkey_patch()\n",
           "from eventlet import monkey_patch\ndef monkey_patch():\n    pass\nmonkey_patch()\n",
           "from eventlet import monkey_patch\nmonkey_patch = print\nmonkey_patch()\n",
           "from eventlet import monkey_patch\n[[monkey_patch()]]\nmonkey_patch = print\n"
           "monkey_patch()\n",
           "from eventlet import monkey_patch\ndef f(monkey_patch):\n    monkey_patch()\n",
           "from eventlet import monkey_patch\ndef f():\n    monkey_patch = 1\n    "
           "monkey_patch()\n",
           "from eventlet import monkey_patch\ndef f():\n    for monkey_patch in a:\n"
           "        monkey_patch()\n",
           "from eventlet import monkey_patch\ndef f():\n    with a as monkey_patch:\n"
           "        monkey_patch()\n",
           "from eventlet import monkey_patch\nclass A:\n    monkey_patch = 1\n    monkey_patch()\n"
           "    def f(self):\n        [[monkey_patch()]]\n",
           "def f():\n    import eventlet\ndef g():\n    eventlet.monkey_patch()\n",
           "def f():\n    global eventlet\n    import eventlet\ndef g():\n"
           "    [[eventlet.monkey_patch()]]\n",
           "def g():\n    [[eventlet.monkey_patch()]]\ndef f():\n    global eventlet\n"
           "    import eventlet\n",
           "ev = None\ndef f():\n    global ev\n    import eventlet as ev\nf()\n"
           "[[ev.monkey_patch()]]\nclass A:\n    [[ev.monkey_patch()]]\n",
           "def f():\n    global ev\n    import eventlet as ev\nf()\nimport other as ev2\n"
           "ev2.monkey_patch()\n",
           "import eventlet\ndel eventlet\neventlet.monkey_patch()\n",
           "import eventlet\neventlet = fake()\neventlet.monkey_patch()\n",
           "import eventlet\neventlet.monkey_patch = fake\neventlet.monkey_patch()\n",
           "import eventlet\nif a:\n    eventlet = None\n[[eventlet.monkey_patch()]]\n",
           "import eventlet\nif a:\n    eventlet = None\nelse:\n    eventlet = 1\n"
           "eventlet.monkey_patch()\n",
           "import eventlet\n[eventlet for eventlet in a]\n[[eventlet.monkey_patch()]]\n",
           "x = eventlet.monkey_patch()\n",
           "import eventlet.green as eventlet\neventlet.monkey_patch()\n",
           "import "
           "eventlet\neventlet.import_patched('os')\neventlet.patcher.is_monkey_patched(os)\n",
           "import mock, eventlet\neventlet.monkey_patch.assert_called_once_with()\n",
           "import mock\n@mock.patch('eventlet.monkey_patch')\ndef f(monkey_patch):\n"
           "    monkey_patch()\n",
           "import eventlet\n'eventlet.monkey_patch()'\n# eventlet.monkey_patch()\n"
           "'''\neventlet.monkey_patch()\n'''\n",
           "import eventlet\nx = r'\\' ; eventlet.monkey_patch()  # '\n",
           "from gevent import monkey\nmonkey.patch_item(a, 'b', "
           "c)\nmonkey.is_module_patched('x')\n",
           "import monkey\nmonkey.patch_all()\n",
           "import eventlet\neventlet += other\neventlet.monkey_patch()\n",
           "import eventlet\n[eventlet, (a, *b)] = c\neventlet.monkey_patch()\n",
           "import eventlet\n(a, [*eventlet]) = c\neventlet.monkey_patch()\n",
           "import eventlet\na, b = eventlet.monkey_patch\na()\n",
           "from eventlet import monkey_patch\ndef f(*monkey_patch):\n    monkey_patch()\n",
           "from eventlet import monkey_patch\ndef f(**monkey_patch):\n    monkey_patch()\n",
           "from eventlet import monkey_patch\ndef f(monkey_patch: int):\n    monkey_patch()\n",
           "from eventlet import monkey_patch\ndef f((a, monkey_patch)):\n    monkey_patch()\n",
           "from eventlet import monkey_patch\ndef f():\n    a, (b, monkey_patch) = c\n"
           "    monkey_patch()\n",
           "from eventlet import monkey_patch\ndef f():\n    (monkey_patch := 1)\n"
           "    monkey_patch()\n",
           "from eventlet import monkey_patch\ndef f():\n    class monkey_patch: pass\n"
           "    monkey_patch()\n",
           "from eventlet import monkey_patch\ndef f():\n    from a import b as monkey_patch\n"
           "    monkey_patch()\n",
           "from eventlet import monkey_patch\ndef f():\n    match a:\n"
           "        case [1, {'k': monkey_patch}]:\n            monkey_patch()\n",
           "from eventlet import monkey_patch\ndef f():\n    monkey_patch = 1\n"
           "    def g():\n        nonlocal monkey_patch\n        monkey_patch()\n",
           "from ....beyond.the.top import eventlet\neventlet.monkey_patch()\n",
           "from . import eventlet\neventlet.monkey_patch()\n",
       })
    finds(text);
}

TEST(Scan, SeesEveryKindOfExpression) {
  const std::string head = "from eventlet import monkey_patch\n";
  for (const char* text : {
           "f = lambda x=[[monkey_patch()]]: x\n",
           "def f(x=[[monkey_patch()]], *, y: [[monkey_patch()]] = 1): pass\n",
           "def f(*, y: [[monkey_patch()]]) -> [[monkey_patch()]]: pass\n",
           "x = [a for a in b if [[monkey_patch()]]]\n",
           "x = {k: [[monkey_patch()]] for k in v}\n",
           "x = {[[monkey_patch()]]: 1, **[[monkey_patch()]]}\n",
           "class A([[monkey_patch()]], metaclass=[[monkey_patch()]]): pass\n",
           "assert [[monkey_patch()]], [[monkey_patch()]]\n",
           "raise X([[monkey_patch()]]) from [[monkey_patch()]]\n",
           "with [[monkey_patch()]] as a, [[monkey_patch()]]: pass\n",
           "def f():\n    yield [[monkey_patch()]]\n    return [[monkey_patch()]]\n",
           "print >>f, [[monkey_patch()]]\n",
           "match [[monkey_patch()]]:\n    case 1 if [[monkey_patch()]]:\n        pass\n",
           "while [[monkey_patch()]]: pass\nelse:\n    [[monkey_patch()]]\n",
           "for i in [[monkey_patch()]]:\n    break\nelse:\n    [[monkey_patch()]]\n",
           "x = f\"{[[monkey_patch()]]!r:>{w}}\"\n",
           "x = rf'{x:{[[monkey_patch()]]}}'\n",
           "x = F'''{\n[[monkey_patch()]]\n}'''\n",
           "@[[monkey_patch()]]\ndef f(): pass\n",
           "async def f():\n    async for x in [[monkey_patch()]]: pass\n",
           "x: [[monkey_patch()]]\n",
           "[[monkey_patch()]].x[0](1)\n",
           "x = not [[monkey_patch()]] or -[[monkey_patch()]]\n",
           "x = 1 if [[monkey_patch()]] else [[monkey_patch()]]\n",
           "x = a < [[monkey_patch()]] < b\n",
           "x = a[1:[[monkey_patch()]]]\n",
           "x = (*[[monkey_patch()]], 1)\n",
           "\\\n[[monkey_patch()]]\n",
           "if x:\n    pass;[[monkey_patch()]]\n",
           "if x: pass\nelse: [[monkey_patch()]]\n",
           "def f():\n    'doc'\n    return\n    [[monkey_patch()]]\n",
           "global x; [[monkey_patch()]]\n",
           "class A:\n  class B:\n    def f(self):\n      def g():\n        [[monkey_patch()]]\n",
       })
    finds(head + text);
}

TEST(Scan, RespectsEveryWayToBindAName) {
  const std::string head = "from eventlet import monkey_patch\n";
  for (const char* text : {
           "f = lambda monkey_patch: monkey_patch()\n",
           "f = lambda *monkey_patch: monkey_patch()\n",
           "async def f():\n    async with a as monkey_patch:\n        monkey_patch()\n",
           "async def f():\n    async for monkey_patch in a:\n        monkey_patch()\n",
           "def f():\n    with a as (b, monkey_patch):\n        monkey_patch()\n",
           "def f():\n  try: pass\n  except A as monkey_patch:\n    monkey_patch()\n",
           "def f():\n    import monkey_patch.x\n    monkey_patch()\n",
           "def f():\n    import x as monkey_patch\n    monkey_patch()\n",
           "def f():\n    def monkey_patch(): pass\n    monkey_patch()\n",
           "def f():\n    x = [(monkey_patch := 1) for i in a]\n    monkey_patch()\n",
           "def f(a, /, monkey_patch, *, b):\n    monkey_patch()\n",
           "def f(*, monkey_patch=None):\n    monkey_patch()\n",
           "def f():\n    [a, *monkey_patch] = b\n    monkey_patch()\n",
           "def f():\n  match a:\n    case A(x=monkey_patch) | [*b]:\n      monkey_patch()\n",
           "def f():\n  match a:\n    case [*monkey_patch]:\n      monkey_patch()\n",
           "def f():\n    match a:\n        case 1 as monkey_patch:\n            monkey_patch()\n",
           "x = [monkey_patch() for monkey_patch in a]\n",
           "x = {monkey_patch(): 1 for a, monkey_patch in b}\n",
           "x = (1 for monkey_patch in a if monkey_patch())\n",
           // What binds none:
           "def f():\n    for a.monkey_patch in b: pass\n    [[monkey_patch()]]\n",
           "def f():\n    a[0], b.monkey_patch, c['monkey_patch'] = d\n    [[monkey_patch()]]\n",
           "def f():\n    import x.monkey_patch\n    [[monkey_patch()]]\n",
           "def f():\n    g(monkey_patch=1)\n    [[monkey_patch()]]\n",
           "class A:\n  def monkey_patch(self): pass\n  def f(self):\n    [[monkey_patch()]]\n",
           "def f():\n    def g(monkey_patch): pass\n    [[monkey_patch()]]\n",
           "def f():\n    h = lambda monkey_patch: 1\n    [[monkey_patch()]]\n",
           "def f():\n    x = [1 for monkey_patch in a]\n    [[monkey_patch()]]\n",
           "def f(x: monkey_patch):\n    [[monkey_patch()]]\n",
       })
    finds(head + text);
}

TEST(Scan, FollowsOtherModulesOfTheRepository) {
  const TemporaryFolder root;
  root.write("swift/__init__.py", "");
  root.write("swift/common/__init__.py", "");
  root.write("swift/common/concurrency.py",
             "import eventlet.patcher\nfrom eventlet import patcher\n"
             "monkey_patch = eventlet.patcher.monkey_patch\n");
  root.write("swift/common/renamed.py", "from .concurrency import monkey_patch as quiet\n");
  root.write("swift/common/stars.py", "from swift.common.concurrency import *\n");
  root.write("swift/common/utils.py",
             "from swift.common.concurrency import eventlet\n"
             "def monkey_patch():\n    eventlet.patcher.monkey_patch(all=False)\n");
  root.write("swift/cli.py", "from swift.common.concurrency import patcher\n"
                             "patcher.monkey_patch()\n");
  root.write("swift/relative.py", "from .common import concurrency as c\nc.monkey_patch()\n");
  root.write("swift/whole.py", "import swift.common.concurrency\n"
                               "swift.common.concurrency.patcher.monkey_patch()\n");
  root.write("swift/by_star.py", "from swift.common.stars import monkey_patch\nmonkey_patch()\n");
  root.write("swift/own.py", "from swift.common import utils\nutils.monkey_patch()\n");
  root.write("swift/by_new_name.py", "from swift.common.renamed import quiet\nquiet()\n");
  root.write("swift/loop_a.py", "from swift.loop_b import monkey_patch\nmonkey_patch()\n");
  root.write("swift/loop_b.py", "from swift.loop_a import monkey_patch\nmonkey_patch()\n");
  root.write("bin/tool", "#!/usr/bin/env python\nfrom swift.common.concurrency import patcher\n"
                         "patcher.monkey_patch()\n");
  const auto found = scan({.root = root.path()});
  ASSERT_TRUE(found);
  std::vector<std::string> places;
  for (const auto& call : found->calls)
    places.push_back(call.path + ":" + std::to_string(call.line));
  EXPECT_EQ(places,
            (std::vector<std::string>{"bin/tool:3", "swift/by_new_name.py:2", "swift/by_star.py:2",
                                      "swift/cli.py:2", "swift/common/utils.py:3",
                                      "swift/relative.py:2", "swift/whole.py:2"}));
}

TEST(Scan, TakesTheFilesThatArePython) {
  const TemporaryFolder root;
  const std::string call = "import eventlet\neventlet.monkey_patch()\n";
  for (const char* name : {"a.py", "b.pyw", "sub/folder/c.py", "-odd name.py"})
    root.write(name, call);
  root.write("script", "#!/usr/bin/python2.7 -u\n" + call);
  root.write("by-env", "#! /usr/bin/env -S python3 -u\n" + call);
  for (const char* name : {"no.txt", "README", "site-packages/d.py", "venv/lib/e.py",
                           "old/lib/python2.7/f.py", ".tox/g.py", "__pycache__/h.py"})
    root.write(name, call);
  root.write("shell", "#!/bin/sh\n# python\n" + call);
  root.write("venv/pyvenv.cfg", "");
  root.write("old/bin/activate", "");
  root.write("old/bin/python", "");
  std::filesystem::create_symlink(root / "a.py", root / "link.py");
  std::filesystem::create_directory_symlink(root / "sub", root / "loop");
  std::filesystem::create_directory_symlink(root.path(), root / "sub/up");
  std::filesystem::create_hard_link(root / "a.py", root / "same.py");
  ASSERT_EQ(::mkfifo((root / "fifo.py").c_str(), 0600), 0);
  const auto names = [&](const ScanOptions& options) {
    const auto found = scan(options);
    std::vector<std::string> list;
    if (found)
      for (const auto& one : found->calls)
        list.push_back(one.path);
    return list;
  };
  const std::vector<std::string> all = {"-odd name.py", "a.py",   "b.pyw",
                                        "by-env",       "script", "sub/folder/c.py"};
  EXPECT_EQ(names({.root = root.path()}), all);
  EXPECT_EQ(names({.root = root.path(), .paths = {root.path(), root / "sub", root / "a.py"}}), all);
  EXPECT_EQ(names({.root = root.path(), .paths = {root / "no.txt", root / "link.py"}}),
            (std::vector<std::string>{"a.py", "no.txt"}));
  EXPECT_EQ(scan({.root = root.path(), .paths = {root / "missing"}}).error().code,
            ErrorCode::NotFound);
}

TEST(Scan, SaysWhatItCannotDecode) {
  const std::string call = "import eventlet\neventlet.monkey_patch()\n";
  const struct {
    const char* name;
    std::string text;
    std::size_t calls;
    const char* warning; // "" for none
  } kRows[] = {
      {"latin", "# coding: latin-1\n# \xE9\n" + call, 1, ""},
      {"second line", "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n# \x80\n" + call, 1,
       ""},
      {"japanese", "# coding: shift_jis\nx = '\x95\x5C'\n" + call, 1, ""},
      {"none", "# \xE9\n" + call, 0, "is not valid UTF-8 and has no coding cookie"},
      {"utf-8", "# coding: utf-8\n# \xE9\n" + call, 0,
       "is not valid UTF-8, which its coding cookie promises"},
      {"ascii", "# coding: ascii\n# \xC3\xA9\n" + call, 0,
       "is not valid ascii, which its coding cookie promises"},
      {"third line", "\n\n# coding: latin-1\n# \xE9\n" + call, 0,
       "is not valid UTF-8 and has no coding cookie"},
      {"unknown", "# coding: klingon\n" + call, 0,
       "has the coding cookie klingon, which stackdev cannot read"},
      {"utf-16", "# coding: utf-16\n" + call, 0,
       "has the coding cookie utf-16, which stackdev cannot read"},
      {"mark and cookie", "\xEF\xBB\xBF# coding: latin-1\n" + call, 0,
       "has UTF-8's byte order mark and the coding cookie latin-1"},
      {"nul", call + std::string("\0", 1), 0, "holds a NUL byte, which Python refuses"},
  };
  for (const auto& row : kRows) {
    const TemporaryFolder root;
    root.write("a.py", row.text);
    const auto found = scan({.root = root.path()});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->calls.size(), row.calls) << row.name;
    const auto expected = std::string(row.warning).empty()
                              ? std::vector<std::string>()
                              : std::vector<std::string>{std::string("a.py: ") + row.warning};
    EXPECT_EQ(found->warnings, expected) << row.name;
  }
}

TEST(Scan, TellsPlaceAndText) {
  const TemporaryFolder root;
  root.write("a.py", "\xEF\xBB\xBFimport eventlet as \xC3\xA9; \xC3\xA9.monkey_patch()\n");
  root.write("b.py",
             "# coding: latin-1\nimport eventlet\nx = '\xE9', eventlet.monkey_patch(\n )\n");
  const auto found = scan({.root = root.path()});
  ASSERT_TRUE(found);
  ASSERT_EQ(found->calls.size(), 2U);
  const auto& first = found->calls[0];
  EXPECT_EQ(std::tuple(first.line, first.column, first.start), std::tuple(1U, 24U, 26U));
  EXPECT_EQ(first.text, "\xC3\xA9.monkey_patch()");
  EXPECT_EQ(first.debugSafe, "\xC3\xA9.monkey_patch(all=False, socket=True, select=True)");
  EXPECT_EQ(found->calls[1].text, "eventlet.monkey_patch(\n )");
  EXPECT_EQ(found->calls[1].line, 3U);
  EXPECT_EQ(found->calls[1].column, 10U);
}

TEST(Scan, ReadsOpenDocumentsBeforeFiles) {
  const TemporaryFolder root;
  const auto helper = root.write("helper.py", "");
  const auto file = root / "a.py";
  const OpenDocuments documents = {{helper, "from eventlet import monkey_patch as quiet\n"}};
  const auto calls = patchCallsIn("from helper import quiet\nquiet()\n", file, documents);
  ASSERT_TRUE(calls);
  EXPECT_EQ(calls->size(), 0U) << "a name that only an unsaved text gives is looked for by scan()";
  const OpenDocuments both = {{helper, "from eventlet import monkey_patch\n"}};
  EXPECT_EQ(patchCallsIn("import helper\nhelper.monkey_patch()\n", file, both)->size(), 1U);
}

TEST(Scan, ReadsOpenDocumentsThatAreNoFilesYet) {
  const TemporaryFolder root;
  const auto folder = std::filesystem::canonical(root.path());
  const auto* text = "import eventlet\neventlet.monkey_patch()\n";
  const OpenDocuments documents = {{folder / "new.py", text},
                                   {folder / "notes.txt", text},
                                   {folder.parent_path() / "x.py", text}};
  ScanOptions options{.root = folder, .documents = documents};
  const auto all = scan(options);
  ASSERT_TRUE(all);
  ASSERT_EQ(all->calls.size(), 1U);
  EXPECT_EQ(all->calls[0].path, "new.py");
  options.paths = {folder / "new.py", folder};
  EXPECT_EQ(scan(options)->calls.size(), 1U) << "each once";
  options.paths = {folder / "other.py"};
  EXPECT_EQ(scan(options).error().code, ErrorCode::NotFound);
}

TEST(Outline, LeavesOutWhatCannotMatter) {
  const Words words({"monkey_patch"});
  const std::string text = "import eventlet\n"
                           "def long():\n    x = 1\n"
                           "@d\nclass A:\n    def f(self):\n        pass\n"
                           "    def g(self):\n        eventlet.monkey_patch()\n"
                           "if a:\n    pass\nelse:\n    pass\n";
  std::string kept;
  const auto outline = outlineOf(text, words);
  for (const auto& range : outline.ranges)
    kept += text.substr(range.start, range.end - range.start);
  EXPECT_TRUE(outline.mayCall);
  EXPECT_EQ(kept, "import eventlet\n"
                  "@d\nclass A:\n"
                  "    def g(self):\n        eventlet.monkey_patch()\n"
                  "if a:\n    pass\nelse:\n    pass\n");
  ASSERT_EQ(outline.leftOut.size(), 1U);
  EXPECT_EQ(outline.leftOut[0].name, "long");
}

TEST(Scan, FindsCallsInALargeTextThatIsBeingTypedIn) {
  std::string functions; // more than tree-sitter may read at once
  for (int i = 0; i < 5000; ++i)
    functions += "def f" + std::to_string(i) + "(a, b):\n    return [a + b, a * b, {'c': a}]\n\n\n";
  const std::string before = "import eventlet\neventlet.monkey_patch()\n";
  const std::string after = "def main():\n    eventlet.monkey_patch(os=True)\n";
  struct Row {
    std::string typed;
    std::size_t calls;
  };
  const Row rows[] = {
      {"", 2},
      {"x = (1,\n", 2},
      {"x = [f(1), {\n", 2},
      {"x = ')'\n", 2},
      {"x = 'a\n", 2},
      {"if a \\\n# x\n        and b:\n    pass\n", 2},
      {"x = \"\"\"a doc\n", 1}, // the rest may be a string
  };
  for (const auto& row : rows) {
    const auto calls =
        patchCallsIn(before + functions + row.typed + functions + after, "/nowhere/a.py");
    ASSERT_TRUE(calls) << row.typed << calls.error().message;
    EXPECT_EQ(calls->size(), row.calls) << row.typed;
  }
}

} // namespace
} // namespace stackdev
