#include "settings.h"

namespace stackdev::lsp {

Settings settingsFrom(const json::value& from, Settings settings) {
  const auto* object = from.if_object();
  if (object == nullptr)
    return settings;
  if (const auto* section = object->if_contains("stackdev"))
    return settingsFrom(*section, std::move(settings));
  if (const auto* preset = object->if_contains("preset"); preset != nullptr && preset->is_string())
    settings.preset = std::string(preset->get_string());
  if (const auto* shown = object->if_contains("diagnostics"); shown != nullptr && shown->is_bool())
    settings.diagnostics = shown->get_bool();
  return settings;
}

} // namespace stackdev::lsp
