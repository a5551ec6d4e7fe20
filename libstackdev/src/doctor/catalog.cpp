// The catalog's addresses: what says localhost leads every other node to itself.
#include <algorithm>

#include "doctor/configuration_traps.h"
#include "doctor/database_client.h"
#include "doctor/examination.h"
#include "doctor/settings.h"
#include "support/listeners.h"

namespace stackdev {
namespace {

bool isLoopback(std::string_view host) {
  return host == "localhost" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
}

Finding saysLocalhost(const ConfigurationFile& file, const Setting& setting,
                      const std::string& what, std::string_view address) {
  return {"catalog-says-localhost",
          Severity::Warning,
          file.path,
          what + ", while my_ip is " + std::string(address) +
              ": a further node would look for every service on itself",
          "write " + std::string(address) + " in place of localhost and 127.0.0.1",
          setting.line};
}

/// The first URL of an answer that leads to this machine; "" if there is none.
std::string loopbackUrl(std::string_view text) {
  const auto host = loopbackHostIn(text);
  if (host.empty())
    return {};
  const auto at = static_cast<std::size_t>(host.data() - text.data());
  const auto begin = text.find_last_of(" \t\n\"'", at);
  const auto end = std::min(text.find_first_of(" \t\n\"'", at), text.size());
  const auto from = begin == std::string_view::npos ? 0 : begin + 1;
  return std::string(text.substr(from, end - from));
}

/// In keystone's own database, where the server is one of this machine and runs.
void checkDatabases(const ConfigurationFile& file, const std::vector<Listener>& listening,
                    std::string_view address, Findings& found) {
  for (const auto& setting : settingsIn(file.text)) {
    const auto url = serverUrl(setting.value);
    if (!url || url->kind != ServerUrl::Kind::Database || !url->isOfThisMachine() ||
        url->path != "keystone" ||
        std::none_of(listening.begin(), listening.end(),
                     [&](const auto& one) { return one.port == url->port; }))
      continue;
    const auto answer = databaseAnswer(*url, "SELECT * FROM keystone.endpoint");
    if (!answer || answer->status != 0)
      continue; // its login is another check's
    if (const auto endpoint = loopbackUrl(answer->output); !endpoint.empty())
      found.push_back(
          saysLocalhost(file, setting, "the catalog in its database has " + endpoint, address));
  }
}

} // namespace

std::string_view addressForOthers(const Examination& examined) {
  for (const auto& file : examined.configurations)
    for (const auto& setting : settingsIn(file.text))
      if (setting.name == "my_ip" && !setting.value.empty() && !setting.value.starts_with("127.") &&
          setting.value != "localhost" && setting.value != "::1" &&
          setting.value.find_first_of("$%") == std::string_view::npos)
        return setting.value;
  return {};
}

bool isCatalog(const ConfigurationFile& file) {
  return file.path.extension() == ".templates";
}

std::string_view loopbackHostIn(std::string_view value) {
  for (auto at = value.find("//"); at != std::string_view::npos; at = value.find("//", at + 1)) {
    const auto rest = value.substr(at + 2);
    if (const auto host = rest.substr(0, rest.find_first_of(":/?# \t\"'")); isLoopback(host))
      return host;
  }
  return {};
}

bool leadsToItself(std::string_view name, std::string_view value) {
  return name.starts_with("catalog.") && !loopbackHostIn(value).empty();
}

void checkCatalog(const Examination& examined, Findings& found) {
  const auto address = addressForOthers(examined);
  if (address.empty())
    return;
  for (const auto& file : examined.configurations)
    if (isCatalog(file))
      for (const auto& setting : settingsIn(file.text))
        if (leadsToItself(setting.name, setting.value)) {
          found.push_back(saysLocalhost(file, setting, "its addresses say localhost", address));
          break; // one of a file tells enough
        }
  const auto listening = listeners();
  for (const auto& file : examined.configurations)
    checkDatabases(file, listening, address, found);
}

} // namespace stackdev
