// JSON-RPC 2.0 messages: telling them apart, and writing them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "protocol/structure.h"

namespace stackdev::lsp {

/// The specification's error codes.
enum class RpcError : std::int32_t {
  ParseError = -32700,
  InvalidRequest = -32600,
  MethodNotFound = -32601,
  InvalidParams = -32602,
  InternalError = -32603,
  ServerNotInitialized = -32002,
  RequestCancelled = -32800,
  RequestFailed = -32803,
};

using Id = std::variant<std::int64_t, std::string>;

struct Request {
  Id id;
  std::string method;
  json::value params; // null if absent
};

struct Notification {
  std::string method;
  json::value params;
};

/// The client's answer to a request of ours.
struct Response {
  Id id;
  json::value result;
  std::optional<std::string> error; // its message
};

/// No message: what to answer, if anything is to be.
struct Malformed {
  RpcError code;
  std::string message;
  std::optional<Id> id;
  bool isAnswered; // false: a response, which must not be answered
};

using Message = std::variant<Request, Notification, Response, Malformed>;

Message messageOf(json::value&& whole);

json::object requestJson(const Id& id, std::string_view method, std::optional<json::value> params);
json::object notificationJson(std::string_view method, json::value params);
json::object resultJson(const Id& id, json::value result);

/// `id` nullopt: that of the request could not be read.
json::object errorJson(const std::optional<Id>& id, RpcError code, std::string_view message,
                       std::optional<json::value> data = std::nullopt);

/// The code on the wire for an error of the library's; its own code goes into `data`.
RpcError rpcError(ErrorCode code);

std::string shown(const Id& id);

} // namespace stackdev::lsp
