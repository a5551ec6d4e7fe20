#include "stack/manifest_reader.h"

#include <algorithm>
#include <functional>
#include <set>

namespace stackdev {
namespace {

std::string_view nameOf(toml::node_type type) {
  switch (type) {
  case toml::node_type::string:
    return "a string";
  case toml::node_type::integer:
    return "an integer";
  case toml::node_type::floating_point:
    return "a float";
  case toml::node_type::boolean:
    return "a boolean";
  case toml::node_type::array:
    return "an array";
  case toml::node_type::table:
    return "a table";
  default:
    return "a date or time";
  }
}

/// Control characters have no use in names, paths and arguments; `${` would be a variable of
/// Eclipse's in what is generated.
std::string_view refusal(std::string_view text) {
  if (std::any_of(text.begin(), text.end(),
                  [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; }))
    return "control characters are not allowed";
  if (text.find("${") != std::string_view::npos)
    return "\"${\" is not allowed: write {NAME} for the folder of repository NAME";
  return {};
}

using Visit = std::function<void(const std::string& path, const toml::value<std::string>&)>;
constexpr int kDeepest = 8; // no key of a manifest is as deep

void forEachString(const toml::node& node, const std::string& path, int depth, const Visit& visit) {
  if (depth > kDeepest)
    return;
  if (const auto* text = node.as_string())
    visit(path, *text);
  if (const auto* array = node.as_array())
    for (const auto& item : *array)
      forEachString(item, path, depth + 1, visit);
  if (const auto* table = node.as_table())
    for (const auto& [key, item] : *table)
      forEachString(item, (path.empty() ? path : path + ".") + std::string(key.str()), depth + 1,
                    visit);
}

/// The services that have a port, by what the manifest calls them.
std::set<std::string, std::less<>> servicesWithPort(const toml::table& root) {
  std::set<std::string, std::less<>> names;
  if (const auto* services = root["service"].as_table())
    for (const auto& [name, service] : *services)
      if (service.is_table() && service.as_table()->contains("port"))
        names.emplace(name.str());
  return names;
}

/// In the order of the file: toml++ keeps tables sorted by key.
std::vector<std::pair<std::string, const toml::node*>> inOrder(const toml::table& table) {
  std::vector<std::pair<std::string, const toml::node*>> items;
  for (const auto& [key, node] : table)
    items.emplace_back(std::string(key.str()), &node);
  std::stable_sort(items.begin(), items.end(), [](const auto& a, const auto& b) {
    const auto& left = a.second->source().begin;
    const auto& right = b.second->source().begin;
    return std::pair(left.line, left.column) < std::pair(right.line, right.column);
  });
  return items;
}

} // namespace

std::string ManifestTable::pathOf(std::string_view key) const {
  if (path_.empty() || key.empty())
    return path_ + std::string(key);
  return path_ + "." + std::string(key);
}

void ManifestTable::problem(std::string_view key, std::string message) {
  const auto* node = table_.get(key);
  auto begin = (node != nullptr ? node->source() : table_.source()).begin;
  for (const auto& [name, value] : table_)
    if (name.str() == key)
      begin = name.source().begin;
  problems_.push_back({static_cast<int>(begin.line), static_cast<int>(begin.column), pathOf(key),
                       std::move(message)});
}

const toml::node* ManifestTable::find(std::string_view key) {
  known_.emplace(key);
  return table_.get(key);
}

void ManifestTable::wrongType(std::string_view key, const toml::node& node,
                              std::string_view expected) {
  problem(key, "expected " + std::string(expected) + ", got " + std::string(nameOf(node.type())));
}

std::optional<std::string> ManifestTable::text(std::string_view key, const toml::node& node) {
  const auto* value = node.as_string();
  if (value == nullptr) {
    wrongType(key, node, "a string");
    return std::nullopt;
  }
  if (const auto why = refusal(value->get()); !why.empty()) {
    problem(key, std::string(why));
    return std::nullopt;
  }
  return value->get();
}

std::string ManifestTable::string(std::string_view key) {
  const auto* node = find(key);
  return node == nullptr ? std::string() : text(key, *node).value_or("");
}

std::string ManifestTable::requiredString(std::string_view key) {
  const auto* node = find(key);
  if (node == nullptr) {
    problem(key, "is missing");
    return {};
  }
  const auto value = text(key, *node);
  if (value && value->empty())
    problem(key, "must not be empty");
  return value.value_or("");
}

std::vector<std::string> ManifestTable::strings(std::string_view key) {
  const auto* node = find(key);
  std::vector<std::string> values;
  if (node == nullptr)
    return values;
  const auto* array = node->as_array();
  if (array == nullptr) {
    wrongType(key, *node, "an array of strings");
    return values;
  }
  for (const auto& item : *array)
    if (auto value = text(key, item))
      values.push_back(std::move(*value));
  return values;
}

bool ManifestTable::boolean(std::string_view key) {
  const auto* node = find(key);
  if (node == nullptr)
    return false;
  const auto* value = node->as_boolean();
  if (value == nullptr)
    wrongType(key, *node, "a boolean");
  return value != nullptr && value->get();
}

std::optional<int> ManifestTable::number(std::string_view key, const toml::node& node, int least,
                                         int most) {
  const auto* value = node.as_integer();
  if (value == nullptr) {
    wrongType(key, node, "an integer");
    return std::nullopt;
  }
  if (value->get() < least || value->get() > most) {
    problem(key, "expected " + std::to_string(least) + ".." + std::to_string(most) + ", got " +
                     std::to_string(value->get()));
    return std::nullopt;
  }
  return static_cast<int>(value->get());
}

std::optional<int> ManifestTable::integer(std::string_view key, int least, int most) {
  const auto* node = find(key);
  return node == nullptr ? std::nullopt : number(key, *node, least, most);
}

std::vector<int> ManifestTable::integers(std::string_view key, int least, int most) {
  const auto* node = find(key);
  std::vector<int> values;
  if (node == nullptr)
    return values;
  const auto* array = node->as_array();
  if (array == nullptr) {
    wrongType(key, *node, "an array of integers");
    return values;
  }
  for (const auto& item : *array)
    if (const auto value = number(key, item, least, most))
      values.push_back(*value);
  return values;
}

std::vector<std::pair<std::string, std::string>> ManifestTable::stringTable(std::string_view key) {
  const auto* node = find(key);
  std::vector<std::pair<std::string, std::string>> values;
  if (node == nullptr)
    return values;
  const auto* table = node->as_table();
  if (table == nullptr) {
    wrongType(key, *node, "a table of strings");
    return values;
  }
  ManifestTable self(*table, pathOf(key), problems_);
  for (const auto& [name, item] : inOrder(*table))
    if (auto value = self.text(name, *item))
      values.emplace_back(name, std::move(*value));
  return values;
}

std::optional<ManifestTable> ManifestTable::table(std::string_view key) {
  const auto* node = find(key);
  if (node == nullptr)
    return std::nullopt;
  const auto* table = node->as_table();
  if (table == nullptr) {
    wrongType(key, *node, "a table");
    return std::nullopt;
  }
  return ManifestTable(*table, pathOf(key), problems_);
}

std::vector<std::pair<std::string, ManifestTable>> ManifestTable::tables(std::string_view key) {
  const auto* node = find(key);
  std::vector<std::pair<std::string, ManifestTable>> found;
  if (node == nullptr)
    return found;
  const auto* table = node->as_table();
  if (table == nullptr) {
    wrongType(key, *node, "a table");
    return found;
  }
  for (const auto& [name, item] : inOrder(*table)) {
    ManifestTable self(*table, pathOf(key), problems_);
    if (name.empty() || name.front() == '-' || name.front() == '.' ||
        name.find('/') != std::string::npos || !refusal(name).empty())
      self.problem(name, "is no name: it must not be empty, begin with '-' or '.', or hold '/'");
    else if (const auto* child = item->as_table())
      found.emplace_back(name, ManifestTable(*child, pathOf(key) + "." + name, problems_));
    else
      self.wrongType(name, *item, "a table");
  }
  return found;
}

std::vector<ManifestTable> ManifestTable::tableArray(std::string_view key) {
  const auto* node = find(key);
  std::vector<ManifestTable> found;
  if (node == nullptr)
    return found;
  const auto* array = node->as_array();
  if (array == nullptr) {
    wrongType(key, *node, "an array of tables");
    return found;
  }
  for (const auto& item : *array) {
    if (const auto* table = item.as_table())
      found.emplace_back(*table, pathOf(key), problems_);
    else
      wrongType(key, item, "an array of tables");
  }
  return found;
}

void ManifestTable::expectPorts() {
  constexpr std::string_view kOpen = "{port:";
  const auto known = servicesWithPort(table_);
  forEachString(table_, path_, 0, [&](const std::string& path, const auto& value) {
    const std::string_view text = value.get();
    for (auto open = text.find(kOpen); open != text.npos; open = text.find(kOpen, open + 1)) {
      const auto name = open + kOpen.size();
      const auto close = text.find('}', name);
      const auto service = text.substr(name, close - name);
      const auto& place = value.source().begin;
      if (close != text.npos && !known.contains(service))
        problems_.push_back({static_cast<int>(place.line), static_cast<int>(place.column), path,
                             "there is no service with a port called " + std::string(service)});
    }
  });
}

void ManifestTable::refuseOthers() {
  for (const auto& [key, node] : table_)
    if (!known_.contains(key.str())) {
      problem(key.str(), "unknown key");
      problems_.back().known.assign(known_.begin(), known_.end());
    }
}

} // namespace stackdev
