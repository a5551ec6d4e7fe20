// The one JSON object that a command of workspace/executeCommand is given, and what commands on
// sources make of it.
#include "commands/command.h"

#include <gtest/gtest.h>

#include "commands/commands.h"
#include "json_text.h"
#include "temporary_folder.h"
#include "uri.h"

namespace stackdev::lsp {
namespace {

Arguments arguments(const std::string& text) {
  return Arguments(parsedJson(text).value().as_object());
}

/// What each reader makes of the member "x".
template <class T>
std::string shown(const Result<T>& read) {
  if (!read)
    return read.error().message;
  return json::serialize(json::value_from(*read));
}

struct Row {
  std::string object;
  std::string text;
  std::string texts;
  std::string number;
  std::string flag;
};

TEST(CommandArguments, AreOfTheirTypeOrNamed) {
  const std::string noText = "x: expected a string";
  const std::string noTexts = "x: expected an array of strings";
  const std::string noNumber = "x: expected an unsigned integer";
  const std::string noFlag = "x: expected a boolean";
  const std::vector<Row> rows = {
      {"{}", "null", "[]", "null", "false"},
      {R"({"x":null})", "null", "[]", "null", "false"},
      {R"({"X":1})", "null", "[]", "null", "false"},
      {R"({"x":"a\u0000\ud83d\udc0d"})", "\"a\\u0000\xF0\x9F\x90\x8D\"", noTexts, noNumber, noFlag},
      {R"({"x":""})", "\"\"", noTexts, noNumber, noFlag},
      {R"({"x":["a",""]})", noText, R"(["a",""])", noNumber, noFlag},
      {R"({"x":["a",null]})", noText, noTexts, noNumber, noFlag},
      {R"({"x":[["a"]]})", noText, noTexts, noNumber, noFlag},
      {R"({"x":0})", noText, noTexts, "0", noFlag},
      {R"({"x":9223372036854775807})", noText, noTexts, "9223372036854775807", noFlag},
      {R"({"x":9223372036854775808})", noText, noTexts, noNumber, noFlag},
      {R"({"x":-1})", noText, noTexts, noNumber, noFlag},
      {R"({"x":5.0})", noText, noTexts, "5", noFlag}, // as Vim and Lua write an integer
      {R"({"x":5.5})", noText, noTexts, noNumber, noFlag},
      {R"({"x":1e300})", noText, noTexts, noNumber, noFlag},
      {R"({"x":true})", noText, noTexts, noNumber, "true"},
      {R"({"x":false})", noText, noTexts, noNumber, "false"},
      {R"({"x":{"x":true}})", noText, noTexts, noNumber, noFlag},
  };
  for (const auto& row : rows) {
    const auto given = arguments(row.object);
    EXPECT_EQ(shown(given.text("x")), row.text) << row.object;
    EXPECT_EQ(shown(given.texts("x")), row.texts) << row.object;
    EXPECT_EQ(shown(given.number("x")), row.number) << row.object;
    EXPECT_EQ(shown(given.flag("x")), row.flag) << row.object;
  }
}

TEST(CommandArguments, AreADryRunOnlyWhereTheySaySo) {
  EXPECT_TRUE(arguments(R"({"dryRun":true})").isDryRun());
  for (const char* text : {"{}", R"({"dryRun":false})", R"({"dryRun":null})", R"({"dryrun":true})"})
    EXPECT_FALSE(arguments(text).isDryRun()) << text;
}

/// A root with an open document of the same text as a file beside it.
class SourceCommands : public ::testing::Test {
protected:
  SourceCommands() {
    root.write("shut.py", kText);
    root.write("open.py", "saved = 1\n");
    EXPECT_TRUE(store.open({uriOf(root / "open.py"), "python", 3, kText}));
    EXPECT_TRUE(store.open({"untitled:x", "python", 1, kText}));
  }
  /// "message: edited files | written files", or the error. OPEN and SHUT stand for the URIs.
  std::string outcomeOf(CommandFunction command, std::string text) const {
    for (const auto& [name, file] :
         std::vector<std::pair<std::string, std::string>>{{"OPEN", "open.py"}, {"SHUT", "shut.py"}})
      if (const auto at = text.find(name); at != std::string::npos)
        text.replace(at, name.size(), uriOf(root / file));
    Query query{store.snapshot(), {root.path()}, {}, {}, std::make_shared<StackCache>(), {}};
    const CommandCall call{
        "c", query, arguments(text), {root.path(), root / ".state", std::nullopt}, {}};
    const auto outcome = command(call);
    if (!outcome)
      return "no: " + outcome.error().message;
    auto shown = outcome->message + ":";
    for (const auto& edit : outcome->edits)
      shown += " " + (edit.uri == "untitled:x" ? edit.uri : pathOf(edit.uri)->filename().string());
    shown += " |";
    for (const auto& file : outcome->changes.files)
      shown += " " + file.path.filename().string();
    return shown;
  }
  void check(CommandFunction command,
             const std::vector<std::pair<std::string, std::string>>& rows) const {
    for (const auto& [text, expected] : rows)
      EXPECT_EQ(outcomeOf(command, text), expected) << text;
  }

  static constexpr const char* kText = "import eventlet\neventlet.monkey_patch()\n";
  test::TemporaryFolder root;
  DocumentStore store;
};

TEST_F(SourceCommands, MakeCallsDebugSafeWhereTheyAre) {
  const auto shut = (root / "shut.py").string();
  check(&debugSafeCommand,
        {
            {R"({"uri":"OPEN"})", "made 1 call debug-safe: open.py |"},
            {R"({"uri":"OPEN","start":20})", "made 1 call debug-safe: open.py |"},
            {R"({"uri":"OPEN","start":0})",
             "no: " + uriOf(root / "open.py") +
                 ": there is no call to be made debug-safe at offset 0"},
            {R"({"uri":"untitled:x"})", "made 1 call debug-safe: untitled:x |"},
            {R"({"uri":"SHUT"})", "made 1 call debug-safe: | shut.py"},
            {R"({"uri":"SHUT","start":16})", "made 1 call debug-safe: | shut.py"},
            {R"({"uri":"SHUT","start":15})",
             "no: " + shut + ": there is no call to be made debug-safe at offset 15"},
            {R"({"uri":"SHUT","start":18446744073709551615})",
             "no: start: expected an unsigned integer"},
            {"{}", "made 2 calls debug-safe: open.py | shut.py"},
            {R"({"paths":["shut.py"]})", "made 1 call debug-safe: | shut.py"},
            {R"({"paths":["./x/../shut.py","open.py"]})",
             "made 2 calls debug-safe: open.py | shut.py"},
            {R"({"paths":"shut.py"})", "no: paths: expected an array of strings"},
            {R"({"preset":5})", "no: preset: expected a string"},
            {R"({"uri":5})", "no: uri: expected a string"},
            {R"({"uri":"untitled:closed"})", "no: uri: expected a file: URI"},
            {R"({"uri":"OPEN","guard":1})", "no: guard: expected a boolean"},
        });
  EXPECT_EQ(outcomeOf(&debugSafeCommand, R"({"preset":"none"})").find("no: "), 0U);
  EXPECT_EQ(outcomeOf(&debugSafeCommand, R"({"paths":["gone.py"]})").find("no: "), 0U);
}

TEST_F(SourceCommands, InsertAndRemoveHooks) {
  check(&hookCommand,
        {
            {"{}", R"(no: name a file: {"uri": ...} or {"file": ...})"},
            {R"({"uri":"OPEN"})", "inserted 1 hook: open.py |"},
            {R"({"file":"open.py"})", "inserted 1 hook: open.py |"},
            {R"({"file":"shut.py","line":2})", "inserted 1 hook: | shut.py"},
            {R"({"uri":"SHUT","port":5679,"host":"::1"})", "inserted 1 hook: | shut.py"},
            {R"({"uri":"OPEN","line":9})", "no: there is no line 9"},
            {R"({"uri":"OPEN","line":0})", "no: there is no line 0"},
            {R"({"uri":"OPEN","port":0})", "no: port: expected 1..65535"},
            {R"({"uri":"OPEN","port":65536})", "no: port: expected 1..65535"},
            {R"({"uri":"OPEN","host":[]})", "no: host: expected a string"},
            {R"({"file":true})", "no: file: expected a string"},
            {R"({"uri":"http://h/a.py"})", "no: uri: expected a file: URI"},
        });
  for (const char* text : {R"({"uri":"OPEN","host":"10.0.0.1"})", R"({"file":"gone.py"})",
                           R"({"file":"."})", R"({"file":"shut.py","line":99})"})
    EXPECT_EQ(outcomeOf(&hookCommand, text).find("no: "), 0U) << text;
  check(&unhookCommand, {
                            {"{}", R"(no: name a file: {"uri": ...} or {"file": ...})"},
                            {R"({"uri":"OPEN"})", "removed 0 hooks: |"},
                            {R"({"uri":"OPEN","start":0})",
                             "no: " + uriOf(root / "open.py") + ": there is no hook at offset 0"},
                            {R"({"uri":"SHUT","start":3})", "no: " + (root / "shut.py").string() +
                                                                ": there is no hook at offset 3"},
                        });
}

TEST_F(SourceCommands, RestoreWhatIsEdited) {
  check(&restoreCommand,
        {
            {"{}", "restored 0 calls: |"},
            {R"({"uri":"OPEN"})", "restored 0 calls: |"},
            {R"({"uri":"OPEN","start":20})",
             "no: " + uriOf(root / "open.py") + ": there is no edited call at offset 20"},
            {R"({"preset":7})", "no: preset: expected a string"},
        });
  const auto call = patchCallsIn(kText, root / "shut.py");
  root.write("shut.py", edited(kText, debugSafeEdits(kText, *call)->edits));
  check(&restoreCommand, {
                             {"{}", "restored 1 call: | shut.py"},
                             {R"({"uri":"SHUT","start":20})", "restored 1 call: | shut.py"},
                             {R"({"preset":"socket-select"})", "restored 1 call: | shut.py"},
                             {R"({"preset":"no-thread-time"})", "restored 0 calls: |"},
                         });
}

} // namespace
} // namespace stackdev::lsp
