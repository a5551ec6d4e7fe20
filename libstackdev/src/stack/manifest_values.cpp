#include "stack/manifest_values.h"

#include <algorithm>

namespace stackdev {
namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kDigits = "0123456789";

bool consistsOf(std::string_view text, std::string_view letters) {
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

bool isVariable(std::string_view name) {
  return consistsOf(name, std::string(kLetters).append(kDigits).append("_")) &&
         kDigits.find(name.front()) == std::string_view::npos;
}

/// Relative, and it stays below what it is relative to.
bool isBelow(const std::string& path) {
  const auto normal = std::filesystem::path(path).lexically_normal();
  return normal.is_relative() && (normal.empty() || *normal.begin() != "..");
}

} // namespace

std::string belowString(ManifestTable& table, std::string_view key, std::string_view base) {
  auto path = table.string(key);
  expectBelow(table, key, path, base);
  return path;
}

void expectBelow(ManifestTable& table, std::string_view key, const std::string& path,
                 std::string_view base) {
  if (!isBelow(path))
    table.problem(key, "must be a path below " + std::string(base) + ", got " + path);
}

std::string folderString(ManifestTable& table, std::string_view key,
                         const std::set<std::string>& repositories) {
  auto path = table.string(key);
  std::string below = path;
  if (path.starts_with('{')) {
    const auto close = path.find('}');
    const auto name = path.substr(1, close == std::string::npos ? close : close - 1);
    if (close == std::string::npos)
      table.problem(key, "expected {NAME} or {NAME}/..., got " + path);
    else if (!repositories.contains(name))
      table.problem(key, "there is no repository called " + name);
    below = close == std::string::npos ? "" : path.substr(std::min(close + 2, path.size()));
  }
  if (!path.starts_with('/') && !isBelow(below))
    table.problem(key, "must be a path below a repository, or an absolute one, got " + path);
  return path;
}

std::vector<std::pair<std::string, std::string>> variables(ManifestTable& table,
                                                           std::string_view key) {
  auto pairs = table.stringTable(key);
  for (const auto& [name, value] : pairs)
    if (!isVariable(name))
      table.table(key)->problem(name, "expected a variable's name: letters, digits and _");
  return pairs;
}

std::vector<std::string> packageNames(ManifestTable& root, std::string_view key) {
  auto names = root.strings(key);
  for (const auto& name : names)
    if (!consistsOf(name, std::string(kLetters).append(kDigits).append(".+-_:")) ||
        name.front() == '-')
      root.problem(key, "expected the name of a package, got \"" + name + "\"");
  return names;
}

void expectFunction(ManifestTable& table, std::string_view key, const std::string& value) {
  if (!value.empty() && value.find(':') == std::string::npos)
    table.problem(key, "expected MODULE:FUNCTION, got " + value);
}

void expectUrl(ManifestTable& table, std::string_view key, const std::string& url) {
  if (!url.empty() && !url.starts_with("http://127.0.0.1:")) // {port:NAME} may follow
    table.problem(key, "expected http://127.0.0.1:PORT/..., got " + url);
}

void refuseSecrets(ManifestTable& table, const ManifestService& service) {
  constexpr std::string_view kWhy = "{secret:...} may stand in a generated file only";
  for (const auto* words : {&service.arguments, &service.upArguments})
    for (const auto& argument : *words)
      if (argument.find("{secret:") != std::string::npos)
        table.problem(words == &service.arguments ? "arguments" : "up-arguments",
                      std::string(kWhy));
  for (const auto& [name, value] : service.environment)
    if (value.find("{secret:") != std::string::npos)
      table.table("environment")->problem(name, std::string(kWhy));
}

} // namespace stackdev
