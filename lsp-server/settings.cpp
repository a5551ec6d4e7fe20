#include "settings.h"

namespace stackdev::lsp {

std::optional<Settings> settingsFrom(const json::value& from, Settings otherwise) {
  const auto* object = from.if_object();
  if (object == nullptr)
    return std::nullopt;
  if (const auto* section = object->if_contains("stackdev"))
    return settingsFrom(*section, std::move(otherwise));
  const auto* preset = object->if_contains("preset");
  const auto* shown = object->if_contains("diagnostics");
  if (!object->empty() && preset == nullptr && shown == nullptr)
    return std::nullopt;
  if (preset != nullptr && preset->is_string())
    otherwise.preset = std::string(preset->get_string());
  if (shown != nullptr && shown->is_bool())
    otherwise.diagnostics = shown->get_bool();
  return otherwise;
}

} // namespace stackdev::lsp
