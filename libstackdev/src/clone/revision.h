// What a manifest's `revision` means in a repository: branch, tag or commit.
#pragma once

#include <string>

#include <git2.h>

#include <stackdev/result.h>

namespace stackdev {

/// What HEAD shall be.
struct WantedHead {
  git_oid commit;
  std::string branch; // local branch that follows origin's; "" is a detached HEAD
  std::string name;   // as people say it: "main", "essex-eol", "1a2b3c4"
};

/// `revision` among origin's branches, the tags, the commits, in this order; "" and
/// "HEAD" are origin's `defaultBranch`. Errors: NotFound, naming the revision.
Result<WantedHead> wantedHead(git_repository* repository, const std::string& revision,
                              const std::string& defaultBranch);

/// The commit that HEAD is at, 40 digits; "" if there is none.
std::string headCommit(git_repository* repository);

/// All 40 digits.
std::string fullName(const git_oid& commit);

/// "1a2b3c4".
std::string shortName(const git_oid& commit);

} // namespace stackdev
