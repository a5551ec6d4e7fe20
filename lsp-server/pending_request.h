// Requests that wait for their answer. Each gets one, whoever gives it first.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include <stackdev/result.h>

#include "protocol/message.h"

namespace stackdev::lsp {

class PendingRequests;

class PendingRequest {
public:
  PendingRequest(PendingRequests& all, Id id, std::string method, std::size_t size);

  const Id& id() const { return id_; }
  std::size_t size() const { return size_; } // of its message
  bool isAnswered() const { return isAnswered_; }
  std::shared_ptr<const std::atomic<bool>> cancelled() const { return cancelled_; }

  /// Only the first answer counts.
  void answer(Result<json::value> result);
  void fail(RpcError code, const std::string& message);

  /// Answers so. What works at it is told, and its answer comes too late.
  void cancel();

  /// Called just before the answer, whatever that is.
  void beforeAnswer(std::function<void()> tell) { beforeAnswer_ = std::move(tell); }

  /// From now on it is too late to cancel: something is being written.
  void commit() { isCommitted_ = true; }

private:
  void finish(const json::object& message, std::string_view outcome);

  PendingRequests& all_;
  Id id_;
  std::string method_;
  std::size_t size_;
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
  std::shared_ptr<std::atomic<bool>> cancelled_ = std::make_shared<std::atomic<bool>>(false);
  std::function<void()> beforeAnswer_;
  bool isAnswered_ = false;
  bool isCommitted_ = false;
};

class PendingRequests {
public:
  using Send = std::function<void(const json::object& message)>;
  explicit PendingRequests(Send send) : send_(std::move(send)) {}

  /// `size`: of its message, in bytes.
  std::shared_ptr<PendingRequest> add(Id id, std::string method, std::size_t size);

  /// Those of this id; none if there is none.
  void cancel(const Id& id);
  void cancelAll();

  bool empty() const { return waiting_.empty(); }
  std::size_t count() const { return waiting_.size(); }
  std::size_t bytes() const { return bytes_; }

private:
  friend class PendingRequest;
  Send send_;
  std::multimap<Id, std::shared_ptr<PendingRequest>> waiting_;
  std::size_t bytes_ = 0;
};

} // namespace stackdev::lsp
