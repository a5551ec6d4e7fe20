#include "doctor/mending.h"

#include "doctor/configuration_traps.h"
#include "doctor/settings.h"
#include "support/file.h"

namespace stackdev {
namespace {

constexpr std::string_view kLocalhost = "localhost";
constexpr std::string_view kLoopback = "127.0.0.1";

/// With `address` in place of each loopback host of a URL.
std::string withAddress(std::string_view text, const std::string& address) {
  const auto shown = address.find(':') == std::string::npos ? address : "[" + address + "]";
  std::string made;
  for (auto host = loopbackHostIn(text); !host.empty(); host = loopbackHostIn(text)) {
    const auto at = static_cast<std::size_t>(host.data() - text.data());
    made.append(text.substr(0, at)).append(shown);
    text.remove_prefix(at + host.size());
  }
  return made.append(text);
}

std::string mendedValue(const Setting& setting, const ConfigurationFile& file,
                        const Mending& mending) {
  std::string value(setting.value);
  value += missingCharset(value);
  if (!mending.catalogAddress.empty() && isCatalog(file) && leadsToItself(setting.name, value))
    value = withAddress(value, mending.catalogAddress);
  if (mending.localhost)
    for (auto at = localhostIn(value); at != std::string::npos; at = localhostIn(value))
      value.replace(at, kLocalhost.size(), kLoopback);
  return value;
}

bool isBelow(const std::filesystem::path& file, const std::filesystem::path& folder) {
  const auto relative = file.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

} // namespace

std::string mendedText(const ConfigurationFile& file, const Mending& mending) {
  std::string text;
  std::size_t copied = 0;
  for (const auto& setting : settingsIn(file.text)) {
    text.append(file.text, copied, setting.start - copied);
    text += mendedValue(setting, file, mending);
    copied = setting.start + setting.value.size();
  }
  return text.append(file.text, copied);
}

Result<std::vector<FileChange>> mendedConfigurations(const Examination& examined) {
  const Mending mending{isLocalhostIpv6(), std::string(addressForOthers(examined))};
  std::vector<FileChange> changes;
  for (const auto& file : examined.configurations)
    if (auto text = mendedText(file, mending);
        text != file.text && isBelow(file.path, examined.root.folder))
      changes.push_back({file.path, file.text, std::move(text)});
  for (const auto& file : missingWithExample(examined)) {
    auto text = readFile(exampleOf(file));
    if (!text)
      return text.error();
    if (isBelow(file, examined.root.folder))
      changes.push_back({file, std::nullopt, std::move(*text)});
  }
  return changes;
}

} // namespace stackdev
