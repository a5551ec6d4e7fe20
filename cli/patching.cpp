#include "patching.h"

#include <iostream>

#include <spdlog/spdlog.h>

#include <stackdev/apply.h>

namespace stackdev::cli {

Result<ScanOptions> scanOptions(const Root& root, const std::vector<std::filesystem::path>& paths,
                                const std::string& preset) {
  ScanOptions options;
  options.root = root.folder;
  for (const auto& path : paths)
    options.paths.push_back(std::filesystem::absolute(path));
  std::vector<Preset> own;
  if (root.manifest)
    for (const auto& given : root.manifest->presets) {
      auto made =
          presetOf(given.name, given.library == "gevent" ? Library::Gevent : Library::Eventlet,
                   given.arguments);
      if (!made)
        return made.error();
      own.push_back(std::move(*made));
    }
  auto presets = chosenPresets(preset, own);
  if (!presets)
    return presets.error();
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

boost::json::array described(const std::vector<Refusal>& refused) {
  boost::json::array array;
  for (const auto& refusal : refused)
    array.push_back(boost::json::object{{"path", refusal.path},
                                        {"line", refusal.line},
                                        {"text", refusal.text},
                                        {"reason", refusal.reason}});
  return array;
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
