#include "client.h"

#include <spdlog/spdlog.h>

namespace stackdev::lsp {

void Client::notify(std::string_view method, json::value params) {
  send_(notificationJson(method, std::move(params)));
}

void Client::request(std::string_view method, std::optional<json::value> params,
                     OnResponse onResponse) {
  const auto id = ++lastId_;
  waiting_.emplace(id, std::move(onResponse));
  send_(requestJson(id, method, std::move(params)));
}

void Client::receive(const Response& response) {
  const auto* id = std::get_if<std::int64_t>(&response.id);
  const auto waiting = id == nullptr ? waiting_.end() : waiting_.find(*id);
  if (waiting == waiting_.end()) {
    spdlog::warn("an answer to no request: id {}", shown(response.id));
    return;
  }
  const auto onResponse = std::move(waiting->second);
  waiting_.erase(waiting);
  onResponse(response);
}

void Client::showMessage(MessageType type, const std::string& message) {
  notify("window/showMessage", toJson(ShowMessageParams{type, message}));
}

} // namespace stackdev::lsp
