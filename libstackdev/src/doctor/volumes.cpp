// Volumes of instances: the volume group that they are made in, the target that exports them, and
// sessions with volumes that are there no more.
#include <algorithm>

#include <unistd.h>

#include "doctor/examination.h"
#include "doctor/settings.h"
#include "support/file.h"
#include "support/listeners.h"
#include "support/process.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;
using namespace std::chrono_literals;

constexpr int kIscsiPort = 3260;
constexpr std::string_view kSessions = "/sys/class/iscsi_session";

/// Only root may ask LVM; others see the group's folder, or LVM's own record of it.
bool isVolumeGroup(const std::string& name) {
  std::error_code error;
  const auto vgs = programOnPath("vgs");
  if (::geteuid() != 0 || vgs.empty())
    return std::filesystem::exists(Path("/dev") / name, error) ||
           std::filesystem::exists(Path("/etc/lvm/backup") / name, error);
  Command command{.program = vgs, .arguments = {"--noheadings", "--options=vg_name"}};
  command.deadline = 1500ms;
  const auto answer = run(command);
  if (!answer)
    return true; // LVM is busy: nothing is known
  const auto& text = answer->output;
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
    const auto end = at + name.size();
    if ((at == 0 || std::isspace(static_cast<unsigned char>(text[at - 1])) != 0) &&
        (end == text.size() || std::isspace(static_cast<unsigned char>(text[end])) != 0))
      return true;
  }
  return false;
}

bool isPlainName(std::string_view name) {
  return !name.empty() && name.front() != '-' && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == '+';
         });
}

struct VolumeSettings {
  std::string group;
  std::size_t line = 0;
  bool exportsByTgt = false;
};

/// Of one file; no group where it makes no volumes with LVM.
VolumeSettings volumeSettings(const ConfigurationFile& file) {
  VolumeSettings found;
  bool usesLvm = true;
  for (const auto& setting : settingsIn(file.text)) {
    if (setting.name == "volume_group") {
      found.group = setting.value;
      found.line = setting.line;
    } else if (setting.name == "volume_driver") {
      usesLvm = setting.value.find("LVM") != std::string_view::npos ||
                setting.value.ends_with("volume.driver.ISCSIDriver");
    } else if (setting.name == "iscsi_helper" || setting.name == "target_helper") {
      found.exportsByTgt = setting.value == "tgtadm";
    }
  }
  return usesLvm && isPlainName(found.group) ? found : VolumeSettings();
}

void checkFile(const ConfigurationFile& file, const std::vector<Listener>& listening,
               Findings& found) {
  const auto settings = volumeSettings(file);
  if (settings.group.empty())
    return;
  if (!isVolumeGroup(settings.group))
    found.push_back({"volume-group-missing", Severity::Error, file.path,
                     "volumes are made in the volume group " + settings.group +
                         ", which is not there (a loop device is gone after a reboot)",
                     "truncate -s 10G FILE; losetup -f --show FILE; vgcreate " + settings.group +
                         " DEVICE; after a reboot losetup and vgchange -a y " + settings.group,
                     settings.line});
  if (settings.exportsByTgt && std::none_of(listening.begin(), listening.end(),
                                            [](const auto& one) { return one.port == kIscsiPort; }))
    found.push_back({"iscsi-target-down", Severity::Error, file.path,
                     "volumes are exported by tgtd, which does not listen on port " +
                         std::to_string(kIscsiPort),
                     "systemctl start tgt", settings.line});
}

std::string contentOf(const Path& file) {
  const auto text = readFile(file);
  return text ? text->substr(0, text->find('\n')) : std::string();
}

/// Sessions with OpenStack's volumes that have lost their target: every device of theirs hangs.
void checkSessions(Findings& found) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(kSessions, error)) {
    const auto target = contentOf(entry.path() / "targetname");
    const auto state = contentOf(entry.path() / "state");
    if (target.find("openstack") == std::string::npos || state == "LOGGED_IN")
      continue;
    found.push_back({"iscsi-session-left", Severity::Warning, entry.path(),
                     "the session with " + target + " is " + (state.empty() ? "gone" : state) +
                         ": what reads its disk hangs",
                     "iscsiadm --mode node --targetname " + target + " --logout"});
  }
}

} // namespace

void checkVolumes(const Examination& examined, Findings& found) {
  const auto listening = listeners();
  for (const auto& file : examined.configurations)
    checkFile(file, listening, found);
  checkSessions(found);
}

} // namespace stackdev
