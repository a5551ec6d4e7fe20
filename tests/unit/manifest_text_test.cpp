#include "features/manifest_text.h"

#include <gtest/gtest.h>

#include <stackdev/manifest.h>

namespace stackdev::lsp {
namespace {

/// "[header] key key; ..."
std::string outline(std::string_view text) {
  std::string shown;
  for (const auto& section : manifestSections(text)) {
    shown += (section.header.empty() ? "" : "; ") + section.header;
    for (const auto& key : section.keys)
      shown += " " + key.name;
  }
  return shown;
}

TEST(ManifestText, IsReadWhileItIsWritten) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", ""},
      {"version = 1\nstack = 'x'\n", " version stack"},
      {"a = 1\n[service.x]\nport = 1\n# b = 2\n[repository.y]\n",
       " a; [service.x] port; [repository.y]"},
      {"[service.x]\nafter = [\n  'a',\n  'b = 1',\n]\nport = 1", "; [service.x] after port"},
      {"a = \"\"\"\n[no]\nb = 1\n\"\"\"\nc = 1", " a c"},
      {"[[group.g.members]]\nservice = 'x'", "; [[group.g.members]] service"},
      {"[service.", "; [service."},
      {"[", "; ["},
      {"= 1\n", " "},
      {"members = [{ service = 'a' }]\nx = 1", " members x"},
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(outline(text), expected) << text;
}

TEST(ManifestText, KnowsTheNamesOfTables) {
  const auto sections =
      manifestSections("[service.a]\n[service.\"b c\"]\n[service.a.environment]\n[x]\n");
  EXPECT_EQ(manifestNames(sections, "service"), (std::vector<std::string>{"a", "b c"}));
}

TEST(ManifestKeys, AreWhatTheReaderTakes) {
  const auto has = [](const char* header, const std::string& key) {
    const auto keys = manifestKeys(header);
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  };
  EXPECT_TRUE(has("", "interpreters"));
  EXPECT_TRUE(has("[service.x]", "port"));
  EXPECT_TRUE(has("[[group.x.members]]", "delay"));
  EXPECT_FALSE(has("[repository.x]", "port"));
  EXPECT_TRUE(manifestKeys("[nothing.x]").empty());
  EXPECT_TRUE(manifestKeys("[service").empty());
}

} // namespace
} // namespace stackdev::lsp
