#include "change/generated_files.h"

#include <boost/json.hpp>

namespace stackdev {
namespace {

namespace json = boost::json;

constexpr int kVersion = 1;

GeneratedFiles::File fileOf(const json::object& object) {
  const auto* ide = object.if_contains("ide"); // records from when there was one IDE have none
  return {std::string(object.at("text").as_string()), std::string(object.at("project").as_string()),
          ide == nullptr ? "eclipse" : std::string(ide->as_string())};
}

} // namespace

GeneratedFiles GeneratedFiles::decoded(std::string_view bytes) {
  boost::system::error_code error;
  const auto document = json::parse(bytes, error);
  GeneratedFiles generated;
  if (error)
    return generated;
  try {
    const auto& object = document.as_object();
    if (object.at("version").as_int64() != kVersion)
      return generated;
    for (const auto& [path, file] : object.at("files").as_object())
      generated.files_[std::string(path)] = fileOf(file.as_object());
    for (const auto& [workspace, projects] : object.at("registrations").as_object())
      for (const auto& [name, location] : projects.as_object())
        generated.registrations[std::string(workspace)][name] = std::string(location.as_string());
  } catch (const std::exception&) {
    return {};
  }
  return generated;
}

std::string GeneratedFiles::encoded() const {
  json::object files;
  for (const auto& [path, file] : files_)
    files[path.string()] =
        json::object{{"text", file.text}, {"project", file.project}, {"ide", file.ide}};
  json::object workspaces;
  for (const auto& [workspace, projects] : registrations) {
    json::object names;
    for (const auto& [name, location] : projects)
      names[name] = location.string();
    workspaces[workspace.string()] = std::move(names);
  }
  return json::serialize(json::object{{"version", kVersion},
                                      {"files", std::move(files)},
                                      {"registrations", std::move(workspaces)}});
}

std::optional<std::string> GeneratedFiles::text(const std::filesystem::path& path) const {
  const auto file = files_.find(path);
  if (file == files_.end())
    return std::nullopt;
  return file->second.text;
}

void GeneratedFiles::record(const std::filesystem::path& path, File file) {
  files_[path] = std::move(file);
}

} // namespace stackdev
