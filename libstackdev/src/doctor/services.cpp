// What services need beside their own sources: configuration files, a database, a broker, a
// hypervisor. What is running is read from /proc, nothing is connected to.
#include <algorithm>
#include <charconv>

#include <unistd.h>

#include "doctor/examination.h"
#include "doctor/settings.h"
#include "support/listeners.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

std::string howToMake(const Path& file) {
  std::error_code error;
  for (const char* suffix : {".sample", ".example"})
    if (const Path sample = file.string() + suffix; std::filesystem::exists(sample, error))
      return "cp " + sample.string() + " " + file.string();
  return "write it, or name another in stackdev.toml";
}

void checkConfigurationsAreThere(const Examination& examined, Findings& found) {
  const auto& root = examined.root;
  std::vector<Path> told;
  for (const auto& service : root.manifest->services)
    for (const auto& file : namedConfigurations(root, service)) {
      std::error_code error;
      if (!std::filesystem::exists(root.folder / service.repository, error) ||
          std::filesystem::exists(file, error) ||
          std::find(told.begin(), told.end(), file) != told.end())
        continue;
      told.push_back(file);
      found.push_back({"missing-configuration", Severity::Error, file,
                       service.name + " is started with it, and it is not there", howToMake(file)});
    }
}

void checkDjangoSettings(const Examination& examined, Findings& found) {
  for (const auto& project : examined.projects) {
    if (!project.django)
      continue;
    for (const auto& package : project.packages) {
      const auto file = project.location / package / "local/local_settings.py";
      std::error_code error;
      if (!std::filesystem::exists(file, error) &&
          std::filesystem::exists(file.string() + ".example", error))
        found.push_back({"missing-configuration", Severity::Error, file,
                         project.name + " reads it when it starts, and it is not there",
                         howToMake(file)});
    }
  }
}

struct Server {
  std::string host;
  int port;
};

/// Where a URL leads: "mysql://user:password@host:port/name".
Server serverOf(std::string_view url, int usualPort) {
  url.remove_prefix(url.find("://") + 3);
  url = url.substr(0, url.find('/'));
  if (const auto at = url.rfind('@'); at != std::string_view::npos)
    url.remove_prefix(at + 1);
  const auto colon = url.rfind(':');
  int port = usualPort;
  if (colon != std::string_view::npos)
    std::from_chars(url.data() + colon + 1, url.data() + url.size(), port);
  return {std::string(url.substr(0, colon)), port};
}

void checkBackends(const Examination& examined, Findings& found) {
  const auto listening = listeners();
  for (const auto& file : examined.configurations)
    for (const auto& setting : settingsIn(file.text)) {
      const bool isDatabase =
          setting.value.starts_with("mysql://") || setting.value.starts_with("mysql+");
      if (!isDatabase && !setting.value.starts_with("rabbit://"))
        continue;
      const auto server = serverOf(setting.value, isDatabase ? 3306 : 5672);
      if ((server.host != "localhost" && server.host != "127.0.0.1") ||
          std::any_of(listening.begin(), listening.end(),
                      [&](const auto& one) { return one.port == server.port; }))
        continue;
      found.push_back({isDatabase ? "database-down" : "broker-down", Severity::Error, file.path,
                       std::string(setting.name) + " leads to port " + std::to_string(server.port) +
                           " of this machine, where nobody listens",
                       isDatabase ? "start MySQL or MariaDB, or let stackdev up do it"
                                  : "start RabbitMQ, or let stackdev up do it",
                       setting.line});
    }
}

void checkHypervisor(const Examination& examined, Findings& found) {
  for (const auto& file : examined.configurations)
    for (const auto& setting : settingsIn(file.text)) {
      const bool isType = setting.name == "virt_type" || setting.name == "libvirt_type";
      if (isType && setting.value == "kvm" && ::access("/dev/kvm", R_OK | W_OK) != 0)
        found.push_back(
            {"kvm-missing", Severity::Error, file.path,
             "it asks for kvm, and this user can't open /dev/kvm",
             std::string(setting.name) + " = qemu, or load the module kvm and join the group kvm",
             setting.line});
      const bool isLibvirt =
          (setting.name == "compute_driver" || setting.name == "connection_type") &&
          setting.value.starts_with("libvirt");
      if (isLibvirt && ::access("/run/libvirt/libvirt-sock", F_OK) != 0)
        found.push_back({"libvirt-down", Severity::Error, file.path,
                         "it asks for libvirt, and libvirtd does not run",
                         "systemctl start libvirtd; virsh -c qemu:///system list", setting.line});
    }
}

} // namespace

void checkServices(const Examination& examined, Findings& found) {
  if (examined.root.manifest)
    checkConfigurationsAreThere(examined, found);
  checkDjangoSettings(examined, found);
  checkBackends(examined, found);
  checkHypervisor(examined, found);
}

} // namespace stackdev
