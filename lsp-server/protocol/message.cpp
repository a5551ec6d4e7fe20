#include "protocol/message.h"

namespace stackdev::lsp {
namespace {

std::optional<Id> idOf(const json::value& value) {
  if (value.is_string())
    return Id(std::string(value.get_string()));
  if (value.is_int64())
    return Id(value.get_int64());
  return std::nullopt;
}

json::value toJson(const Id& id) {
  if (const auto* number = std::get_if<std::int64_t>(&id))
    return *number;
  return json::string(std::get<std::string>(id));
}

Malformed invalid(std::string message, std::optional<Id> id = std::nullopt) {
  return {RpcError::InvalidRequest, std::move(message), std::move(id), true};
}

Message responseOf(json::object& object, const std::optional<Id>& id) {
  if (!id)
    return Malformed{RpcError::InvalidRequest, "a response without an id", std::nullopt, false};
  Response response{*id, nullptr, std::nullopt};
  if (const auto* error = object.if_contains("error")) {
    const auto* message = error->is_object() ? error->get_object().if_contains("message") : nullptr;
    response.error = message != nullptr && message->is_string() ? std::string(message->get_string())
                                                                : json::serialize(*error);
  } else {
    response.result = std::move(object["result"]);
  }
  return response;
}

} // namespace

Message messageOf(json::value&& whole) {
  if (!whole.is_object())
    return invalid(whole.is_array() ? "batches are not part of LSP" : "expected an object");
  auto& object = whole.get_object();
  const auto* idValue = object.if_contains("id");
  const auto id = idValue == nullptr ? std::nullopt : idOf(*idValue);
  const auto* version = object.if_contains("jsonrpc");
  const auto* method = object.if_contains("method");
  if (method == nullptr && (object.contains("result") || object.contains("error")))
    return responseOf(object, id);
  if (version == nullptr || !version->is_string() || version->get_string() != "2.0")
    return invalid("jsonrpc: expected \"2.0\"", id);
  if (method == nullptr || !method->is_string())
    return invalid("method: expected a string", id);
  if (idValue != nullptr && !id)
    return invalid("id: expected an integer or a string");
  std::string name(method->get_string());
  json::value params;
  if (auto* given = object.if_contains("params"))
    params = std::move(*given);
  if (!params.is_null() && !params.is_object() && !params.is_array()) {
    if (!id)
      return Malformed{RpcError::InvalidParams, name + ": params: expected an object", id, false};
    return Malformed{RpcError::InvalidParams, "params: expected an object", id, true};
  }
  if (!id)
    return Notification{std::move(name), std::move(params)};
  return Request{*id, std::move(name), std::move(params)};
}

json::object requestJson(const Id& id, std::string_view method, std::optional<json::value> params) {
  json::object object{{"jsonrpc", "2.0"}, {"id", toJson(id)}, {"method", method}};
  if (params) // null would be no JSON-RPC
    object["params"] = std::move(*params);
  return object;
}

json::object notificationJson(std::string_view method, json::value params) {
  return {{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}};
}

json::object resultJson(const Id& id, json::value result) {
  return {{"jsonrpc", "2.0"}, {"id", toJson(id)}, {"result", std::move(result)}};
}

json::object errorJson(const std::optional<Id>& id, RpcError code, std::string_view message,
                       std::optional<json::value> data) {
  json::object error{{"code", static_cast<std::int32_t>(code)}, {"message", message}};
  if (data)
    error["data"] = std::move(*data);
  return {
      {"jsonrpc", "2.0"}, {"id", id ? toJson(*id) : json::value()}, {"error", std::move(error)}};
}

RpcError rpcError(ErrorCode code) {
  switch (code) {
  case ErrorCode::InvalidArgument:
    return RpcError::InvalidParams;
  case ErrorCode::Cancelled:
    return RpcError::RequestCancelled;
  case ErrorCode::NotFound:
  case ErrorCode::Conflict:
  case ErrorCode::Untrusted:
  case ErrorCode::Io:
  case ErrorCode::Protocol:
    return RpcError::RequestFailed;
  }
  return RpcError::InternalError;
}

std::string shown(const Id& id) {
  if (const auto* number = std::get_if<std::int64_t>(&id))
    return std::to_string(*number);
  return std::get<std::string>(id);
}

} // namespace stackdev::lsp
