// docs/manifest.md against the reader: what it shows is a manifest, and it shows every key.
#include <gtest/gtest.h>

#include <stackdev/manifest.h>

#include "support/file.h"

namespace stackdev {
namespace {

std::string page() {
  const auto text = readFile(STACKDEV_SOURCE_FOLDER "/docs/manifest.md", std::size_t{1} << 20U);
  EXPECT_TRUE(text);
  return text ? *text : std::string();
}

std::vector<std::string> examples() {
  constexpr std::string_view kOpen = "```toml\n";
  const auto text = page();
  std::vector<std::string> found;
  for (auto open = text.find(kOpen); open != std::string::npos; open = text.find(kOpen, open + 1)) {
    const auto begin = open + kOpen.size();
    found.push_back(text.substr(begin, text.find("```", begin) - begin));
  }
  return found;
}

TEST(ManifestPage, ShowsManifestsWithoutAProblem) {
  const auto shown = examples();
  ASSERT_EQ(shown.size(), 2U);
  for (const auto& example : shown)
    for (const auto& problem : parsedManifest(example).problems)
      ADD_FAILURE() << example << problem.line << ": " << problem.key << ": " << problem.message;
}

TEST(ManifestPage, NamesEveryKey) {
  const auto text = page();
  for (const auto* header :
       {"", "[repository.x]", "[service.x]", "[step.x]", "[file.x]", "[check.x]",
        "[[group.x.members]]", "[group.x]", "[tests.x]", "[preset.x]", "[network]"}) {
    const auto keys = manifestKeys(header);
    EXPECT_FALSE(keys.empty()) << header;
    for (const auto& key : keys)
      EXPECT_TRUE(text.find(key + " = ") != std::string::npos ||
                  text.find("`" + key + "`") != std::string::npos ||
                  text.find("[" + key) != std::string::npos)
          << header << " " << key;
  }
}

} // namespace
} // namespace stackdev
