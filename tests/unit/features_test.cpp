// What the editor is told and offered: hover, diagnostics, code actions and lenses, the manifest;
// and what it says of itself.
#include "features/code_action.h"
#include "features/code_lens.h"
#include "features/diagnostics.h"
#include "features/hover.h"
#include "features/life_cycle.h"
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

constexpr const char* kManifestUri = "file:///nonexistent/stackdev.toml";

/// What is proposed at the cursor: the text that each proposal puts in the place of "[..]".
std::string completed(const std::string& text) {
  const auto [plain, cursor] = marked(text);
  const Editor editor(plain, kManifestUri, "toml");
  const auto items = completion(editor.query, {{kManifestUri}, cursor});
  if (!items)
    return items.error().message;
  std::string shown;
  for (const auto& item : *items)
    shown += (shown.empty() ? "[" + textIn(plain, item.textEdit.range) + "] " : ", ") +
             item.textEdit.newText;
  return shown;
}

TEST(Completion, ProposesWhatFitsThere) {
  const std::string names = "[repository.nova]\n[repository.\"my \xF0\x9F\x90\x8D\"]\r\n"
                            "[service.api]\n[service.db]\n";
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"[network]\n^", "[] address = , bridge = , interface = "},
      {"[network]\nbr^", "[br] address = , bridge = , interface = "},
      {"[network]\nbridge = 'x'\n  a^\naddress = ''\n", "[a] interface = "},
      {"[[group.x.members]]\n^", "[] delay = , service = "},
      {"[repository.x]\n# ^", ""},
      {"[preset.x]\nlibrary = ^", "[] \"eventlet\", \"gevent\""},
      {"[preset.x]\nlibrary = \"ev^\"", "[ev] eventlet, gevent"},
      {"[tests.x]\r\nrunner = '^'\r\n", "[] unittest, nose, pytest"},
      {"[service.x]\nport = ^", ""},
      {names + "[service.x]\nrepository = ^", "[] \"nova\", \"my \xF0\x9F\x90\x8D\""},
      {names + "[repository.x]\nreferences = [\n  'nova',\n  '^'\n]\n",
       "[] nova, my \xF0\x9F\x90\x8D, x"},
      {names + "[service.x]\nafter = ['api', d^]", "[d] \"api\", \"db\", \"x\""},
      {names + "[service.^", "[] nova, my \xF0\x9F\x90\x8D"},
      {names + "[repository.^", ""},
      {"[nothing.x]\n^", ""},
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(completed(text), expected) << text;
  EXPECT_NE(completed("[^").find("service., "), std::string::npos) << completed("[^");
  EXPECT_EQ(completed("[^").find("network."), std::string::npos) << "it has no name";
  EXPECT_NE(completed("^").find("stack = "), std::string::npos);
  EXPECT_EQ(completed("^").find("service"), std::string::npos) << "a table";
}

TEST(DocumentSymbol, IsTheOutlineOfAManifest) {
  const auto symbolsOf = [](const std::string& text) {
    const Editor editor(text, kManifestUri, "toml");
    const auto symbols = documentSymbol(editor.query, {{kManifestUri}});
    EXPECT_TRUE(symbols);
    std::string shown;
    for (const auto& symbol : *symbols) {
      shown += symbol.name + "(" + textIn(text, symbol.selectionRange);
      for (const auto& key : symbol.children)
        shown += " " + textIn(text, key.selectionRange);
      shown += ") ";
    }
    return shown;
  };
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", ""},
      {"version = 1\nstack = 'x'\n", "version(version) stack(stack) "},
      {"[service.api]\r\nport = 1\r\n[service.\"b c\"]\n",
       "api([service.api] port) b c([service.\"b c\"]) "},
      {"['\xF0\x9F\x90\x8D'.x]\ny = 1\n", "x(['\xF0\x9F\x90\x8D'.x] y) "},
      {"[", "[([) "}, // a symbol needs a name
      {"[service.\" \"]\n= 1\n", "[service.\" \"]([service.\" \"]) "},
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(symbolsOf(text), expected) << text;
}

TEST(Query, FindsTheFolderThatADocumentIsIn) {
  Editor editor("", "untitled:x");
  editor.query.folders = {"/w", "/w/nova", "/w/nova-client", "/w2"};
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"file:///w/a.py", "/w"},
      {"file:///w/nova/api/a.py", "/w/nova"},
      {"file:///w/nova-client/a.py", "/w/nova-client"},
      {"file:///w/novas/a.py", "/w"},
      {"file:///w2/a.py", "/w2"},
      {"file:///w3/x/a.py", "/w3/x"}, // in none
      {"file:///w/nova/../../w2/a.py", "/w2"},
      {"untitled:x", "/w"},
  };
  for (const auto& [uri, folder] : rows) {
    const Document document(uri, DocumentKind::Python, 1, std::make_shared<const std::string>());
    EXPECT_EQ(editor.query.folderOf(document), folder) << uri;
  }
  editor.query.folders.clear();
  EXPECT_EQ(editor.query.folderOf(*editor.document("untitled:x")), "/nonexistent");
}

/// A server whose client says nothing but what the test has it say.
struct Host {
  std::vector<std::string> sent;
  Client client{[this](const json::object& message) { sent.push_back(json::serialize(message)); }};
  Server server{client};
  int watched = 0;

  Host() {
    server.watch = [this] { ++watched; };
    server.analyse = [](const std::string&) {};
  }
  /// The workspace's folders after initialize, one behind the other.
  std::string initialized(const std::string& params) {
    const auto read = parse<InitializeParams>(parsedJson(params).value());
    EXPECT_TRUE(read) << params;
    EXPECT_TRUE(initialize(server, *read));
    return folders();
  }
  std::string folders() const {
    std::string shown;
    for (const auto& folder : server.folders)
      shown += folder.string() + " ";
    return shown;
  }
};

TEST(Initialize, FindsTheFoldersOfTheWorkspace) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"("workspaceFolders":[{"uri":"file:///w%20x/a","name":"a"},{"uri":"file:///b","name":""}])",
       "/w x/a /b "},
      {R"("workspaceFolders":[{"uri":"file:///a","name":"a"}],"rootUri":"file:///b")", "/a "},
      {R"("workspaceFolders":[{"uri":"vscode-vfs://github/x","name":"x"}],"rootUri":"file:///b")",
       "/b "},
      {R"("workspaceFolders":null,"rootUri":"file:///b","rootPath":"/c")", "/b "},
      {R"("workspaceFolders":[],"rootUri":null,"rootPath":"/c d")", "/c d "},
      {R"("rootPath":"/c/../d")", "/d "},
      {R"("rootUri":"untitled:x","rootPath":"/c")", ""},
      {R"("rootPath":"relative")", ""},
      {R"("rootPath":"localhost/a")", ""},
      {R"("rootPath":"")", ""},
      {R"("rootPath":"//host/share")", ""},
      {R"("rootPath":"/a\u0000b")", ""},
      {R"("rootPath":")" + std::string(5000, '/') + "\"", ""},
      {R"("rootPath":"/)" + std::string(5000, 'a') + "\"", ""},
      {R"("processId":null)", ""},
  };
  for (const auto& [params, folders] : rows)
    EXPECT_EQ(Host().initialized("{" + params + R"(,"capabilities":{}})"), folders) << params;
}

TEST(WorkspaceFolders, ComeAndGo) {
  Host host;
  host.initialized(R"({"rootUri":"file:///nonexistent/a","capabilities":{}})");
  const auto change = [&](const std::string& event) {
    auto params =
        parse<DidChangeWorkspaceFoldersParams>(parsedJson(R"({"event":)" + event + "}").value());
    EXPECT_TRUE(params && didChangeWorkspaceFolders(host.server, std::move(*params))) << event;
    return host.folders();
  };
  const std::string b = R"([{"uri":"file:///nonexistent/b","name":"b"}])";
  EXPECT_EQ(change(R"({"added":)" + b + R"(,"removed":[]})"), "/nonexistent/a /nonexistent/b ");
  EXPECT_EQ(change(R"({"added":)" + b + R"(,"removed":[]})"), "/nonexistent/a /nonexistent/b ");
  EXPECT_EQ(change(R"({"added":[{"uri":"untitled:x","name":""}],"removed":)" + b + "}"),
            "/nonexistent/a ");
  EXPECT_EQ(change(R"({"added":)" + b + R"(,"removed":)" + b + "}"),
            "/nonexistent/a /nonexistent/b ")
      << "what is added counts";
  EXPECT_EQ(host.watched, 4);
}

TEST(Configuration, IsTakenAndAskedFor) {
  Host host;
  host.initialized(R"({"initializationOptions":{"preset":"first"},)"
                   R"("capabilities":{"workspace":{"configuration":true}}})");
  EXPECT_EQ(host.server.settings.preset, "first");
  const auto change = [&](const std::string& settings) {
    host.sent.clear();
    EXPECT_TRUE(didChangeConfiguration(host.server, {parsedJson(settings).value()}));
    return host.server.settings.preset + (host.server.settings.diagnostics ? "" : " quiet");
  };
  EXPECT_EQ(change(R"({"stackdev":{"preset":"second","diagnostics":false}})"), "second quiet");
  EXPECT_EQ(change(R"({"python":{"preset":"theirs"}})"), "second quiet");
  EXPECT_EQ(change(R"({"stackdev":{"diagnostics":true}})"), "first") << "what it said at first";
  EXPECT_TRUE(host.sent.empty());
  for (const char* nothing : {"null", "{}", "[]", "5"}) { // Neovim, and who registered for it
    change(nothing);
    ASSERT_EQ(host.sent.size(), 1U) << nothing;
    EXPECT_NE(host.sent[0].find(R"("method":"workspace/configuration")"), std::string::npos);
  }
  host.client.receive({std::int64_t{1}, parsedJson(R"([{"preset":"third"}])").value(), {}});
  EXPECT_EQ(host.server.settings.preset, "third");
  host.client.receive({std::int64_t{2}, parsedJson("[null]").value(), {}});
  host.client.receive({std::int64_t{3}, parsedJson("[]").value(), {}});
  host.client.receive({std::int64_t{4}, nullptr, "no"});
  EXPECT_EQ(host.server.settings.preset, "third");
}

TEST(Initialized, RegistersForWhatTheClientOffers) {
  const auto registered = [](const std::string& capabilities) {
    Host host;
    host.initialized(R"({"capabilities":)" + capabilities + "}");
    EXPECT_TRUE(initialized(host.server, {}));
    EXPECT_EQ(host.watched, 1);
    std::string methods;
    for (const auto& text : host.sent)
      for (const std::string method : {"didChangeWatchedFiles", "didChangeConfiguration",
                                       "workspace/configuration", "registerCapability"})
        methods += text.find(method) == std::string::npos ? "" : method + " ";
    return methods;
  };
  const std::string dynamic = R"({"dynamicRegistration":true})";
  EXPECT_EQ(registered("{}"), "");
  EXPECT_EQ(registered(R"({"workspace":{"configuration":true}})"), "workspace/configuration ");
  EXPECT_EQ(registered(R"({"workspace":{"didChangeWatchedFiles":)" + dynamic + "}}"),
            "didChangeWatchedFiles registerCapability ");
  EXPECT_EQ(registered(R"({"workspace":{"didChangeConfiguration":)" + dynamic + "}}"),
            "didChangeConfiguration registerCapability ");
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
