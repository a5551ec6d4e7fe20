#include "patching.h"

#include <iostream>

#include <spdlog/spdlog.h>

#include <stackdev/apply.h>

namespace stackdev::cli {

Result<ScanOptions> scanOptions(const Root& root, const std::vector<std::filesystem::path>& paths,
                                const std::string& preset, BadManifest badManifest) {
  ScanOptions options;
  options.root = root.folder;
  for (const auto& path : paths) {
    if (path.empty())
      return Error{ErrorCode::InvalidArgument, "PATH: expected a file or a folder, got nothing"};
    options.paths.push_back(std::filesystem::absolute(path));
  }
  auto presets = presetsOf(root.manifest ? &*root.manifest : nullptr, preset);
  if (!presets && (badManifest == BadManifest::IsError || !preset.empty()))
    return presets.error();
  if (presets)
    options.presets = std::move(*presets);
  return options;
}

Status recovered(const Globals& globals, const Root& root) {
  if (globals.dryRun)
    return {};
  const auto notes = recover(root.state);
  if (!notes)
    return notes.error();
  for (const auto& note : *notes)
    spdlog::info("{}", note);
  return {};
}

std::string oneLine(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool isSpace = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    if (!isSpace)
      line += c;
    else if (!line.empty() && line.back() != ' ' && line.back() != '(')
      line += ' ';
  }
  return line;
}

void printRefused(const std::vector<Refusal>& refused) {
  for (const auto& refusal : refused) {
    std::cerr << refusal.path << ':' << refusal.line << ": left alone: ";
    if (!refusal.text.empty())
      std::cerr << oneLine(refusal.text) << ": ";
    std::cerr << refusal.reason << '\n';
  }
}

} // namespace stackdev::cli
