// What DevStack starts: it leaves a systemd unit for each service. A launch configuration of the
// same program then gets the arguments with which DevStack's own configuration files are read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace stackdev {

struct DevstackService {
  std::string program; // the command's own name: "nova-compute"
  std::vector<std::string> arguments;
};

/// Of the units `devstack@*.service` in `folder`, those whose command is a program of its own, by
/// name; API services that uwsgi runs are none. Units that can't be read are left out.
/// The format: systemd.service(5), "Command lines".
std::vector<DevstackService>
devstackServices(const std::filesystem::path& folder = "/etc/systemd/system");

} // namespace stackdev
