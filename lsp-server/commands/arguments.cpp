#include "commands/command.h"

namespace stackdev::lsp {
namespace {

/// Null if absent or null.
const json::value* given(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

Error wrongType(std::string_view name, const char* expected) {
  return {ErrorCode::InvalidArgument, std::string(name) + ": expected " + expected};
}

} // namespace

Result<std::optional<std::string>> Arguments::text(std::string_view name) const {
  const auto* value = given(object_, name);
  if (value == nullptr)
    return std::optional<std::string>();
  if (!value->is_string())
    return wrongType(name, "a string");
  return std::optional(std::string(value->get_string()));
}

Result<std::vector<std::string>> Arguments::texts(std::string_view name) const {
  std::vector<std::string> texts;
  const auto* value = given(object_, name);
  if (value == nullptr)
    return texts;
  if (!value->is_array())
    return wrongType(name, "an array of strings");
  for (const auto& item : value->get_array()) {
    if (!item.is_string())
      return wrongType(name, "an array of strings");
    texts.emplace_back(item.get_string());
  }
  return texts;
}

Result<std::optional<std::uint64_t>> Arguments::number(std::string_view name) const {
  const auto* value = given(object_, name);
  if (value == nullptr)
    return std::optional<std::uint64_t>();
  const auto number = integer(*value);
  if (!number || *number < 0)
    return wrongType(name, "an unsigned integer");
  return std::optional(static_cast<std::uint64_t>(*number));
}

Result<bool> Arguments::flag(std::string_view name) const {
  const auto* value = given(object_, name);
  if (value == nullptr)
    return false;
  if (!value->is_bool())
    return wrongType(name, "a boolean");
  return value->get_bool();
}

} // namespace stackdev::lsp
