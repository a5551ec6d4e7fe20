#include "lane.h"

#include <boost/asio/post.hpp>

namespace stackdev::lsp {

void Workers::post(std::function<void()> job) {
  if (!threads_)
    threads_.emplace(count_);
  boost::asio::post(*threads_, std::move(job));
}

Lane::Lane(boost::asio::io_context& reading, Workers& workers, std::size_t width,
           std::function<bool()> mayBegin)
    : reading_(reading), workers_(workers), width_(width), mayBegin_(std::move(mayBegin)) {}

void Lane::submit(Prepare prepare) {
  if (isClosed_)
    return;
  waiting_.push_back(std::move(prepare));
  proceed();
}

void Lane::proceed() {
  while (!isClosed_ && running_ < width_ && !waiting_.empty() && mayBegin_()) {
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    begin(std::move(next));
  }
}

void Lane::begin(Prepare prepare) {
  auto job = prepare();
  if (!job) // not needed any more
    return;
  ++running_;
  ++workers_.working;
  workers_.post([self = shared_from_this(), &reading = reading_, &working = workers_.working,
                 job = std::move(job)]() mutable {
    auto done = job();
    --working;
    job = nullptr; // what it holds is large, and not to be destroyed by the reading thread
    boost::asio::post(reading, [self = std::move(self), done = std::move(done)] {
      if (self->isClosed_)
        return;
      --self->running_;
      done();
      self->proceed();
    });
  });
}

void Lane::close() {
  isClosed_ = true;
  waiting_.clear();
}

} // namespace stackdev::lsp
