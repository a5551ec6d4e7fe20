// What the editor is told and offered in one document: hover, diagnostics, code actions and lenses.
#include "features/code_action.h"
#include "features/code_lens.h"
#include "features/diagnostics.h"
#include "features/hover.h"
#include "features/repair.h"
#include "features/scan.h"

#include <gtest/gtest.h>

#include <stackdev/hook.h>

#include "features/manifest.h"
#include "json_text.h"
#include "temporary_folder.h"
#include "uri.h"
#include "workspace_edit.h"

namespace stackdev::lsp {
namespace {

constexpr const char* kUri = "file:///nonexistent/a.py";

/// A client with documents open.
struct Editor {
  DocumentStore store;
  Query query;

  explicit Editor(const std::string& text, const std::string& uri = kUri,
                  const std::string& language = "python") {
    query.stacks = std::make_shared<StackCache>();
    query.cancelled = std::make_shared<std::atomic<bool>>(false);
    open(text, uri, language);
  }
  void open(const std::string& text, const std::string& uri, const std::string& language) {
    EXPECT_TRUE(store.open({uri, language, 1, text}));
    query.documents = store.snapshot();
  }
  std::shared_ptr<const Document> document(const std::string& uri = kUri) const {
    return store.find(uri);
  }
};

std::string textIn(const std::string& text, const Range& range,
                   PositionEncoding encoding = PositionEncoding::Utf16) {
  const auto start = offsetAt(text, range.start, encoding);
  return text.substr(start, offsetAt(text, range.end, encoding) - start);
}

struct Marked {
  std::string text;
  Position cursor;
};

/// `text` without the first "^", which is where the cursor is.
Marked marked(std::string text) {
  const auto at = text.find('^');
  text.erase(at, 1);
  return {text, Positions(text, PositionEncoding::Utf16).at(at)};
}

std::string hovered(const std::string& text, bool isMarkdown = false) {
  const auto [plain, cursor] = marked(text);
  Editor editor(plain);
  editor.query.can.hoversMarkdown = isMarkdown;
  const auto found = hover(editor.query, {{kUri}, cursor});
  if (!found)
    return found.error().message;
  if (!*found)
    return "nothing";
  EXPECT_EQ((*found)->contents.kind, isMarkdown ? "markdown" : "plaintext");
  return "[" + textIn(plain, (*found)->range) + "] " + (*found)->contents.value;
}

/// Whether `text` starts with `start`, shown if not.
void starts(const std::string& text, const std::string& start) {
  EXPECT_EQ(text.substr(0, start.size()), start);
}

TEST(Hover, SaysWhatACallDoes) {
  const std::string head = "[eventlet.monkey_patch()] eventlet.monkey_patch: monkey patching by "
                           "eventlet, unsafe\n\nUnsafe under a debugger: ";
  for (const char* text : {
           "import eventlet\n^eventlet.monkey_patch()\n",
           "import eventlet\neventlet.monkey_patch(^)\n",
           "import eventlet\r\nx = '\xF0\x9F\x90\x8D'; event^let.monkey_patch()\r\n",
           "import eventlet\r\xEF\xBB\xBF\reventlet.monkey_patch^()\r",
       })
    starts(hovered(text), head);
  for (const char* text : {
           "import eventlet\neventlet.monkey_patch()^\n",
           "^import eventlet\neventlet.monkey_patch()\n",
           "import eventlet\neventlet.monkey_patch(socket=True)\n^",
           "import eventlet\neventlet.monkey_patch = 1\neventlet.^monkey_patch()\n",
           "^",
       })
    EXPECT_EQ(hovered(text), "nothing") << text;
  starts(hovered("import eventlet\neventlet.^monkey_patch(thread=False)\n"),
         "[eventlet.monkey_patch(thread=False)] eventlet.monkey_patch: monkey patching by "
         "eventlet, ");
}

TEST(Hover, LetsNoCodeCloseItsFence) {
  const std::string text = "import eventlet\neventlet.^monkey_patch(os=f('```'))\n";
  EXPECT_NE(hovered(text, true).find("There is no debug-safe form"), std::string::npos);
  const auto simple = hovered("import eventlet\neventlet.^monkey_patch()\n", true);
  EXPECT_NE(simple.find("\n\n```python\neventlet.monkey_patch(all=False, socket=True, "
                        "select=True)\n```\n\n"),
            std::string::npos)
      << simple;
  const auto gevent =
      hovered("from gevent import monkey\nmonkey.^patch_all(aggressive='```')\n", true);
  EXPECT_NE(gevent.find("````python\n"), std::string::npos) << gevent;
  EXPECT_NE(gevent.find("\n````\n"), std::string::npos) << gevent;
}

TEST(Hover, KnowsWhatWasInserted) {
  const std::string plain = "import os\n";
  auto text = edited(plain, *hookEdits(plain, std::nullopt, {"127.0.0.1", 5679}, "/boot"));
  const auto shown = hovered(text.insert(text.find("path"), "^"));
  EXPECT_NE(shown.find("A debugger's hook of stackdev's: it attaches the process, or its workers, "
                       "in the IDE whose debug server waits at 127.0.0.1:5679."),
            std::string::npos)
      << shown;
  auto broken = text;
  broken.replace(broken.find("fromlist"), 1, "F");
  EXPECT_NE(hovered(broken.insert(0, "")).find("nothing"), std::string::npos);
}

TEST(Hover, NeedsAnOpenDocument) {
  const Editor editor("");
  const auto found = hover(editor.query, {{"file:///other.py"}, {0, 0}});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::InvalidArgument);
}

/// "severity code [text]; " for each of them.
std::string diagnosed(const std::string& text, const std::string& uri = kUri,
                      const std::string& language = "python") {
  const Editor editor(text, uri, language);
  std::string shown;
  for (const auto& one : reportOn(editor.query, *editor.document(uri)).diagnostics) {
    EXPECT_EQ(one.source, "stackdev");
    shown += std::to_string(static_cast<int>(one.severity)) + " " + one.code + " [" +
             textIn(text, one.range) + "]; ";
  }
  return shown;
}

TEST(Diagnostics, AreWhereTheFindingsAre) {
  const std::string hook = edited("x\n", *hookEdits("x\n", std::nullopt, {}, "/boot"));
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", ""},
      {"import eventlet\neventlet.monkey_patch()\n",
       "2 unsafe-monkey-patch [eventlet.monkey_patch()]; "},
      {"import eventlet\n'\xF0\x9F\x90\x8D'; eventlet.monkey_patch(\r\n)\r\n",
       "2 unsafe-monkey-patch [eventlet.monkey_patch(\r\n)]; "},
      {"import eventlet\neventlet.monkey_patch(thread=False)\n",
       "2 risky-monkey-patch [eventlet.monkey_patch(thread=False)]; "},
      {"import eventlet\neventlet.monkey_patch(all=False, socket=True)\n", ""},
      {"import eventlet\neventlet.monkey_patch(**options)\n", ""},
      {hook, "3 hook-active [" + hook.substr(0, hook.size() - 3) + "]; "},
      {std::string("a\0b", 3), std::string("3 not-analysed [a\0b]; ", 22)},
      {"# coding: latin-1\nx = '\xC3\xA9'\n", ""}, // an editor's text is UTF-8
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(diagnosed(text), expected) << text;
}

TEST(Diagnostics, OfAManifestAreAtTheirColumn) {
  const std::string uri = "file:///nonexistent/stackdev.toml";
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"version = 1\nstack = 'x'\n", ""},
      {"version = 1\nstack = 5\n", "1 manifest [stack = 5]; "},
      {"version = 1\r\nstack = '\xC3\xB6\xF0\x9F\x90\x8D' x\r\n", "1 manifest [x]; "},
      {"version = 1\nstack = 'x'\n  odd = 1\n", "1 manifest [odd = 1]; "},
      {"version = 1\nstack = 'x'\n'\xC3\xB6' = 1", "1 manifest ['\xC3\xB6' = 1]; "},
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(diagnosed(text, uri, "toml"), expected) << text;
}

TEST(Diagnostics, AreNoneWhereTheUserWantsNone) {
  Editor editor("import eventlet\neventlet.monkey_patch()\n");
  editor.query.settings.diagnostics = false;
  const auto report = reportOn(editor.query, *editor.document());
  EXPECT_TRUE(report.diagnostics.empty());
  EXPECT_EQ(report.lenses, "Make debug-safe\n") << "what can be done is still offered";
}

/// "kind: title -> text after its edits; " of the actions for what lies at the cursor.
std::string actions(const std::string& text,
                    const std::optional<std::vector<std::string>>& only = std::nullopt,
                    const std::string& uri = kUri) {
  const auto [plain, cursor] = marked(text);
  const Editor editor(plain, uri, uri.ends_with(".py") ? "python" : "ini");
  const auto found = codeAction(editor.query, {{uri}, {cursor, cursor}, {only}});
  EXPECT_TRUE(found) << found.error().message;
  std::string shown;
  for (const auto& action : *found) {
    DidChangeTextDocumentParams change{{uri, 2}, {}};
    const auto wire = parsedJson(json::serialize(action.edit.at("changes").at(uri)));
    EXPECT_TRUE(wire);
    for (const auto& item : wire->as_array()) {
      const auto edit = parse<RangeEdit>(item);
      EXPECT_TRUE(edit);
      change.contentChanges.insert(change.contentChanges.begin(), {edit->range, edit->newText});
    }
    const auto after =
        editor.document(uri)->changed(change.contentChanges, 2, PositionEncoding::Utf16);
    shown += action.kind + ": " + action.title + " -> " + after->text() + "; ";
  }
  return shown;
}

/// The sums in the comments are left out.
std::string withoutSums(std::string text) {
  for (auto at = text.find(" was ("); at != std::string::npos; at = text.find(" was (", at + 1))
    if (at >= 9 && text[at - 9] == ' ')
      text.erase(at - 9, 9);
  return text;
}

TEST(CodeAction, MakesCallsDebugSafe) {
  const std::string form = "eventlet.monkey_patch(all=False, socket=True, select=True)  "
                           "# stackdev:debug-safe socket-select was ()";
  const std::string done = "quickfix: Make debug-safe -> import eventlet\n" + form + "\n; ";
  using Only = std::vector<std::string>;
  EXPECT_EQ(withoutSums(actions("import eventlet\n^eventlet.monkey_patch()\n")), done);
  EXPECT_EQ(withoutSums(actions("import eventlet\neventlet.monkey_patch()^\n")), done);
  EXPECT_EQ(actions("^import eventlet\neventlet.monkey_patch()\n"), "");
  EXPECT_EQ(withoutSums(actions("import eventlet\n^eventlet.monkey_patch()\n", Only{})), done);
  EXPECT_EQ(withoutSums(actions("import eventlet\n^eventlet.monkey_patch()\n", Only{"quickfix"})),
            done);
  EXPECT_EQ(actions("import eventlet\n^eventlet.monkey_patch()\n", Only{"refactor", "quick"}), "");
  EXPECT_EQ(actions("import eventlet\n^eventlet.monkey_patch(os=f())\n"), "");
  const std::string all = "source.fixAll.stackdev: Make every monkey patch call debug-safe -> "
                          "import eventlet\n" +
                          form + "\n\n" + form + "; ";
  for (const char* only : {"source", "source.fixAll", "source.fixAll.stackdev"})
    EXPECT_EQ(
        withoutSums(actions("^import eventlet\neventlet.monkey_patch()\n\neventlet.monkey_patch()",
                            Only{only})),
        all)
        << only;
  for (const char* only : {"source.fix", "source.fixAll.stackdev.x", "source.organizeImports"})
    EXPECT_EQ(actions("^import eventlet\neventlet.monkey_patch()\n", Only{only}), "") << only;
}

TEST(CodeAction, TakesBackWhatWasDone) {
  const std::string plain = "import eventlet\r\neventlet.monkey_patch(os=False)\r\n";
  const auto safe = debugSafeEdits(plain, *patchCallsIn(plain, "/nonexistent/a.py"));
  auto text = edited(plain, safe->edits);
  EXPECT_EQ(actions(text.insert(17, "^")), "quickfix: Restore -> " + plain + "; ");
  auto hooked = edited(plain, *hookEdits(plain, std::nullopt, {}, "/boot"));
  EXPECT_EQ(actions(hooked.insert(hooked.find("except"), "^")),
            "quickfix: Remove hook -> " + plain + "; ");
}

TEST(CodeAction, MendsTrapsOfConfigurationFiles) {
  EXPECT_EQ(actions("[a]\nu = ^%SERVICE_USER%\n", std::nullopt,
                    "file:///nonexistent/nova/etc/nova/api-paste.ini")
                    .find("-> [a]\nu = nova\n; ") != std::string::npos,
            true);
  EXPECT_EQ(actions("[a^]\nu = %SERVICE_USER%\n", std::nullopt,
                    "file:///nonexistent/nova/etc/nova/api-paste.ini"),
            "");
}

TEST(CodeLens, OffersWhatCanBeDone) {
  const std::string plain = "import eventlet\n\neventlet.monkey_patch()\n";
  const Editor editor(edited(plain, *hookEdits(plain, std::nullopt, {}, "/boot")));
  const auto lenses = codeLens(editor.query, {{kUri}});
  ASSERT_TRUE(lenses) << lenses.error().message;
  std::string shown;
  for (const auto& lens : *lenses) {
    ASSERT_EQ(lens.command.arguments.size(), 1U);
    const auto& argument = lens.command.arguments[0].as_object();
    EXPECT_EQ(argument.at("uri"), kUri);
    shown += lens.command.command + " " + std::to_string(lens.range.start.line) + " " +
             std::to_string(argument.at("start").to_number<std::size_t>()) + "; ";
  }
  const auto call = editor.document()->text().find("eventlet.monkey");
  EXPECT_EQ(shown, "stackdev.unhook 0 0; stackdev.debugSafe 7 " + std::to_string(call) + "; ");
}

TEST(CodeLens, RunsWhatStartsHere) {
  const test::TemporaryFolder folder;
  folder.write("nova/.git/HEAD", "");
  folder.write("nova/nova/__init__.py", "");
  folder.write("nova/setup.cfg", "[entry_points]\nconsole_scripts =\n nova-x = nova.cmd:main\n");
  const std::string text = "import os\ndef mainly():\n    pass\ndef main():\n    pass\n";
  folder.write("nova/nova/cmd.py", text);
  const auto uri = uriOf(folder / "nova/nova/cmd.py");
  Editor editor(text, uri);
  editor.query.folders = {folder.path()};
  const auto lenses = codeLens(editor.query, {{uri}});
  ASSERT_TRUE(lenses) << lenses.error().message;
  std::string shown;
  for (const auto& lens : *lenses)
    shown += lens.command.title + " " + textIn(text, lens.range) + " " +
             json::serialize(lens.command.arguments[0]) + "\n";
  const auto what = R"({"root":")" + folder.path().string() + R"(","name":"nova-x"})";
  EXPECT_EQ(shown, "Run def main(): " + what + "\nDebug def main(): " + what + "\n");
}

TEST(ScanDocuments, TellsOpenDocumentsAsTheyAre) {
  const test::TemporaryFolder folder;
  const auto saved = folder.write("a.py", "import eventlet\neventlet.monkey_patch()\n");
  folder.write("b.py", "");
  Editor editor("import eventlet\n\neventlet.monkey_patch()\n", uriOf(folder / "b.py"));
  editor.open("import eventlet; eventlet.monkey_patch()", "untitled:Untitled-1", "python");
  editor.query.folders = {folder.path()};
  const auto linesOf = [&](const ScanParams& params) {
    const auto report = scanDocuments(editor.query, params);
    std::string shown = report ? "" : report.error().message;
    if (report)
      for (const auto& call : report->calls)
        shown += std::string(call.at("uri").as_string()) + ":" +
                 std::to_string(call.at("line").to_number<int>()) + " ";
    return shown;
  };
  const auto a = uriOf(saved) + ":2 ";
  const auto b = uriOf(folder / "b.py") + ":3 ";
  EXPECT_EQ(linesOf({}), a + b);
  EXPECT_EQ(linesOf({std::vector<std::string>{}}), a + b);
  EXPECT_EQ(linesOf({std::vector{uriOf(folder / "b.py")}}), b);
  EXPECT_EQ(linesOf({std::vector<std::string>{"untitled:Untitled-1"}}), "untitled:Untitled-1:1 ");
  EXPECT_EQ(linesOf({std::vector<std::string>{"http://h/a.py"}}),
            "http://h/a.py: expected a file: URI");
  EXPECT_NE(linesOf({std::vector{uriOf(folder / "gone.py")}}).find("gone.py"), std::string::npos);
}

TEST(ManifestHover, SaysWhatATableIs) {
  const std::string text = "version = 1\nstack = 'x'\n[repository.nova]\nurls = ['https://a/n', "
                           "'https://b/n']\nrevision = 'essex'\n[service.api]\nrepository = "
                           "'nova'\nprogram = 'bin/api'\narguments = ['-v']\nport = 80\n"
                           "[service.web]\nrepository = 'nova'\nwsgi = 'a.b:c'\nport = 81\nafter "
                           "= ['api', 'db']\n[service.db]\nscript = 'mariadb.py'\n[step.sync]\n"
                           "repository = 'nova'\nmodule = 'a.sync'\n";
  const std::string uri = "file:///nonexistent/stackdev.toml";
  const Editor editor(text, uri, "toml");
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"[repository.nova]",
       "nova\n\nRepository, cloned from https://a/n, else https://b/n at essex"},
      {"[service.api]", "api\n\nService of nova: bin/api -v\n\nListens on port 80."},
      {"[service.web]",
       "web\n\nService of nova: a.b:c\n\nListens on port 81.\n\nStarts after api, db"},
      {"[service.db]", "db\n\nService: mariadb.py"},
      {"[step.sync]", "sync\n\nStep of nova: python -m a.sync"},
      {"port = 80", "port\n\nThe port it listens on: 1..65535."},
      {"module =", "module\n\nRun as python -m, instead of a script."},
      {"= 80", "nothing"},
  };
  for (const auto& [place, expected] : rows) {
    const auto at = Positions(text, PositionEncoding::Utf16).at(text.find(place));
    const auto found = hover(editor.query, {{uri}, at});
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(*found ? (*found)->contents.value : "nothing", expected) << place;
  }
}

TEST(ManifestHelp, IsThereForEveryKey) {
  const std::vector<std::pair<std::string, std::string>> kinds = {
      {"", ""},
      {"repository", "[repository.x]"},
      {"network", "[network]"},
      {"service", "[service.x]"},
      {"step", "[step.x]"},
      {"file", "[file.x]"},
      {"check", "[check.x]"},
      {"group", "[group.x]"},
      {"members", "[[group.x.members]]"},
      {"tests", "[tests.x]"},
      {"preset", "[preset.x]"},
  };
  for (const auto& [kind, header] : kinds) {
    const auto keys = manifestKeys(header);
    EXPECT_FALSE(keys.empty()) << header;
    for (const auto& key : keys)
      EXPECT_FALSE(manifestHelp(kind, key).empty()) << header << " " << key;
  }
  EXPECT_EQ(manifestHelp("service", "no"), "");
}

} // namespace
} // namespace stackdev::lsp
