// What is said to a client unasked: notifications, and requests with what to do with the answer.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/message.h"
#include "protocol/workspace.h"

namespace stackdev::lsp {

class Client {
public:
  using Send = std::function<void(const json::object& message)>;
  /// Called at most once; a client may never answer.
  using OnResponse = std::function<void(const Response& response)>;

  explicit Client(Send send) : send_(std::move(send)) {}

  void notify(std::string_view method, json::value params);
  void request(std::string_view method, std::optional<json::value> params, OnResponse onResponse);

  /// The client's answer to one of the requests.
  void receive(const Response& response);

  void showMessage(MessageType type, const std::string& message);

private:
  Send send_;
  std::int64_t lastId_ = 0;
  std::map<std::int64_t, OnResponse> waiting_;
};

} // namespace stackdev::lsp
