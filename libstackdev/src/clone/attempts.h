// Trying the URLs of a repository in turn, with pauses that grow.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <stackdev/result.h>

#include "clone/transfer.h"

namespace stackdev {

/// The first URL for which `attempt` succeeds. What failed for an Io error is tried three times,
/// one and two pauses later; the rest once. Errors: Cancelled; else what the last tries said, a
/// line for each URL.
Result<std::string> firstThatWorks(const std::vector<std::string>& urls, const Watcher& watcher,
                                   const std::function<Status(const std::string& url)>& attempt,
                                   std::chrono::milliseconds pause = std::chrono::seconds(1));

} // namespace stackdev
