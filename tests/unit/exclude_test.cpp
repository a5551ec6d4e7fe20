#include "repository/exclude.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

TEST(WithExcluded, AppendsWhatIsMissing) {
  const std::string kOurs = "# made by stackdev import\n";
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", kOurs + "/.project\n/.settings/\n"},
      {"# git's own\n", "# git's own\n" + kOurs + "/.project\n/.settings/\n"},
      {"*.pyc", "*.pyc\n" + kOurs + "/.project\n/.settings/\n"},
      {"/.project\n", "/.project\n" + kOurs + "/.settings/\n"},
      {"/.settings/\n/.project", "/.settings/\n/.project"},
      {"a\r\n", "a\r\n" + kOurs + "/.project\n/.settings/\n"},
  };
  for (const auto& [current, expected] : rows)
    EXPECT_EQ(withExcluded(current, {"/.project", "/.settings/"}), expected) << current;
  EXPECT_EQ(withExcluded("x", {}), "x");
}

} // namespace
} // namespace stackdev
