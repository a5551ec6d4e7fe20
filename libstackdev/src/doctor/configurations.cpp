// What configuration files say: by themselves, and compared with each other and with the machine.
#include <algorithm>
#include <cctype>
#include <map>

#include "doctor/configuration_traps.h"
#include "doctor/examination.h"
#include "doctor/placeholders.h"
#include "doctor/settings.h"
#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

bool isDatabaseUrl(std::string_view value) {
  return value.starts_with("mysql://") || value.starts_with("mysql+");
}

/// "mysql://root@localhost/nova", "mysql://root:@localhost/nova".
bool hasEmptyPassword(std::string_view url) {
  const auto begin = url.find("://");
  const auto end = url.find('@', begin);
  if (begin == std::string_view::npos || end == std::string_view::npos)
    return false;
  const auto login = url.substr(begin + 3, end - begin - 3);
  const auto colon = login.find(':');
  if (login.substr(0, colon).find_first_of("/?") != std::string_view::npos)
    return false; // the '@' is one of the query's
  return colon == std::string_view::npos || colon + 1 == login.size();
}

void examinePlaceholder(const Setting& setting, const Path& file, std::vector<TextFinding>& found) {
  const auto placeholder = placeholderIn(setting.value);
  if (placeholder.empty())
    return;
  const auto start =
      setting.start + static_cast<std::size_t>(placeholder.data() - setting.value.data());
  TextFinding finding{"placeholder-left",
                      Severity::Error,
                      std::string(setting.name) + " is still " + std::string(placeholder) +
                          ": nobody has filled it in",
                      "put the real value in its place",
                      setting.line,
                      start,
                      start + placeholder.size(),
                      std::nullopt};
  if (auto usual = usualValue(placeholder, file); !usual.empty()) {
    finding.fix += ", usually " + usual;
    auto title = "Write " + usual + " in place of " + std::string(placeholder);
    finding.mending = TextMending{std::move(title), {finding.start, finding.end, std::move(usual)}};
  }
  found.push_back(std::move(finding));
}

void examineDatabaseUrl(const Setting& setting, std::vector<TextFinding>& found) {
  if (!isDatabaseUrl(setting.value))
    return;
  const auto name = std::string(setting.name);
  const auto end = setting.start + setting.value.size();
  if (hasEmptyPassword(setting.value))
    found.push_back(
        {"database-empty-password", Severity::Warning,
         name + " logs in to the database without a password: so can everybody on this machine",
         "give the database's account a password and write it into the URL", setting.line,
         setting.start, end, std::nullopt});
  if (const std::string missing(missingCharset(setting.value)); !missing.empty())
    found.push_back({"database-charset", Severity::Warning,
                     name + " does not say charset=utf8: names that are not ASCII come back broken",
                     "append " + missing + " to the URL", setting.line, setting.start, end,
                     TextMending{"Append " + missing, {end, end, missing}}});
}

bool isConfigurationName(const Path& file) {
  const auto extension = file.extension();
  return extension == ".conf" || extension == ".ini";
}

/// admin_token of keystone's own file against those that others present.
void compareAdminTokens(const Examination& examined, Findings& found) {
  std::string_view token;
  Path owner;
  for (const auto& file : examined.configurations)
    if (file.path.filename() == "keystone.conf")
      for (const auto& setting : settingsIn(file.text))
        if (setting.name == "admin_token") {
          token = setting.value;
          owner = file.path;
        }
  if (owner.empty())
    return;
  for (const auto& file : examined.configurations) {
    if (file.path == owner)
      continue;
    for (const auto& setting : settingsIn(file.text))
      if (setting.name == "admin_token" && setting.value != token &&
          placeholderIn(setting.value).empty())
        found.push_back(
            {"admin-token-mismatch", Severity::Error, file.path,
             "its admin_token is not that of " + owner.string() + ": keystone will refuse it",
             "write the same admin_token into both", setting.line});
  }
}

void checkLocalhost(const Examination& examined, Findings& found) {
  if (!isLocalhostIpv6())
    return;
  for (const auto& file : examined.configurations)
    for (const auto& setting : settingsIn(file.text))
      if (localhostIn(setting.value) != std::string_view::npos) {
        found.push_back({"localhost-is-ipv6", Severity::Warning, file.path,
                         std::string(setting.name) +
                             " says localhost, which is ::1 first on this machine; services that "
                             "listen on 127.0.0.1 are not found there",
                         "write 127.0.0.1 in place of localhost", setting.line});
        break; // one of a file tells enough
      }
}

/// Files that a configuration names and that are nowhere: beside it, above it or at their place.
void checkNamedFiles(const ConfigurationFile& file, Findings& found) {
  static constexpr std::string_view kNames[] = {"policy_file", "api_paste_config",
                                                "paste_config_file", "log_config", "template_file"};
  for (const auto& setting : settingsIn(file.text)) {
    if (std::find(std::begin(kNames), std::end(kNames), setting.name) == std::end(kNames) ||
        setting.value.empty() || setting.value.find_first_of("$%") != std::string_view::npos)
      continue;
    std::error_code error;
    const auto folder = file.path.parent_path();
    const Path named(setting.value);
    if (std::filesystem::exists(folder / named, error) ||
        std::filesystem::exists(folder.parent_path() / named, error) ||
        std::filesystem::exists(folder.parent_path().parent_path() / named, error))
      continue;
    found.push_back({"missing-file", Severity::Error, file.path,
                     std::string(setting.name) + " names " + std::string(setting.value) +
                         ", which is not there",
                     "write the file, or its whole path", setting.line});
  }
}

} // namespace

std::string_view missingCharset(std::string_view value) {
  if (!isDatabaseUrl(value) || value.find("charset=") != std::string_view::npos)
    return {};
  return value.find('?') == std::string_view::npos ? "?charset=utf8" : "&charset=utf8";
}

bool isLocalhostIpv6() {
  const auto hosts = readFile("/etc/hosts");
  if (!hosts)
    return false;
  std::string_view rest = *hosts;
  while (!rest.empty()) {
    auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    line = line.substr(0, line.find('#'));
    if (!line.starts_with("::1"))
      continue;
    for (auto at = line.find("localhost"); at != std::string_view::npos;
         at = line.find("localhost", at + 1)) {
      const auto next = at + 9 < line.size() ? line[at + 9] : ' ';
      if (std::isspace(static_cast<unsigned char>(line[at - 1])) != 0 &&
          std::isspace(static_cast<unsigned char>(next)) != 0)
        return true;
    }
  }
  return false;
}

std::size_t localhostIn(std::string_view value) {
  constexpr std::string_view kName = "localhost";
  for (auto at = value.find(kName); at != std::string_view::npos; at = value.find(kName, at + 1)) {
    const auto before = value.substr(0, at);
    const auto behind = value.substr(at + kName.size());
    if ((before.empty() || before.ends_with("//") || before.ends_with('@')) &&
        (behind.empty() || behind.front() == ':' || behind.front() == '/'))
      return at;
  }
  return std::string_view::npos;
}

std::vector<TextFinding> findingsIn(std::string_view text, const Path& file) {
  std::vector<TextFinding> found;
  if (isConfigurationName(file))
    for (const auto& setting : settingsIn(text)) {
      examinePlaceholder(setting, file, found);
      examineDatabaseUrl(setting, found);
    }
  return found;
}

void checkConfigurations(const Examination& examined, Findings& found) {
  for (const auto& file : examined.configurations) {
    for (auto& one : findingsIn(file.text, file.path))
      found.push_back({std::move(one.id), one.severity, file.path, std::move(one.message),
                       std::move(one.fix), one.line});
    checkNamedFiles(file, found);
  }
  compareAdminTokens(examined, found);
  checkLocalhost(examined, found);
}

} // namespace stackdev
