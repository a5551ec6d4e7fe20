// file: URIs and paths. No other scheme leads to the disk.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace stackdev::lsp {

/// The absolute, normal path of a file: URI; nullopt for another scheme, another machine, or what
/// could be no path.
std::optional<std::filesystem::path> pathOf(std::string_view uri);

/// The same without symbolic links, as the library names files; what is not there stays as written.
std::optional<std::filesystem::path> realPathOf(std::string_view uri);

std::string uriOf(const std::filesystem::path& path);

} // namespace stackdev::lsp
