// The bridge that instances are put on, and who else thinks that it is his.
#include <algorithm>
#include <set>

#include "doctor/examination.h"
#include "doctor/settings.h"
#include "network/connection_profiles.h"
#include "network/host_interfaces.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

const Path kInterfaces = "/sys/class/net";

struct Named {
  const ConfigurationFile* file;
  std::size_t line;
  std::string setting;
  std::string interface;
};

std::vector<Named> namedInterfaces(const Examination& examined) {
  static constexpr std::string_view kSettings[] = {"flat_network_bridge", "flat_interface",
                                                   "vlan_interface", "public_interface"};
  std::vector<Named> found;
  for (const auto& file : examined.configurations)
    for (const auto& setting : settingsIn(file.text))
      if (std::find(std::begin(kSettings), std::end(kSettings), setting.name) !=
              std::end(kSettings) &&
          isInterfaceName(setting.value))
        found.push_back(
            {&file, setting.line, std::string(setting.name), std::string(setting.value)});
  return found;
}

} // namespace

void checkHostNetwork(const Examination& examined, Findings& found) {
  const auto interfaces = namedInterfaces(examined);
  if (interfaces.empty())
    return;
  std::set<std::string> told;
  for (const auto& [file, line, setting, interface] : interfaces) {
    std::error_code error;
    if (!std::filesystem::exists(kInterfaces / interface, error))
      found.push_back(
          {"bridge-missing", Severity::Error, file->path,
           setting + " names " + interface + ", which this machine has not",
           setting == "flat_network_bridge" ? "sudo stackdev network apply --bridge " + interface : "write the name of one of its own: ip -br link",
           line});
    else if (told.insert(interface).second && isNetworkManagers(interface))
      found.push_back({"networkmanager-manages-bridge", Severity::Warning, file->path,
                       "NetworkManager manages " + interface + ", which " + setting +
                           " gives to nova: it may take its addresses away",
                       "nmcli device set " + interface +
                           " managed no; NM_CONTROLLED=no in its "
                           "ifcfg file keeps it so",
                       line});
  }
}

} // namespace stackdev
