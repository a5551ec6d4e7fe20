// stackdev-lsp in Eclipse, started by the plug-in LSP4E for Python files: a launch configuration of
// External Tools, and the preference that binds it to PyDev's type of content. Source: LSP4E's
// LanguageServersRegistry.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <stackdev/result.h>

namespace stackdev {

inline constexpr const char* kLanguageServerLaunch = "stackdev-lsp"; // neither ',' nor ':' nor '/'

/// stackdev-lsp.launch for the server's program.
Result<std::string> languageServerLaunch(const std::filesystem::path& program);

/// org.eclipse.lsp4e.prefs with that launch configuration for Python files; other entries stay.
std::string languageServerPreferences(const std::optional<std::string>& current);

} // namespace stackdev
