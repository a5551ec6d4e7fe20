// Putting a commit into a working tree and HEAD onto it. libgit2 refuses trees with `..` or `.git`
// in them, and writes through no symbolic link.
#pragma once

#include <string>

#include <git2.h>

#include <stackdev/result.h>

#include "clone/revision.h"
#include "clone/transfer.h"

namespace stackdev {

enum class CheckOut {
  Over,  // whatever is there: a clone in the making
  Beside // local changes and untracked files stay; a conflict is an error
};

Status checkOut(git_repository* repository, const git_oid& commit, CheckOut how,
                const Watcher& watcher);

/// A branch follows origin's of the same name.
Status setHead(git_repository* repository, const WantedHead& head);

/// refs/remotes/origin/HEAD, as git clone writes it. No branch, no reference.
void setRemoteHead(git_repository* repository, const std::string& branch);

/// The remote `origin`, with `url` and the usual refspec.
Status setOrigin(git_repository* repository, const std::string& url);

} // namespace stackdev
