// Where a project is, as Eclipse keeps it in .projects/NAME/.location. Source of the format:
// Eclipse platform's LocalMetaArea.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace stackdev {

/// nullopt: WORKSPACE/NAME. Eclipse needs no file for such a project, but the folder.
std::string encodedLocation(const std::optional<std::filesystem::path>& location);

std::optional<std::filesystem::path> decodedLocation(std::string_view bytes);

} // namespace stackdev
