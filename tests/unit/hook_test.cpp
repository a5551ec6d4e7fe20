#include <stackdev/hook.h>

#include <gtest/gtest.h>

namespace stackdev {
namespace {

/// `text` with "^" where the hook was inserted, or the error.
std::string placed(const std::string& text, std::optional<std::size_t> line = std::nullopt) {
  const auto edits = hookEdits(text, line, {}, "/boot");
  if (!edits)
    return edits.error().message;
  const auto after = edited(text, *edits);
  const auto back = unhookEdits(after);
  EXPECT_EQ(edited(after, back->edits), text);
  const auto hooks = hooksIn(after);
  EXPECT_TRUE(hooks && hooks->size() == 1) << after;
  const auto at = line && hooks && !hooks->empty() ? std::optional((*hooks)[0].line) : std::nullopt;
  const auto again = hookEdits(after, at, {}, "/boot");
  EXPECT_TRUE(again && again->empty()) << "twice: " << after;
  return text.substr(0, (*edits)[0].start) + "^" + text.substr((*edits)[0].start);
}

TEST(Hook, GoesBehindWhatMustComeFirst) {
  for (const char* text : {
           "^import os\n",
           "#!/usr/bin/python\n# -*- coding: utf-8 -*-\n# License\n\n^import os\n",
           "\"\"\"Doc.\n\nMore.\n\"\"\"\n\n^import os\n",
           "'one' 'two'\n^import os\n",
           "'doc'\nfrom __future__ import print_function\n# why\n^import os\n",
           "from __future__ import (a,\n  b)\nfrom __future__ import c\n^x = 1\n",
           "'doc'; from __future__ import a; import b\n^import os\n",
           "^def f():\n    pass\n",
           "^@a\ndef f():\n    pass\n",
           "^if a:\n    pass\n",
           "\xEF\xBB\xBF^import os\n",
           "^\fimport os\n",
           "'doc'\r\n^import os\r\n",
           "#!/usr/bin/python\r# doc\r^import os\r",
           "# coding: latin-1\n# \xE9\n^x = '\xE9'\n",
           "# coding: shift_jis\n'\x95\x5C'\n^import os\n",
           "'''doc''' # why\n^import os\n",
           "'a' \\\n'b'\n^import os\n",
           "from __future__ import a \\\n  , b\n^import os\n",
           "f'no doc'\n^import os\n",
           "^x = 1",
           "^import os\ndef f(:\n",
       }) {
    std::string plain(text);
    plain.erase(plain.find('^'), 1);
    EXPECT_EQ(placed(plain), text);
  }
  EXPECT_EQ(placed("'only doc'\n"), "no statement to put the hook before; name a line");
  EXPECT_EQ(placed(""), "no statement to put the hook before; name a line");
}

TEST(Hook, GoesBeforeTheLineNamed) {
  const std::string text = "'doc'\nimport os\n\ndef f(a,\n      b):\n    if a:\n        g(\n"
                           "            1)\n    else:\n\t  pass\n";
  const struct {
    std::size_t line;
    std::size_t offset; // where it goes
    const char* error;
  } kRows[] = {
      {2, 6, ""},
      {4, 17, ""},
      {6, 36, ""},
      {7, 46, ""},
      {1, 0, "line 1: the docstring and the __future__ imports must come first"},
      {3, 0, "no statement starts on line 3; the next one starts on line 4"},
      {5, 0, "no statement starts on line 5; the next one starts on line 6"},
      {8, 0, "no statement starts on line 8; the next one starts on line 10"},
      {9, 0, "no statement starts on line 9; the next one starts on line 10"},
      {10, 0, nullptr},
      {11, 0, "there is no line 11"},
      {0, 0, "there is no line 0"},
  };
  for (const auto& row : kRows) {
    const auto result = placed(text, row.line);
    if (row.error == nullptr)
      EXPECT_EQ(result.find('^'), text.find("\t  pass")) << result;
    else if (*row.error == '\0')
      EXPECT_EQ(result.find('^'), row.offset) << row.line << ": " << result;
    else
      EXPECT_EQ(result, row.error);
  }
}

TEST(Hook, GoesBetweenNoCases) {
  const std::string text = "match a:\n    case 1:\n        b\n    case 2:\n        c\n";
  EXPECT_EQ(placed(text, 2), "no statement starts on line 2; the next one starts on line 3");
  EXPECT_EQ(placed(text, 4), "no statement starts on line 4; the next one starts on line 5");
  EXPECT_EQ(placed(text, 5).find('^'), text.find("        c"));
}

TEST(Hook, SaysWhatItIs) {
  const std::string text = "def f():\r\n\tx = 1\r\n";
  const auto edits = hookEdits(text, 2, {"::1", 99}, "/a \"b\"/\xC3\xA9");
  ASSERT_TRUE(edits);
  const auto after = edited(text, *edits);
  const auto hooks = hooksIn(after);
  ASSERT_TRUE(hooks && hooks->size() == 1);
  EXPECT_EQ((*hooks)[0].line, 2U);
  EXPECT_TRUE((*hooks)[0].isAtLine);
  EXPECT_EQ((*hooks)[0].server.host, "::1");
  EXPECT_EQ((*hooks)[0].server.port, 99);
  EXPECT_NE(after.find("\t    __import__(\"sys\").path.append(getattr(__import__(\"os\"), "
                       "\"fsdecode\", str)(b\"/a \\\"b\\\"/\\xc3\\xa9\"))\r\n"),
            std::string::npos)
      << after;
}

TEST(Hook, TakesANewServer) {
  const std::string text = "import os\n";
  const auto first = edited(text, *hookEdits(text, std::nullopt, {"127.0.0.1", 1}, "/boot"));
  const auto second = edited(first, *hookEdits(first, std::nullopt, {"127.0.0.1", 2}, "/boot"));
  EXPECT_EQ(hooksIn(second)->size(), 1U);
  EXPECT_EQ((*hooksIn(second))[0].server.port, 2);
  EXPECT_EQ(edited(second, unhookEdits(second)->edits), text);
}

TEST(Hook, RefusesOtherMachines) {
  for (const char* host : {"0.0.0.0", "10.0.0.1", "example.org", "::", "128.0.0.1", "127.1", ""})
    EXPECT_FALSE(hookEdits("x\n", std::nullopt, {host, 5678}, "/boot")) << host;
  for (const char* host : {"127.0.0.1", "127.3.4.5", "::1", "localhost"})
    EXPECT_TRUE(hookEdits("x\n", std::nullopt, {host, 5678}, "/boot")) << host;
  EXPECT_FALSE(hookEdits("x\n", std::nullopt, {"127.0.0.1", 0}, "/boot"));
}

TEST(Hook, ReportsWhatWasChangedByHand) {
  const std::string text = "import os\n";
  const auto after = edited(text, *hookEdits(text, std::nullopt, {}, "/boot"));
  for (const char* what : {"5678)", "Exception", "auto", "try"}) {
    auto changed = after;
    changed.replace(changed.find(what), 1, "9");
    const auto plan = unhookEdits(changed);
    if (!plan)
      continue;
    EXPECT_TRUE(plan->edits.empty()) << changed;
    EXPECT_EQ(plan->refused.size(), 1U) << changed;
  }
  EXPECT_TRUE(hooksIn("'''\n" + after + "'''\n")->empty()) << "in a string it is none";
}

} // namespace
} // namespace stackdev
