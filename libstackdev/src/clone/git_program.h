// The git program, for what libgit2 cannot do: shallow and partial clones. It runs in clones that
// stackdev is making, and, where the root is trusted, in those that are there.
#pragma once

#include <filesystem>
#include <string>

#include <stackdev/result.h>

#include "clone/transfer.h"

namespace stackdev {

struct ThinFetch {
  std::filesystem::path repository; // its working tree
  std::string revision;             // "" is the remote's HEAD
  int depth = 0;                    // 0: all commits
  std::string filter = {};          // "": all objects
};

/// Fetches from the remote origin; a shallow one only the revision. Returns the branch that the
/// remote's HEAD is on. Errors as fetchAll().
Result<std::string> fetchThinly(const ThinFetch& fetch, const std::string& url,
                                const Watcher& watcher);

/// `git checkout`: fetches what a partial clone has left out.
Status checkOutThinly(const std::filesystem::path& repository, const std::string& commit,
                      const std::string& branch, const Watcher& watcher);

/// `git merge --ff-only`.
Status fastForwardThinly(const std::filesystem::path& repository, const std::string& to,
                         const Watcher& watcher);

} // namespace stackdev
