#include "pending_request.h"

#include <utility>
#include <vector>

#include <spdlog/spdlog.h>

#include <stackdev/json.h>

namespace stackdev::lsp {

PendingRequest::PendingRequest(PendingRequests& all, Id id, std::string method, std::size_t size)
    : all_(all), id_(std::move(id)), method_(std::move(method)), size_(size) {}

void PendingRequest::answer(Result<json::value> result) {
  if (isAnswered_)
    return;
  if (result) {
    finish(resultJson(id_, std::move(*result)), "");
    return;
  }
  const auto& error = result.error();
  const auto code = rpcError(error.code);
  auto data =
      code == RpcError::RequestFailed ? std::optional<json::value>(jsonOf(error)) : std::nullopt;
  finish(errorJson(id_, code, error.message, std::move(data)), error.message);
}

void PendingRequest::fail(RpcError code, const std::string& message) {
  if (!isAnswered_)
    finish(errorJson(id_, code, message), message);
}

void PendingRequest::cancel() {
  if (isCommitted_)
    return;
  *cancelled_ = true;
  fail(RpcError::RequestCancelled, "cancelled");
}

void PendingRequest::finish(const json::object& message, std::string_view outcome) {
  isAnswered_ = true;
  if (const auto tell = std::exchange(beforeAnswer_, nullptr))
    tell();
  const auto now = std::chrono::steady_clock::now();
  spdlog::info("{}({}) {} ms{}{}", method_, shown(id_),
               std::chrono::duration_cast<std::chrono::milliseconds>(now - since_).count(),
               outcome.empty() ? "" : ": ", outcome);
  all_.bytes_ -= size_;
  const auto [first, last] = all_.waiting_.equal_range(id_);
  for (auto one = first; one != last; ++one)
    if (one->second.get() == this) {
      const auto self = one->second; // while it is worked with
      all_.waiting_.erase(one);
      all_.send_(message);
      return;
    }
}

std::shared_ptr<PendingRequest> PendingRequests::add(Id id, std::string method, std::size_t size) {
  auto request = std::make_shared<PendingRequest>(*this, id, std::move(method), size);
  waiting_.emplace(std::move(id), request);
  bytes_ += size;
  return request;
}

void PendingRequests::cancel(const Id& id) {
  std::vector<std::shared_ptr<PendingRequest>> meant;
  const auto [first, last] = waiting_.equal_range(id);
  for (auto one = first; one != last; ++one)
    meant.push_back(one->second);
  for (const auto& request : meant)
    request->cancel();
}

void PendingRequests::cancelAll() {
  std::vector<std::shared_ptr<PendingRequest>> all;
  for (const auto& [id, request] : waiting_)
    all.push_back(request);
  for (const auto& request : all)
    request->cancel();
}

} // namespace stackdev::lsp
