// The bridge that instances are put on, and who else thinks that it is his.
#include <algorithm>
#include <set>

#include "doctor/examination.h"
#include "doctor/settings.h"
#include "support/process.h"
#include "support/processes.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;
using namespace std::chrono_literals;

const Path kInterfaces = "/sys/class/net";

bool isInterfaceName(std::string_view name) {
  return !name.empty() && name.size() < 16 && name.find('/') == std::string_view::npos &&
         name.front() != '.';
}

bool runsNetworkManager() {
  const auto pids = allProcesses();
  return std::any_of(pids.begin(), pids.end(), [](pid_t pid) {
    const auto command = commandLineOf(pid);
    const auto program = command.substr(0, command.find(' '));
    return program.substr(program.rfind('/') + 1) == "NetworkManager";
  });
}

/// What NetworkManager says of the interface.
bool isManaged(const std::string& interface) {
  const auto nmcli = programOnPath("nmcli");
  if (nmcli.empty())
    return false;
  Command command{
      .program = nmcli,
      .arguments = {"--terse", "--fields", "GENERAL.STATE", "device", "show", interface}};
  command.deadline = 1000ms;
  const auto answer = run(command); // "GENERAL.STATE:10 (unmanaged)"
  return answer && answer->status == 0 && !answer->output.starts_with("GENERAL.STATE:10 ");
}

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
          isInterfaceName(setting.value) && !setting.value.starts_with('-'))
        found.push_back(
            {&file, setting.line, std::string(setting.name), std::string(setting.value)});
  return found;
}

} // namespace

void checkHostNetwork(const Examination& examined, Findings& found) {
  const auto interfaces = namedInterfaces(examined);
  if (interfaces.empty())
    return;
  const bool hasManager = runsNetworkManager();
  std::set<std::string> told;
  for (const auto& [file, line, setting, interface] : interfaces) {
    std::error_code error;
    if (!std::filesystem::exists(kInterfaces / interface, error))
      found.push_back(
          {"bridge-missing", Severity::Error, file->path,
           setting + " names " + interface + ", which this machine has not",
           setting == "flat_network_bridge"
               ? "ip link add " + interface + " type bridge; ip link set " + interface + " up"
               : "write the name of one of its own: ip -br link",
           line});
    else if (hasManager && isManaged(interface) && told.insert(interface).second)
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
