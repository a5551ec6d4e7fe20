// What {NAME} stands for in a manifest and in the templates of the services' files.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <stackdev/manifest.h>

namespace stackdev {

/// The text with each {NAME} replaced that `valueOf` knows; other braces stay.
std::string expanded(std::string_view text,
                     const std::function<std::optional<std::string>(std::string_view)>& valueOf);

/// {state}: the services' folder; {data}: of what ships with stackdev for services; {port:NAME}: a
/// service's port; values. nullopt for other names.
std::optional<std::string> manifestValue(std::string_view name, const Manifest& manifest,
                                         const std::filesystem::path& state);

/// The services' own folder in the root's state folder.
std::filesystem::path servicesFolder(const std::filesystem::path& state);

/// Of what an installation would know of the trees: entry points and versions.
std::filesystem::path metadataFolder(const std::filesystem::path& state);

/// Writes these into the values, services, steps, checks and environment.
void expand(Manifest& manifest, const std::filesystem::path& state);

} // namespace stackdev
