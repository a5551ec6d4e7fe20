#include "deps/system_packages.h"

#include <algorithm>

#include <unistd.h>

#include "support/process.h"

namespace stackdev {
namespace {

using namespace std::chrono_literals;

/// Whether the package database says of the line's package that it is installed.
std::vector<std::string> installedIn(const std::string& output) {
  constexpr std::string_view kInstalled = "installed ";
  std::vector<std::string> names;
  std::string_view rest = output;
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.starts_with(kInstalled))
      names.emplace_back(line.substr(kInstalled.size()));
  }
  return names;
}

} // namespace

PackageManager packageManager() {
  if (!programOnPath("dpkg-query").empty())
    return PackageManager::Apt;
  if (!programOnPath("rpm").empty() && !programOnPath("dnf").empty())
    return PackageManager::Dnf;
  return PackageManager::None;
}

Result<std::vector<std::string>> missingSystemPackages(PackageManager manager,
                                                       const std::vector<std::string>& wanted) {
  if (wanted.empty() || manager == PackageManager::None)
    return std::vector<std::string>();
  const bool isApt = manager == PackageManager::Apt;
  Command command{
      .program = programOnPath(isApt ? "dpkg-query" : "rpm"),
      .arguments =
          isApt ? std::vector<std::string>{"--show", "--showformat",
                                           "${db:Status-Status} ${Package}\n"
                                           "${db:Status-Status} ${Package}:${Architecture}\n",
                                           "--"}
                : std::vector<std::string>{"-q", "--queryformat", "installed %{NAME}\n", "--"}};
  command.arguments.insert(command.arguments.end(), wanted.begin(), wanted.end());
  command.deadline = 30s;
  const auto answer = run(command); // its status only tells that one of them is not there
  if (!answer)
    return answer.error();
  const auto installed = installedIn(answer->output);
  std::vector<std::string> missing;
  for (const auto& name : wanted)
    if (std::find(installed.begin(), installed.end(), name) == installed.end())
      missing.push_back(name);
  return missing;
}

std::vector<std::string> systemInstallCommand(PackageManager manager,
                                              const std::vector<std::string>& packages) {
  if (packages.empty())
    return {};
  std::vector<std::string> words;
  if (::geteuid() != 0)
    words = {"sudo", "-n"};
  if (manager == PackageManager::Apt)
    words.insert(words.end(), {"apt-get", "install", "--yes", "--no-install-recommends"});
  else
    words.insert(words.end(), {"dnf", "install", "--assumeyes"});
  words.insert(words.end(), packages.begin(), packages.end());
  return words;
}

} // namespace stackdev
