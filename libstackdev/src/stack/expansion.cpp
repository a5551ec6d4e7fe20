#include "stack/expansion.h"

#include <stackdev/stack.h>

namespace stackdev {
namespace {

constexpr std::string_view kPort = "port:";

void expandAll(std::vector<ManifestService>& services,
               const std::function<std::string(const std::string&)>& expand) {
  for (auto& service : services) {
    for (auto& argument : service.arguments)
      argument = expand(argument);
    for (auto& argument : service.upArguments)
      argument = expand(argument);
    for (auto& [name, value] : service.environment)
      value = expand(value);
    service.ready = expand(service.ready);
    for (auto& word : service.readyScript)
      word = expand(word);
  }
}

} // namespace

std::string expanded(std::string_view text,
                     const std::function<std::optional<std::string>(std::string_view)>& valueOf) {
  std::string result;
  std::size_t done = 0;
  for (auto open = text.find('{'); open != std::string_view::npos;
       open = text.find('{', open + 1)) {
    const auto close = text.find_first_of("{}\n", open + 1);
    if (close == std::string_view::npos || text[close] != '}')
      continue;
    const auto value = valueOf(text.substr(open + 1, close - open - 1));
    if (!value)
      continue;
    result.append(text.substr(done, open - done)).append(*value);
    done = close + 1;
  }
  return result.append(text.substr(done));
}

std::optional<std::string> manifestValue(std::string_view name, const Manifest& manifest,
                                         const std::filesystem::path& state) {
  if (name == "state")
    return servicesFolder(state).string();
  if (name == "data")
    return (dataFolder() / "pydev-templates/services").string();
  for (const auto& [known, value] : manifest.values)
    if (known == name)
      return value;
  if (name.starts_with(kPort))
    for (const auto& service : manifest.services)
      if (service.name == name.substr(kPort.size()) && service.port)
        return std::to_string(*service.port);
  return std::nullopt;
}

std::filesystem::path servicesFolder(const std::filesystem::path& state) {
  return state / "services";
}

std::filesystem::path metadataFolder(const std::filesystem::path& state) {
  return servicesFolder(state) / "metadata";
}

void expand(Manifest& manifest, const std::filesystem::path& state) {
  Manifest ports;
  ports.services = manifest.services;
  for (auto& [name, value] : manifest.values)
    value = expanded(value, [&](auto inner) { return manifestValue(inner, ports, state); });
  const auto known = manifest;
  const auto expandOne = [&](const std::string& text) {
    return expanded(text, [&](auto name) { return manifestValue(name, known, state); });
  };
  expandAll(manifest.services, expandOne);
  expandAll(manifest.steps, expandOne);
  for (auto& check : manifest.checks) {
    check.url = expandOne(check.url);
    for (auto& argument : check.arguments)
      argument = expandOne(argument);
  }
  for (auto& [name, value] : manifest.environment)
    value = expandOne(value);
}

} // namespace stackdev
