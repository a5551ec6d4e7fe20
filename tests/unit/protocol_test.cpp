// Each struct of the protocol: to JSON and back; what may be absent, what may not.
#include <gtest/gtest.h>

#include "client_capabilities.h"
#include "json_text.h"
#include "protocol/features.h"
#include "protocol/message.h"
#include "protocol/stackdev.h"
#include "protocol/text.h"
#include "protocol/workspace.h"
#include "settings.h"

namespace stackdev::lsp {
namespace {

/// `text` is read as T and written again.
template <class T>
void check(const std::string& text) {
  const auto value = parsedJson(text);
  ASSERT_TRUE(value) << text;
  const auto read = parse<T>(*value);
  ASSERT_TRUE(read) << text << ": " << read.error().message;
  EXPECT_EQ(toJson(*read), *value) << text;
}

const std::string kRange = R"({"start":{"line":1,"character":2},"end":{"line":3,"character":4}})";
const std::string kEdit = R"({"range":)" + kRange + R"(,"newText":"x"})";
const std::string kDocument = R"({"uri":"file:///a"})";

TEST(Protocol, TextComesBack) {
  check<Position>(R"({"line":0,"character":2147483647})");
  check<Range>(kRange);
  check<RangeEdit>(kEdit);
  check<TextDocumentIdentifier>(kDocument);
  check<VersionedTextDocumentIdentifier>(R"({"uri":"u","version":-3})");
  check<TextDocumentItem>(R"({"uri":"u","languageId":"python","version":1,"text":""})");
  check<DidOpenTextDocumentParams>(
      R"({"textDocument":{"uri":"u","languageId":"python","version":1,"text":"t"}})");
  check<TextDocumentContentChangeEvent>(R"({"text":"all"})");
  check<DidChangeTextDocumentParams>(
      R"({"textDocument":{"uri":"u","version":2},"contentChanges":[{"range":)" + kRange +
      R"(,"text":"t"},{"text":"u"}]})");
  check<DocumentParams>(R"({"textDocument":)" + kDocument + "}");
  check<DocumentPositionParams>(R"({"textDocument":)" + kDocument +
                                R"(,"position":{"line":1,"character":1}})");
  check<Command>(R"({"title":"t","command":"c","arguments":[{"a":[1,null]},2]})");
}

TEST(Protocol, FeaturesComeBack) {
  const std::string diagnostic =
      R"({"range":)" + kRange + R"(,"severity":2,"code":"c","source":"s","message":"m"})";
  check<Diagnostic>(diagnostic);
  check<PublishDiagnosticsParams>(R"({"uri":"u","version":1,"diagnostics":[)" + diagnostic + "]}");
  check<PublishDiagnosticsParams>(R"({"uri":"u","diagnostics":[]})");
  check<DocumentDiagnosticParams>(R"({"textDocument":)" + kDocument +
                                  R"(,"previousResultId":"1"})");
  check<FullDocumentDiagnosticReport>(R"({"kind":"full","items":[]})");
  check<CodeActionContext>(R"({"only":["quickfix"]})");
  check<CodeActionParams>(R"({"textDocument":)" + kDocument + R"(,"range":)" + kRange +
                          R"(,"context":{}})");
  check<CodeAction>(R"({"title":"t","kind":"k","diagnostics":[)" + diagnostic +
                    R"(],"isPreferred":true,"edit":{"changes":{}}})");
  check<CodeLens>(R"({"range":)" + kRange +
                  R"(,"command":{"title":"t","command":"c","arguments":[]}})");
  check<MarkupContent>(R"({"kind":"markdown","value":"v"})");
  check<Hover>(R"({"contents":{"kind":"plaintext","value":"v"},"range":)" + kRange + "}");
  check<CompletionItem>(R"({"label":"l","kind":10,"documentation":"d","textEdit":)" + kEdit + "}");
  check<DocumentSymbol>(R"({"name":"n","kind":20,"range":)" + kRange + R"(,"selectionRange":)" +
                        kRange + R"(,"children":[]})");
}

TEST(Protocol, WorkspaceComesBack) {
  check<WorkspaceFolder>(R"({"uri":"u","name":"n"})");
  check<InitializeParams>(
      R"({"processId":1,"rootUri":"u","workspaceFolders":[],"initializationOptions":[1],"capabilities":{"a":1}})");
  check<NoParams>("{}");
  check<WorkspaceFoldersChangeEvent>(R"({"added":[{"uri":"u","name":"n"}],"removed":[]})");
  check<DidChangeWorkspaceFoldersParams>(R"({"event":{"added":[],"removed":[]}})");
  check<DidChangeConfigurationParams>(R"({"settings":{"a":1}})");
  check<FileEvent>(R"({"uri":"u","type":1})");
  check<DidChangeWatchedFilesParams>(R"({"changes":[{"uri":"u","type":3}]})");
  check<ExecuteCommandParams>(R"({"command":"c","arguments":[1],"workDoneToken":"t"})");
  check<ExecuteCommandParams>(R"({"command":"c","workDoneToken":5})");
  check<WorkDoneProgressCancelParams>(R"({"token":5})");
  check<CancelParams>(R"({"id":"x"})");
  check<ShowMessageParams>(R"({"type":3,"message":"m"})");
  check<MessageActionItem>(R"({"title":"t"})");
  check<ShowMessageRequestParams>(R"({"type":2,"message":"m","actions":[{"title":"t"}]})");
  check<ApplyWorkspaceEditParams>(R"({"label":"l","edit":{}})");
  check<ApplyWorkspaceEditResult>(R"({"applied":false,"failureReason":"f"})");
}

TEST(Protocol, OurOwnComesBack) {
  check<ScanParams>(R"({"uris":["u"]})");
  check<ScanReport>(R"({"calls":[{"uri":"u"}]})");
  check<RunnablesParams>("{}");
  check<RunnableLaunch>(R"({"eclipse":"<xml/>","vscode":null})");
  const std::string runnable =
      R"({"label":"l","project":"p","kind":"program","program":"/p","args":["a"],)"
      R"("cwd":"/c","env":{"A":"b"},"launch":{"eclipse":"e","vscode":{}}})";
  check<Runnable>(runnable);
  check<RunnablesReport>(R"({"runnables":[)" + runnable + "]}");
  check<DebugTargetParams>(R"({"label":"l","debugger":"debugpy","idePort":1})");
  check<DebugTarget>(R"({"uri":"u","protocol":"dap"})");
}

/// Why `text` is no T.
template <class T>
std::string problemOf(const std::string& text) {
  const auto read = parse<T>(parsedJson(text).value());
  return read ? "" : read.error().message;
}

TEST(Protocol, WrongTypesAreNamedByTheirPlace) {
  EXPECT_EQ(problemOf<Position>("5"), "params: expected an object");
  EXPECT_EQ(problemOf<Position>(R"({"line":1})"), "character: expected an unsigned integer");
  EXPECT_EQ(problemOf<Position>(R"({"line":-1,"character":0})"),
            "line: expected an unsigned integer");
  EXPECT_EQ(problemOf<Range>(R"({"start":{"line":1.5,"character":0}})"),
            "start.line: expected an unsigned integer");
  EXPECT_EQ(
      problemOf<DidChangeTextDocumentParams>(
          R"({"textDocument":{"uri":"u","version":2},"contentChanges":[{"text":"t"},{"text":1}]})"),
      "contentChanges[1].text: expected a string");
  EXPECT_EQ(problemOf<WorkDoneProgressCancelParams>(R"({"token":{}})"),
            "token: expected an integer or a string");
  EXPECT_EQ(problemOf<ScanParams>(R"({"uris":"u"})"), "uris: expected an array");
  EXPECT_EQ(problemOf<ApplyWorkspaceEditResult>(R"({"applied":1})"), "applied: expected a boolean");
}

TEST(Protocol, NumbersHaveTheirLimits) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"2147483647", ""},
      {"2147483648", "line: expected an unsigned integer"},
      {"18446744073709551615", "line: expected an unsigned integer"},
      {"4e9", "line: expected an unsigned integer"},
      {"1e3", ""},
      {"-0.0", ""},
      {"1e-3", "line: expected an unsigned integer"},
      {"\"1\"", "line: expected an unsigned integer"},
      {"true", "line: expected an unsigned integer"},
      {"null", "line: expected an unsigned integer"},
  };
  for (const auto& [number, problem] : rows)
    EXPECT_EQ(problemOf<Position>(R"({"line":)" + number + R"(,"character":0})"), problem)
        << number;
  EXPECT_EQ(problemOf<VersionedTextDocumentIdentifier>(R"({"uri":"u","version":-2147483648})"), "");
  EXPECT_EQ(problemOf<VersionedTextDocumentIdentifier>(R"({"uri":"u","version":-2147483649})"),
            "version: expected an integer");
}

TEST(Protocol, NullIsAbsentAndUnknownMembersAreLeftOut) {
  EXPECT_EQ(
      problemOf<InitializeParams>(
          R"({"processId":null,"rootUri":null,"workspaceFolders":null,"capabilities":{},"x":1})"),
      "");
  EXPECT_EQ(problemOf<NoParams>("{\"anything\":1}"), "");
  EXPECT_EQ(problemOf<Position>(R"({"line":1.0,"character":0})"), "");
}

TEST(Capabilities, OfAWrongTypeAreAbsent) {
  const auto can = clientCapabilities(
      parsedJson(
          R"({"workspace":{"applyEdit":1,"workspaceEdit":null},"window":{"workDoneProgress":true},
                     "textDocument":5,"general":{"positionEncodings":[1,"utf-8"]}})")
          .value()
          .as_object());
  EXPECT_FALSE(can.canApplyEdits);
  EXPECT_FALSE(can.pullsDiagnostics);
  EXPECT_TRUE(can.showsProgress);
  EXPECT_EQ(can.encoding, PositionEncoding::Utf8);
}

TEST(Capabilities, AreThoseOfEditors) {
  const auto canDo = [](const std::string& text) {
    const auto can = clientCapabilities(parsedJson(text).value().as_object());
    std::string all;
    const std::vector<std::pair<bool, std::string>> flags = {
        {can.canApplyEdits, "edits"},
        {can.hasDocumentChanges, "documentChanges"},
        {can.pullsDiagnostics, "pulls"},
        {can.refreshesDiagnostics, "refreshes"},
        {can.refreshesCodeLenses, "lenses"},
        {can.showsProgress, "progress"},
        {can.hasConfiguration, "configuration"},
        {can.registersConfiguration, "registers"},
        {can.registersWatchedFiles, "watches"},
        {can.hoversMarkdown, "markdown"},
        {can.hasVersionsOfDiagnostics, "versions"},
        {can.encoding == PositionEncoding::Utf8, "utf-8"}};
    for (const auto& [flag, name] : flags)
      all += flag ? name + " " : "";
    return all;
  };
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"{}", ""},
      {R"({"workspace":{"applyEdit":true,"workspaceEdit":{"documentChanges":true}}})",
       "edits documentChanges "},
      {R"({"textDocument":{"diagnostic":{}},"workspace":{"diagnostics":{"refreshSupport":true}}})",
       "pulls refreshes "},
      {R"({"textDocument":{"diagnostic":true}})", ""},
      {R"({"workspace":{"codeLens":{"refreshSupport":true},"configuration":true}})",
       "lenses configuration "},
      {R"({"workspace":{"didChangeConfiguration":{"dynamicRegistration":true},)"
       R"("didChangeWatchedFiles":{"dynamicRegistration":true,"relativePatternSupport":true}}})",
       "registers watches "},
      {R"({"textDocument":{"hover":{"contentFormat":["plaintext","markdown"]}}})", "markdown "},
      {R"({"textDocument":{"hover":{"contentFormat":"markdown"}}})", ""},
      {R"({"textDocument":{"publishDiagnostics":{"versionSupport":true}}})", "versions "},
      {R"({"general":{"positionEncodings":["utf-32","utf-16","utf-8"]}})", "utf-8 "},
      {R"({"general":{"positionEncodings":["utf-16"]},"offsetEncoding":["utf-8"]})", ""},
      {R"({"workspace":[{"applyEdit":true}],"window":null,"textDocument":{"hover":[]}})", ""},
      {R"({"workspace":{"applyEdit":"true"},"window":{"workDoneProgress":1}})", ""},
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(canDo(text), expected) << text;
}

TEST(ClientSettings, KeepWhatIsNotSaid) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"({"preset":"p","diagnostics":false})", "p off"},
      {R"({"stackdev":{"preset":"p"}})", "p on"},
      {R"({"stackdev":{"diagnostics":false},"python":{}})", "before off"},
      {R"({"preset":""})", " on"},
      {R"({"preset":5,"diagnostics":"no"})", "before on"},
      {R"({"preset":null})", "before on"},
      {"{}", "before on"},
      {R"({"stackdev":{}})", "before on"},
      {R"({"stackdev":{"stackdev":{"preset":"p"}}})", "p on"},
      {R"({"python":{"preset":"p"}})", "not ours"},
      {R"({"stackdev":null})", "not ours"},
      {R"({"stackdev":["preset"]})", "not ours"},
      {"null", "not ours"},
      {"[]", "not ours"},
      {"\"stackdev\"", "not ours"},
  };
  for (const auto& [text, expected] : rows) {
    const auto read = settingsFrom(parsedJson(text).value(), {"before", true});
    EXPECT_EQ(read ? read->preset + (read->diagnostics ? " on" : " off") : "not ours", expected)
        << text;
  }
}

/// "request", "notification", "response", or the code of what is wrong.
std::string kindOf(const std::string& text) {
  const auto message = messageOf(parsedJson(text).value());
  if (const auto* malformed = std::get_if<Malformed>(&message))
    return std::to_string(static_cast<int>(malformed->code)) +
           (malformed->isAnswered ? "" : " silent");
  return std::holds_alternative<Request>(message)        ? "request"
         : std::holds_alternative<Notification>(message) ? "notification"
                                                         : "response";
}

TEST(Message, IsToldApart) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"({"jsonrpc":"2.0","id":1,"method":"m"})", "request"},
      {R"({"jsonrpc":"2.0","id":"1","method":"m","params":null})", "request"},
      {R"({"jsonrpc":"2.0","method":"m","params":[]})", "notification"},
      {R"({"jsonrpc":"2.0","id":1,"result":null})", "response"},
      {R"({"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"m"}})", "response"},
      {R"({"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"m"}})", "-32600 silent"},
      {R"({"jsonrpc":"2.0","id":1})", "-32600"},
      {R"({"jsonrpc":"2.0","id":1.5,"method":"m"})", "-32600"},
      {R"({"id":1,"method":"m"})", "-32600"},
      {R"({"jsonrpc":"2.0","id":1,"method":"m","params":1})", "-32602"},
      {R"({"jsonrpc":"2.0","method":"m","params":1})", "-32602 silent"},
      {R"({"jsonrpc":"2.0","id":1,"method":5})", "-32600"},
      {R"({"jsonrpc":2.0,"id":1,"method":"m"})", "-32600"},
      {R"({"jsonrpc":"1.0","method":"m"})", "-32600"},
      {R"({"jsonrpc":"2.0","id":{},"method":"m"})", "-32600"},
      {R"({"jsonrpc":"2.0","id":null,"method":"m"})", "-32600"},
      {R"({"jsonrpc":"2.0","id":18446744073709551615,"method":"m"})", "-32600"},
      {R"({"jsonrpc":"2.0","id":-9223372036854775808,"method":""})", "request"},
      {R"({"jsonrpc":"2.0","id":1,"method":"m","result":1})", "request"},
      {R"({"id":1,"result":1})", "response"}, // of a client that forgets what it speaks
      {R"({"jsonrpc":"2.0","result":1})", "-32600 silent"},
      {R"({"jsonrpc":"2.0","id":1,"error":null})", "response"},
      {"{}", "-32600"},
      {"[]", "-32600"},
      {"1", "-32600"},
  };
  for (const auto& [text, kind] : rows)
    EXPECT_EQ(kindOf(text), kind) << text;
}

} // namespace
} // namespace stackdev::lsp
