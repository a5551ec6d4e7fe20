#include "clone/attempts.h"

#include <chrono>
#include <thread>

namespace stackdev {
namespace {

using namespace std::chrono_literals;

constexpr int kRounds = 3;

void wait(std::chrono::milliseconds time, const Watcher& watcher) {
  watcher.tell("waiting to try again", 0, 0, 0);
  const auto end = std::chrono::steady_clock::now() + time;
  while (!watcher.isCancelled() && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(50ms);
}

} // namespace

Result<std::string> firstThatWorks(const std::vector<std::string>& urls, const Watcher& watcher,
                                   const std::function<Status(const std::string& url)>& attempt,
                                   std::chrono::milliseconds pause) {
  std::vector<Error> failures(urls.size(), Error{ErrorCode::Io, {}});
  for (int round = 0; round < kRounds; ++round) {
    bool mayPass = false;
    for (std::size_t i = 0; i < urls.size(); ++i) {
      if (failures[i].code != ErrorCode::Io)
        continue;
      if (watcher.isCancelled())
        return Error{ErrorCode::Cancelled, "interrupted"};
      const auto done = attempt(urls[i]);
      if (done)
        return urls[i];
      if (done.error().code == ErrorCode::Cancelled)
        return Error{ErrorCode::Cancelled, "interrupted"};
      failures[i] = done.error();
      mayPass = mayPass || failures[i].code == ErrorCode::Io;
    }
    if (!mayPass)
      break;
    if (round + 1 < kRounds)
      wait(pause * (1 << round), watcher);
  }
  std::string lines;
  for (const auto& failure : failures)
    lines += (lines.empty() ? "" : "\n") + failure.message;
  return Error{ErrorCode::Io, std::move(lines)};
}

} // namespace stackdev
