// The catalog's addresses: what says localhost leads every other node to itself.
#include "doctor/examination.h"
#include "doctor/settings.h"

namespace stackdev {
namespace {

bool isLoopback(std::string_view text) {
  return text.find("//localhost") != std::string_view::npos ||
         text.find("//127.") != std::string_view::npos;
}

/// The address by which other nodes reach this one, if a file has one.
std::string_view addressForOthers(const Examination& examined) {
  for (const auto& file : examined.configurations)
    for (const auto& setting : settingsIn(file.text))
      if (setting.name == "my_ip" && !setting.value.empty() && !setting.value.starts_with("127.") &&
          setting.value.find_first_of("$%") == std::string_view::npos)
        return setting.value;
  return {};
}

bool isCatalog(const ConfigurationFile& file) {
  return file.path.extension() == ".templates";
}

} // namespace

void checkCatalog(const Examination& examined, Findings& found) {
  const auto address = addressForOthers(examined);
  if (address.empty())
    return;
  for (const auto& file : examined.configurations)
    if (isCatalog(file))
      for (const auto& setting : settingsIn(file.text))
        if (setting.name.starts_with("catalog.") && isLoopback(setting.value)) {
          found.push_back({"catalog-says-localhost", Severity::Warning, file.path,
                           "its addresses say localhost, while my_ip is " + std::string(address) +
                               ": a further node would look for every service on itself",
                           "write " + std::string(address) + " in place of localhost and 127.0.0.1",
                           setting.line});
          break; // one of a file tells enough
        }
}

} // namespace stackdev
