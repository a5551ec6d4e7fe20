#include "doctor/examination.h"

#include <algorithm>
#include <set>

#include "stack/expansion.h"
#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr int kDeepest = 3;                             // folders below etc
constexpr std::size_t kLargest = std::size_t{1} << 20U; // bytes of a configuration file
constexpr std::string_view kExtensions[] = {".conf", ".ini", ".templates"};

bool isConfiguration(const Path& file) {
  const auto extension = file.extension();
  return std::find(std::begin(kExtensions), std::end(kExtensions), extension.string()) !=
         std::end(kExtensions);
}

void addBelow(const Path& folder, std::set<Path>& files) {
  std::error_code error;
  constexpr auto kSkip = std::filesystem::directory_options::skip_permission_denied;
  for (auto entry = std::filesystem::recursive_directory_iterator(folder, kSkip, error);
       !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
    if (entry.depth() >= kDeepest)
      entry.disable_recursion_pending();
    if (entry->is_regular_file(error) && isConfiguration(entry->path()))
      files.insert(entry->path());
  }
}

/// "{nova}/etc/nova.conf" as a path; "" if it names what is no repository: stackdev's own files.
Path placed(const Root& root, const std::string& text) {
  const auto& all = root.manifest->repositories;
  bool isKnown = true;
  const auto path = expanded(text, [&](std::string_view name) -> std::optional<std::string> {
    if (std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.name == name; }))
      return (root.folder / name).string();
    isKnown = false;
    return std::nullopt;
  });
  return isKnown && path.starts_with('/') ? Path(path).lexically_normal() : Path();
}

} // namespace

std::vector<Path> namedConfigurations(const Root& root, const ManifestService& service) {
  static constexpr std::string_view kOptions[] = {"--config-file", "--flagfile", "--log-config"};
  std::vector<Path> files;
  for (std::size_t i = 0; i < service.arguments.size(); ++i)
    for (const auto option : kOptions) {
      const auto& word = service.arguments[i];
      Path file;
      if (word == option && i + 1 < service.arguments.size())
        file = placed(root, service.arguments[i + 1]);
      else if (word.starts_with(std::string(option) + "="))
        file = placed(root, word.substr(option.size() + 1));
      if (!file.empty() && std::find(files.begin(), files.end(), file) == files.end())
        files.push_back(std::move(file));
    }
  return files;
}

Result<Examination> examined(const Root& root) {
  auto found = findProjects(root);
  if (!found)
    return found.error();
  Examination examination{root, std::move(found->projects), {}};
  std::set<Path> files;
  for (const auto& project : examination.projects)
    addBelow(project.location / "etc", files);
  if (root.manifest)
    for (const auto& service : root.manifest->services)
      for (auto& file : namedConfigurations(root, service))
        files.insert(std::move(file));
  for (const auto& file : files)
    if (auto text = readFile(file, kLargest))
      examination.configurations.push_back({file, std::move(*text)});
  return examination;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  return text;
}

} // namespace stackdev
