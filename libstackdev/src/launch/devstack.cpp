#include "launch/devstack.h"

#include <algorithm>
#include <optional>

#include "python/ini.h"
#include "support/file.h"

namespace stackdev {
namespace {

constexpr std::string_view kPrefix = "devstack@";
constexpr std::string_view kSuffix = ".service";

/// nullopt where the line needs systemd to be understood: specifiers, variables, open quotes.
std::optional<std::vector<std::string>> words(std::string_view line) {
  std::vector<std::string> found;
  std::optional<std::string> word;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '$' || c == '\\')
      return std::nullopt;
    if (c == '%' && (++i == line.size() || line[i] != '%'))
      return std::nullopt;
    if (quote != 0 && c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
      word = word.value_or("");
    } else if (quote == 0 && (c == ' ' || c == '\t')) {
      if (word)
        found.push_back(std::move(*word));
      word.reset();
    } else {
      word = word.value_or("") + c;
    }
  }
  if (quote != 0)
    return std::nullopt;
  if (word)
    found.push_back(std::move(*word));
  return found;
}

std::optional<DevstackService> service(std::string_view unit) {
  for (const auto& section : iniSections(unit)) {
    if (section.name != "Service")
      continue;
    auto command = section.value("execstart");
    command.remove_prefix(std::min(command.find_first_not_of("@-:+!"), command.size()));
    auto found = words(command);
    if (!found || found->empty())
      return std::nullopt;
    auto program = std::filesystem::path(found->front()).filename().string();
    found->erase(found->begin());
    if (program == "uwsgi")
      return std::nullopt;
    return DevstackService{std::move(program), std::move(*found)};
  }
  return std::nullopt;
}

} // namespace

std::vector<DevstackService> devstackServices(const std::filesystem::path& folder) {
  std::vector<DevstackService> found;
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    const auto name = entries->path().filename().string();
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix))
      continue;
    const auto unit = readFileIfThere(entries->path());
    if (!unit || !*unit)
      continue;
    if (auto one = service(**unit))
      found.push_back(std::move(*one));
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::tie(a.program, a.arguments) < std::tie(b.program, b.arguments);
  });
  return found;
}

} // namespace stackdev
