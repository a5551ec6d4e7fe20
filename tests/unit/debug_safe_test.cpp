#include <stackdev/debug_safe.h>

#include <algorithm>

#include <gtest/gtest.h>

#include <stackdev/apply.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::content;
using test::TemporaryFolder;

constexpr const char* kForm = "all=False, socket=True, select=True";

std::vector<PatchCall> callsIn(const std::string& text, const std::vector<Preset>& presets) {
  const TemporaryFolder folder;
  const auto file = folder.write("file.py", text);
  auto found = scan({.root = folder.path(), .presets = presets});
  EXPECT_TRUE(found) << text;
  return found ? found->calls : std::vector<PatchCall>();
}

/// The text with all calls debug-safe; checks on the way what must hold for every text.
std::string safe(const std::string& text, const std::vector<Preset>& presets = builtInPresets()) {
  const auto plan = debugSafeEdits(text, callsIn(text, presets), presets);
  EXPECT_TRUE(plan) << text;
  auto after = edited(text, plan->edits);
  const auto back = restoringEdits(after);
  EXPECT_TRUE(back) << after;
  EXPECT_EQ(edited(after, back->edits), text);
  for (const auto& call : callsIn(after, presets))
    EXPECT_TRUE(call.state == PatchState::DebugSafe || call.state == PatchState::Safe ||
                !call.refusal.empty())
        << after;
  const auto again = debugSafeEdits(after, callsIn(after, presets), presets);
  EXPECT_EQ(edited(after, again->edits), after) << "twice";
  const auto lines = [](const std::string& one) {
    return std::count(one.begin(), one.end(), '\n');
  };
  EXPECT_EQ(lines(after), lines(text)) << after;
  return after;
}

/// The sums in the comments are left out.
std::string withoutSums(std::string text) {
  for (auto at = text.find(" was ("); at != std::string::npos; at = text.find(" was (", at + 1))
    if (at >= 9 && text[at - 9] == ' ')
      text.erase(at - 9, 9);
  return text;
}

TEST(DebugSafe, EditsTheArgumentList) {
  const std::string form = kForm;
  const std::string mark = "  # stackdev:debug-safe socket-select was ";
  const struct {
    std::string before;
    std::string after;
  } kRows[] = {
      {"import eventlet\neventlet.monkey_patch()\n",
       "import eventlet\neventlet.monkey_patch(" + form + ")" + mark + "()\n"},
      {"import eventlet\neventlet.monkey_patch(os=False)",
       "import eventlet\neventlet.monkey_patch(" + form + ")" + mark + "(os=False)"},
      {"import eventlet\neventlet.monkey_patch()  # noqa\n",
       "import eventlet\neventlet.monkey_patch(" + form + ")  # noqa" + mark + "()\n"},
      {"import eventlet\neventlet.monkey_patch() \t\n",
       "import eventlet\neventlet.monkey_patch(" + form + ") \t" + mark + "()\n"},
      {"import eventlet; eventlet.monkey_patch(); f(1)\n",
       "import eventlet; eventlet.monkey_patch(" + form + "); f(1)" + mark + "()\n"},
      {"import eventlet\r\neventlet.monkey_patch()\r\nx\r\n",
       "import eventlet\r\neventlet.monkey_patch(" + form + ")" + mark + "()\r\nx\r\n"},
      {"import eventlet\reventlet.monkey_patch()\rx\r",
       "import eventlet\reventlet.monkey_patch(" + form + ")" + mark + "()\rx\r"},
      {"import eventlet\neventlet.monkey_patch(); eventlet.monkey_patch(os=False)\n",
       "import eventlet\neventlet.monkey_patch(" + form + "); eventlet.monkey_patch(" + form + ")" +
           mark + "()" + mark + "(os=False)\n"},
      {"import eventlet\neventlet.monkey_patch(" + form + "); eventlet.monkey_patch()\n",
       "import eventlet\neventlet.monkey_patch(" + form + "); eventlet.monkey_patch(" + form +
           ")  # stackdev:debug-safe socket-select@1 was ()\n"},
      {"import eventlet\neventlet.monkey_patch(\n    os=False,  # why\n\n    thread=True)\nx\n",
       "import eventlet\neventlet.monkey_patch(" + form + mark +
           "(\\n    os=False,  \\x23 why\\n\\n    thread=True)\n\n\n)\nx\n"},
      {"import eventlet\neventlet.monkey_patch(\r\n\tos=False\r\n)\r\n",
       "import eventlet\neventlet.monkey_patch(" + form + mark +
           "(\\r\\n\\tos=False\\r\\n)\r\n\r\n)\r\n"},
      {"import eventlet\neventlet.monkey_patch(os=False, \\\n  thread=True)\n",
       "import eventlet\neventlet.monkey_patch(" + form + mark +
           "(os=False, \\\\\\n  thread=True)\n)\n"},
      {"import eventlet\nf(a,\n  eventlet.monkey_patch(),\n  b)\n",
       "import eventlet\nf(a,\n  eventlet.monkey_patch(" + form + ")," + mark + "()\n  b)\n"},
      {"import eventlet\nif a: eventlet.monkey_patch()\n",
       "import eventlet\nif a: eventlet.monkey_patch(" + form + ")" + mark + "()\n"},
      {"# coding: latin-1\nimport eventlet\neventlet.monkey_patch(os='\xE9')  # \xE9\n",
       "# coding: latin-1\nimport eventlet\neventlet.monkey_patch(" + form + ")  # \xE9" + mark +
           "(os='\\xe9')\n"},
      {"from gevent import monkey\nmonkey.patch_all(ssl=False)\n",
       "from gevent import monkey\nmonkey.patch_all(ssl=False, thread=False)  "
       "# stackdev:debug-safe no-thread was (ssl=False)\n"},
  };
  for (const auto& row : kRows)
    EXPECT_EQ(withoutSums(safe(row.before)), row.after);
}

TEST(DebugSafe, LeavesAloneWhatIsSafeOrCannotBeEdited) {
  const struct {
    const char* text;
    const char* reason; // "" for none
  } kRows[] = {
      {"import eventlet\neventlet.monkey_patch(socket=True)\n", ""},
      {"import eventlet\nutils.monkey_patch()\n", ""},
      {"import eventlet\nx = f'{eventlet.monkey_patch()}'\n", "it is inside of a formatted string"},
      {"import eventlet\nx = (eventlet.monkey_patch(), '''\n''')\n",
       "its line ends within a string: there is no place for a comment"},
      {"import eventlet\nx = eventlet.monkey_patch() or \\\n  1\n",
       "its line ends in a backslash: there is no place for a comment"},
      {"import eventlet\neventlet.monkey_patch(os=f())\n",
       "its arguments call functions, which would no longer be called"},
      {"from gevent import monkey\nmonkey.patch_thread()\n",
       "gevent.monkey.patch_thread() has no argument that makes it debug-safe; "
       "gevent.monkey.patch_all(thread=False) in its place would be"},
      {"from gevent import monkey\nmonkey.patch_all(**kwargs)\n", "**kwargs may set thread, too"},
      {"import eventlet\neventlet.monkey_patch(os=False\n", ""}, // no call yet
      {"import eventlet\nx = [eventlet.monkey_patch()\n", "the code around it does not parse"},
  };
  for (const auto& row : kRows) {
    const std::string text = row.text;
    const auto plan = debugSafeEdits(text, callsIn(text, builtInPresets()));
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->edits.size(), 0U) << text;
    ASSERT_EQ(plan->refused.size(), *row.reason == '\0' ? 0U : 1U) << text;
    if (!plan->refused.empty()) {
      EXPECT_EQ(plan->refused[0].reason, row.reason);
    }
  }
}

TEST(DebugSafe, RestoresAfterEditsElsewhere) {
  const std::string before = "import eventlet\neventlet.monkey_patch()\n";
  const auto after = safe(before);
  const struct {
    std::string text;
    std::string restored; // "" for: reported as changed by hand
  } kRows[] = {
      {"# new\n" + after + "x = 1\n", "# new\n" + before + "x = 1\n"},
      {"eventlet = None\n" + after.substr(after.find('\n') + 1),
       "eventlet = None\n" + before.substr(before.find('\n') + 1)}, // whatever it resolves to
      {"if True:\n    " + after.substr(after.find('\n') + 1),
       "if True:\n    eventlet.monkey_patch()\n"},
      {after.substr(0, after.size() - 1) + "  # mine\n",
       before.substr(0, before.size() - 1) + "  # mine\n"},
      {after + ")))", before + ")))"}, // broken elsewhere
  };
  for (const auto& row : kRows) {
    const auto plan = restoringEdits(row.text);
    ASSERT_TRUE(plan);
    EXPECT_EQ(edited(row.text, plan->edits), row.restored);
    EXPECT_TRUE(plan->refused.empty()) << row.text;
  }
}

TEST(DebugSafe, ReportsWhatWasChangedByHand) {
  const auto single = safe("import eventlet\neventlet.monkey_patch()\n");
  const auto several = safe("import eventlet\neventlet.monkey_patch(\n  os=False)\n");
  const auto replaced = [](std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), by);
  };
  for (const auto& text : {
           replaced(single, "select=True", "select=False"),
           replaced(single, "was ()", "was (os=False)"),
           replaced(single, "was ()", "was ("),
           replaced(single, "socket-select", "no-thread-time"),
           replaced(single, "eventlet.monkey_patch(", "# eventlet.monkey_patch("),
           replaced(several, "\n)", "\nos=True)"),
           replaced(several, "\n)", ")"),
           replaced(several, "os=False", "os=True"),
       }) {
    const auto plan = restoringEdits(text);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->edits.size(), 0U) << text;
    EXPECT_EQ(plan->refused.size(), 1U) << text;
    const auto edits = debugSafeEditsIn(text);
    ASSERT_TRUE(edits && edits->size() == 1);
    EXPECT_FALSE((*edits)[0].problem.empty());
  }
  const auto quoted = "'''\n" + single + "'''\n";
  EXPECT_TRUE(debugSafeEditsIn(quoted)->empty()) << "a mark in a string is none";
}

TEST(DebugSafe, GivesBackArgumentsOfAnyKind) {
  // safe() checks that what comes back are the same bytes.
  for (const char* arguments : {
           "os='a)b('",
           "os=' was ('",
           "os='\\x23 \\\\ \\n'",
           "os='# stackdev:debug-safe socket-select 00000000 was ()'",
           "os='''a\nb''', # c\n",
           "os='a\\\nb'",
           "os=u'\xC3\xA9\xF0\x9F\x90\x8D'",
           "os=False,\t\f",
           "\r\n\t# \xC3\xA9 )\r\n\tos=False\r\n",
           "os=(False), thread=(\n)",
           "**{'os': False}",
           " ",
       }) {
    const auto text = "import eventlet\neventlet.monkey_patch(" + std::string(arguments) + ")\n";
    const auto after = safe(text);
    EXPECT_NE(after.find(kForm), std::string::npos) << after;
  }
}

TEST(DebugSafe, TakesNothingBackByADamagedMark) {
  for (const char* before : {"import eventlet\neventlet.monkey_patch()\n",
                             "import eventlet\neventlet.monkey_patch(\n  os=False)\n"}) {
    const auto after = safe(before);
    const auto mark = after.find("  # stackdev");
    for (auto at = mark; at < after.find('\n', mark); ++at)
      for (const char byte : {'x', '0', ' ', '\\', '(', ')', '#', '\n', '\r'}) {
        auto damaged = after;
        damaged[at] = byte;
        const auto plan = restoringEdits(damaged);
        EXPECT_TRUE(damaged == after || !plan || plan->edits.empty()) << damaged;
      }
  }
}

TEST(DebugSafe, RestoresOneOfSeveralCalls) {
  const std::string before = "import eventlet\neventlet.monkey_patch(); eventlet.monkey_patch()\n";
  const auto after = safe(before);
  const auto one = restoringEdits(after, 20);
  ASSERT_TRUE(one && one->edits.size() == 2);
  const auto half = edited(after, one->edits);
  EXPECT_EQ(withoutSums(half), "import eventlet\neventlet.monkey_patch(); eventlet.monkey_patch(" +
                                   std::string(kForm) +
                                   ")  # stackdev:debug-safe socket-select was ()\n");
  EXPECT_EQ(edited(half, restoringEdits(half)->edits), before);
  const auto again = debugSafeEdits(half, callsIn(half, builtInPresets()));
  ASSERT_TRUE(again);
  EXPECT_EQ(edited(half, again->edits), after) << "the comments keep the order of the calls";
}

TEST(DebugSafe, TakesThePresetAskedFor) {
  const auto presets = chosenPresets("no-thread-time", {});
  ASSERT_TRUE(presets);
  EXPECT_EQ(withoutSums(safe("import eventlet\neventlet.monkey_patch()\n", *presets)),
            "import eventlet\neventlet.monkey_patch(thread=False, time=False)"
            "  # stackdev:debug-safe no-thread-time was ()\n");
}

TEST(DebugSafe, ChangesFilesAndGivesThemBack) {
  const TemporaryFolder root;
  const TemporaryFolder state;
  const std::string before = "import eventlet\neventlet.monkey_patch()\n";
  root.write("a.py", before);
  root.write("b.py", "from gevent import monkey\nmonkey.patch_thread()\n");
  const ScanOptions options{.root = root.path()};
  const auto on = debugSafeOn(options);
  ASSERT_TRUE(on);
  EXPECT_EQ(on->calls.size(), 1U);
  EXPECT_EQ(on->refused.size(), 1U);
  EXPECT_EQ(on->changes.title, "make 1 call debug-safe");
  ASSERT_TRUE(apply(on->changes, state / "s"));
  EXPECT_NE(content(root / "a.py"), before);
  EXPECT_TRUE(debugSafeOn(options)->changes.empty());
  EXPECT_EQ(debugSafeStatus(options)->edits.size(), 1U);
  const struct {
    const char* preset;
    std::size_t refused;
  } kRows[] = {{"socket-select", 1}, {"no-thread", 1}, {"no-thread-time", 2}};
  for (const auto& row : kRows) {
    const ScanOptions named{
        .root = root.path(), .presets = *chosenPresets(row.preset, {}), .preset = row.preset};
    const auto again = debugSafeOn(named);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->changes.empty());
    ASSERT_EQ(again->refused.size(), row.refused) << row.preset;
    if (row.refused == 2) {
      EXPECT_EQ(again->refused[0].reason, "it is debug-safe by preset socket-select; take that "
                                          "back first: stackdev debug-safe off");
    }
  }
  const auto off = debugSafeOff(options);
  ASSERT_TRUE(off);
  ASSERT_TRUE(apply(off->changes, state / "s"));
  EXPECT_EQ(content(root / "a.py"), before);
  EXPECT_TRUE(debugSafeOff(options)->changes.empty());
}

} // namespace
} // namespace stackdev
