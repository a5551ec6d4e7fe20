#include "client_capabilities.h"

#include <algorithm>
#include <initializer_list>

namespace stackdev::lsp {
namespace {

using Path = std::initializer_list<std::string_view>;

/// Null if there is none.
const json::value* memberAt(const json::object& object, Path path) {
  const json::object* inner = &object;
  const json::value* found = nullptr;
  for (const auto name : path) {
    found = inner == nullptr ? nullptr : inner->if_contains(name);
    if (found == nullptr)
      return nullptr;
    inner = found->if_object();
  }
  return found;
}

bool isSet(const json::object& object, Path path) {
  const auto* value = memberAt(object, path);
  return value != nullptr && value->is_bool() && value->get_bool();
}

bool isThere(const json::object& object, Path path) {
  const auto* value = memberAt(object, path);
  return value != nullptr && value->is_object();
}

bool lists(const json::object& object, Path path, std::string_view wanted) {
  const auto* value = memberAt(object, path);
  if (value == nullptr || !value->is_array())
    return false;
  const auto& array = value->get_array();
  return std::any_of(array.begin(), array.end(), [&](const json::value& item) {
    return item.is_string() && item.get_string() == wanted;
  });
}

} // namespace

ClientCapabilities clientCapabilities(const json::object& from) {
  ClientCapabilities can;
  can.canApplyEdits = isSet(from, {"workspace", "applyEdit"});
  can.hasDocumentChanges = isSet(from, {"workspace", "workspaceEdit", "documentChanges"});
  can.pullsDiagnostics = isThere(from, {"textDocument", "diagnostic"});
  can.refreshesDiagnostics = isSet(from, {"workspace", "diagnostics", "refreshSupport"});
  can.refreshesCodeLenses = isSet(from, {"workspace", "codeLens", "refreshSupport"});
  can.showsProgress = isSet(from, {"window", "workDoneProgress"});
  can.hasConfiguration = isSet(from, {"workspace", "configuration"});
  can.registersConfiguration =
      isSet(from, {"workspace", "didChangeConfiguration", "dynamicRegistration"});
  can.registersWatchedFiles =
      isSet(from, {"workspace", "didChangeWatchedFiles", "dynamicRegistration"});
  can.hoversMarkdown = lists(from, {"textDocument", "hover", "contentFormat"}, "markdown");
  can.hasVersionsOfDiagnostics =
      isSet(from, {"textDocument", "publishDiagnostics", "versionSupport"});
  if (lists(from, {"general", "positionEncodings"}, "utf-8"))
    can.encoding = PositionEncoding::Utf8;
  return can;
}

} // namespace stackdev::lsp
