// What nova.conf asks of the machine: KVM, libvirt.
#include <unistd.h>

#include "doctor/examination.h"
#include "doctor/settings.h"
#include "support/process.h"

namespace stackdev {
namespace {

using namespace std::chrono_literals;

std::string firstLine(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

/// Why this user can't use libvirt; "" if he can.
std::string libvirtProblem() {
  const auto virsh = programOnPath("virsh");
  if (virsh.empty())
    return "there is no virsh on PATH";
  Command command{.program = virsh, .arguments = {"-c", "qemu:///system", "list"}};
  command.deadline = 1500ms;
  const auto answer = run(command);
  if (!answer)
    return answer.error().message;
  return answer->status == 0 ? std::string() : firstLine(answer->errors);
}

bool asksForLibvirt(const Setting& setting) {
  return (setting.name == "compute_driver" || setting.name == "connection_type") &&
         setting.value.starts_with("libvirt");
}

bool asksForKvm(const Setting& setting) {
  return (setting.name == "virt_type" || setting.name == "libvirt_type") && setting.value == "kvm";
}

} // namespace

void checkHypervisor(const Examination& examined, Findings& found) {
  std::optional<std::string> problem;
  for (const auto& file : examined.configurations)
    for (const auto& setting : settingsIn(file.text)) {
      if (asksForKvm(setting) && ::access("/dev/kvm", R_OK | W_OK) != 0)
        found.push_back(
            {"kvm-missing", Severity::Error, file.path,
             "it asks for kvm, and this user can't open /dev/kvm",
             std::string(setting.name) + " = qemu, or load the module kvm and join the group kvm",
             setting.line});
      if (!asksForLibvirt(setting))
        continue;
      if (!problem)
        problem = libvirtProblem();
      if (!problem->empty())
        found.push_back({"libvirt-down", Severity::Error, file.path,
                         "it asks for libvirt, which can't be used: " + *problem,
                         "systemctl start libvirtd; adduser $USER libvirt; then virsh -c "
                         "qemu:///system list must work",
                         setting.line});
    }
}

} // namespace stackdev
