#include "support/at_once.h"

#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace stackdev {

void atOnce(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::mutex mutex;
  std::exception_ptr failure;
  const auto guarded = [&](std::size_t i) {
    try {
      work(i);
    } catch (...) { // out of a thread's function it would end the process
      const std::lock_guard lock(mutex);
      if (!failure)
        failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    threads.reserve(count);
    std::size_t next = 1;
    try {
      for (; next < count; ++next)
        threads.emplace_back(guarded, next);
    } catch (const std::system_error&) { // no more threads
    }
    if (count > 0)
      guarded(0);
    for (; next < count; ++next)
      guarded(next);
  }
  if (failure)
    std::rethrow_exception(failure);
}

} // namespace stackdev
