// Fetching into a repository: through libgit2, which runs nothing that the repository names.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include <git2.h>

#include <stackdev/result.h>

namespace stackdev {

/// Who is told how far something is, and who may end it.
struct Watcher {
  std::function<void(std::string_view step, std::uint64_t done, std::uint64_t total,
                     std::uint64_t bytes)>
      tell;
  const std::atomic<bool>* cancelled = nullptr;

  bool isCancelled() const { return cancelled != nullptr && cancelled->load(); }
};

/// Fetches all branches into refs/remotes/origin and all tags. Returns the branch that the remote's
/// HEAD is on, "" if it is on none. Errors: Cancelled; Io for what another try may mend; NotFound
/// for what will not pass.
Result<std::string> fetchAll(git_repository* repository, const std::string& url,
                             const Watcher& watcher);

/// One connection's state.
struct Fetching {
  const Watcher& watcher;
  int credentialTries = 0;
};

/// Options for whatever else fetches: credentials, proxies, progress. `fetching` must outlive them.
git_fetch_options fetchOptions(Fetching& fetching);

/// Gives `repository` the objects of the repository in `source`, by hard links where that is
/// possible; what is there already stays. False if they can't simply be taken over.
bool takeObjects(git_repository* repository, const std::filesystem::path& source);

} // namespace stackdev
