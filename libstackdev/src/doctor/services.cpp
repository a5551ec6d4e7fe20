// The configuration files that services need beside their own sources.
#include <algorithm>

#include <stackdev/shell_word.h>

#include "doctor/configuration_traps.h"
#include "doctor/examination.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

std::string howToMake(const Path& file) {
  const auto example = exampleOf(file);
  return example.empty() ? "write it, or name another in stackdev.toml"
                         : "cp " + shellWord(example.string()) + " " + shellWord(file.string());
}

void checkConfigurationsAreThere(const Examination& examined, Findings& found) {
  const auto& root = examined.root;
  std::vector<Path> told;
  for (const auto& service : root.manifest->services)
    for (const auto& file : namedConfigurations(root, service)) {
      std::error_code error;
      const bool isGenerated = file.string().starts_with(root.state.string() + "/");
      if (isGenerated || // by `up`, which the service needs anyway
          !std::filesystem::exists(root.folder / service.repository, error) ||
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

} // namespace

Path exampleOf(const Path& file) {
  std::error_code error;
  for (const char* suffix : {".sample", ".example"})
    if (Path example = file.string() + suffix; std::filesystem::exists(example, error))
      return example;
  return {};
}

std::vector<Path> missingWithExample(const Examination& examined) {
  Findings found;
  checkServices(examined, found);
  std::vector<Path> files;
  for (const auto& one : found)
    if (!exampleOf(one.path).empty())
      files.push_back(one.path);
  return files;
}

void checkServices(const Examination& examined, Findings& found) {
  if (examined.root.manifest)
    checkConfigurationsAreThere(examined, found);
  checkDjangoSettings(examined, found);
}

} // namespace stackdev
