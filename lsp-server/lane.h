// Work of one client that is too slow for the thread that reads: in order, on threads that all
// clients share.
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

namespace stackdev::lsp {

/// Called on the reading thread, what it returns on a worker, what that returns on the reading
/// thread again. The last is called in any case; a job that throws is a bug.
using Done = std::function<void()>;
using Job = std::function<Done()>;
using Prepare = std::function<Job()>;

/// Threads that are started for the first job: initialize is answered sooner without.
class Workers {
public:
  explicit Workers(std::size_t count) : count_(count) {}

  /// On the reading thread.
  void post(std::function<void()> job);

  std::atomic<int> working = 0; // jobs that run

private:
  std::size_t count_;
  std::optional<boost::asio::thread_pool> threads_;
};

class Lane : public std::enable_shared_from_this<Lane> {
public:
  /// At most `width` jobs at a time; none is begun while `mayBegin` says no.
  Lane(boost::asio::io_context& reading, Workers& workers, std::size_t width,
       std::function<bool()> mayBegin);

  void submit(Prepare prepare);

  /// Begins what may be begun by now.
  void proceed();

  /// Begins nothing more; what runs is not waited for, and its Done not called.
  void close();

  bool isClosed() const { return isClosed_; }
  bool isIdle() const { return waiting_.empty() && running_ == 0; }

private:
  void begin(Prepare prepare);

  boost::asio::io_context& reading_;
  Workers& workers_;
  std::size_t width_;
  std::function<bool()> mayBegin_;
  std::deque<Prepare> waiting_;
  std::size_t running_ = 0;
  bool isClosed_ = false;
};

} // namespace stackdev::lsp
