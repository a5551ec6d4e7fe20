#include "ide/workspace_preferences.h"

#include <gtest/gtest.h>

#include "ide/java_properties.h"
#include "ide/language_server.h"

namespace stackdev {
namespace {

std::string made(const Result<std::string>& text) {
  return text ? *text : "failed: " + text.error().message;
}

Interpreter python(const std::string& name) {
  return {name, "/usr/bin/" + name, "3.11", {"/usr/lib/" + name}, {"sys"}};
}

std::string interpreters(const std::string& preferences) {
  return properties(preferences)["INTERPRETER_PATH_NEW"];
}

TEST(PydevPreferences, NamesInterpretersAsPydevDoes) {
  const auto fresh = pydevPreferences(std::nullopt, {python("python3")}, DebugServer::AsItIs);
  ASSERT_TRUE(fresh);
  EXPECT_TRUE(fresh->isDefault);
  EXPECT_EQ(interpreters(fresh->text),
            "<xml>\n<name>python3</name>\n<version>3.11</version>\n"
            "<executable>/usr/bin/python3</executable>\n<lib>/usr/lib/python3</lib>\n"
            "<forced_lib>sys</forced_lib>\n</xml>\n&&&&&");
  EXPECT_EQ(properties(fresh->text)["CHECK_PREFERRED_PYDEV_SETTINGS"], "false");
  EXPECT_FALSE(properties(fresh->text).contains("DEBUG_SERVER_STARTUP"));
}

TEST(PydevPreferences, KeepsTheUsersOwn) {
  const auto fresh = pydevPreferences(std::nullopt, {python("python3")}, DebugServer::AsItIs);
  const auto again = pydevPreferences(fresh->text, {python("python3")}, DebugServer::AsItIs);
  EXPECT_EQ(again->text, fresh->text);
  const auto second =
      pydevPreferences("mine=1\n" + fresh->text, {python("python2")}, DebugServer::AlwaysOn);
  ASSERT_TRUE(second);
  EXPECT_FALSE(second->isDefault) << "the user's first stays the default";
  EXPECT_LT(interpreters(second->text).find("/usr/bin/python3<"),
            interpreters(second->text).find("/usr/bin/python2<"));
  EXPECT_EQ(second->text.substr(0, 7), "mine=1\n");
  EXPECT_EQ(properties(second->text)["DEBUG_SERVER_STARTUP"], "2");
}

TEST(PydevPreferences, AreNoneWithoutInterpreters) {
  const auto portOf = [](const std::string& text) {
    return pydevPreferences(text, {}, DebugServer::AsItIs)->debugServerPort;
  };
  EXPECT_EQ(portOf(""), "5678");
  EXPECT_EQ(portOf("PYDEV_REMOTE_DEBUGGER_PORT=5679\n"), "5679");
  EXPECT_EQ(portOf("PYDEV_REMOTE_DEBUGGER_PORT=5;rm\n"), "5678");
  const auto none = pydevPreferences(std::nullopt, {}, DebugServer::AsItIs);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->text, "");
  EXPECT_FALSE(none->isDefault);
}

std::vector<Project> projects(const std::vector<std::string>& names) {
  std::vector<Project> found;
  for (const auto& name : names) {
    found.emplace_back();
    found.back().name = name;
  }
  return found;
}

TEST(WorkingSets, HoldTheProjects) {
  const auto fresh = made(workingSets(std::nullopt, "stack", projects({"a", "b & c"}), {}));
  EXPECT_NE(fresh.find("label=\"stack\" name=\"stack\""), std::string::npos) << fresh;
  EXPECT_NE(fresh.find("path=\"/b &amp; c\" type=\"4\""), std::string::npos);
  EXPECT_EQ(made(workingSets(fresh, "stack", projects({"b & c"}), {})), fresh);
  const auto less = made(workingSets(fresh, "stack", projects({"b & c"}), {"a", "never"}));
  EXPECT_EQ(less, made(workingSets(std::nullopt, "stack", projects({"b & c"}), {})));
  const auto other = made(workingSets(fresh, "other", projects({"a"}), {}));
  EXPECT_NE(other.find("name=\"stack\""), std::string::npos);
  EXPECT_NE(other.find("name=\"other\""), std::string::npos);
  EXPECT_EQ(made(workingSets("torn<", "s", {}, {})).substr(0, 33),
            "failed: workingsets.xml: not XML:");
}

TEST(LaunchHistory, HasBothGroups) {
  const auto fresh = made(launchHistory(std::nullopt));
  EXPECT_NE(fresh.find("org.eclipse.debug.ui.launchGroup.debug"), std::string::npos);
  EXPECT_NE(fresh.find("org.eclipse.debug.ui.launchGroup.run"), std::string::npos);
  EXPECT_EQ(made(launchHistory(fresh)), fresh);
  const auto merged = made(launchHistory(
      "<launchHistory><launchGroup id=\"org.eclipse.debug.ui.launchGroup.run\"><mruHistory>"
      "<launch memento=\"x\"/></mruHistory></launchGroup></launchHistory>"));
  EXPECT_NE(merged.find("memento=\"x\""), std::string::npos);
}

TEST(EgitPreferences, ListTheClones) {
  const char* kKey = "GitRepositoriesView.GitDirectories.relative";
  const std::vector<std::tuple<std::string, std::vector<std::filesystem::path>,
                               std::vector<std::filesystem::path>, std::string>>
      rows = {
          {"", {"/r/a/.git", "/w/b/.git"}, {}, "/r/a/.git:b/.git:"},
          {"/mine/.git:", {"/r/a/.git"}, {}, "/mine/.git:/r/a/.git:"},
          {"/r/a/.git:", {"/r/a/.git"}, {}, "/r/a/.git:"},
          {"/r/a/.git:/mine/.git:", {}, {"/r/a/.git"}, "/mine/.git:"},
          {"", {"/r/a:b/.git"}, {}, ""},
          {"", {"/w2/a/.git"}, {}, "/w2/a/.git:"},
      };
  for (const auto& [listed, folders, gone, expected] : rows) {
    const auto current = listed.empty() ? std::string() : withProperties("x=1\n", {{kKey, listed}});
    const auto text = egitPreferences(current, "/w", folders, gone);
    EXPECT_EQ(properties(text)[kKey], expected) << listed;
  }
}

TEST(LanguageServerPreferences, BindTheServerOnce) {
  const char* kKey = "contentTypeToLSPLauch";
  const std::string ours = "org.python.pydev.pythonfile:org.eclipse.ui.externaltools."
                           "ProgramLaunchConfigurationType/stackdev-lsp/run";
  const std::string other = "org.python.pydev.pythonfile:x.y/pylsp/run";
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", ours},
      {other, other + "," + ours},
      {ours, ours},
      {other + "," + ours, other + "," + ours},
      {ours + "," + other, ours + "," + other},
      {ours + "-debug", ours + "-debug," + ours}, // another one's that begins alike
      {"x" + ours, "x" + ours + "," + ours},
  };
  for (const auto& [list, expected] : rows) {
    const auto current = withProperties("# mine\nx=1\n", {{kKey, list}});
    const auto text = languageServerPreferences(current);
    EXPECT_EQ(properties(text)[kKey], expected);
    EXPECT_EQ(text.substr(0, 11), "# mine\nx=1\n");
    EXPECT_EQ(languageServerPreferences(text), text);
  }
  EXPECT_EQ(properties(languageServerPreferences(std::nullopt))[kKey], ours);
}

} // namespace
} // namespace stackdev
