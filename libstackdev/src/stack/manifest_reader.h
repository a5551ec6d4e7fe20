// Reading one table of a manifest strictly: every key that is read is known, the others are
// problems with their place in the file.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <stackdev/manifest.h>

#include "support/toml.h"

namespace stackdev {

class ManifestTable {
public:
  ManifestTable(const toml::table& table, std::string path, std::vector<ManifestProblem>& problems)
      : table_(table), path_(std::move(path)), problems_(problems) {}

  bool has(std::string_view key) const { return table_.contains(key); }

  /// "" / {} / nullopt where the key is missing or its value is refused.
  std::string string(std::string_view key);
  std::string requiredString(std::string_view key);
  std::vector<std::string> strings(std::string_view key);
  bool boolean(std::string_view key);
  std::optional<int> integer(std::string_view key, int least, int most);
  std::vector<int> integers(std::string_view key, int least, int most);
  std::vector<std::pair<std::string, std::string>> stringTable(std::string_view key);

  /// The table at `key`; nullopt where the key is missing or its value is refused.
  std::optional<ManifestTable> table(std::string_view key);

  /// The sub-tables of the table at `key`, by name in the order of the file.
  std::vector<std::pair<std::string, ManifestTable>> tables(std::string_view key);

  /// The tables of the array at `key`.
  std::vector<ManifestTable> tableArray(std::string_view key);

  /// A problem at `key`, or at the table where there is no such key.
  void problem(std::string_view key, std::string message);

  /// Everywhere below, {port:NAME} must be the port of one of this table's services.
  void expectPorts();

  /// Call last: each key that was not asked for is a problem.
  void refuseOthers();

private:
  const toml::node* find(std::string_view key);
  std::optional<int> number(std::string_view key, const toml::node& node, int least, int most);
  void wrongType(std::string_view key, const toml::node& node, std::string_view expected);
  std::optional<std::string> text(std::string_view key, const toml::node& node);
  std::string pathOf(std::string_view key) const;

  const toml::table& table_;
  std::string path_;
  std::vector<ManifestProblem>& problems_;
  std::set<std::string, std::less<>> known_;
};

} // namespace stackdev
