// libgit2's start-up, handles and errors. What repositories are is repository/'s.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <stackdev/result.h>

#include "support/git_functions.h"

namespace stackdev {

/// Starts libgit2 once. Repositories of other users may be read: nothing that they name is run.
void useGit();

/// The object name that git gives to `content` as a blob, 40 hexadecimal digits.
std::string blobHash(std::string_view content);

/// What libgit2 last said, as an Io error: "cannot open /x: ...".
Error gitError(std::string_view what);

template <const auto& Free>
struct GitFree {
  template <class T>
  void operator()(T* handle) const {
    Free(handle);
  }
};
using GitRepository = std::unique_ptr<git_repository, GitFree<git_repository_free>>;
using GitIndex = std::unique_ptr<git_index, GitFree<git_index_free>>;
using GitPatch = std::unique_ptr<git_patch, GitFree<git_patch_free>>;
using GitTree = std::unique_ptr<git_tree, GitFree<git_tree_free>>;
using GitSignature = std::unique_ptr<git_signature, GitFree<git_signature_free>>;
using GitReference = std::unique_ptr<git_reference, GitFree<git_reference_free>>;
using GitObject = std::unique_ptr<git_object, GitFree<git_object_free>>;
using GitCommit = std::unique_ptr<git_commit, GitFree<git_commit_free>>;
using GitConfig = std::unique_ptr<git_config, GitFree<git_config_free>>;
using GitStatusList = std::unique_ptr<git_status_list, GitFree<git_status_list_free>>;
using GitRemote = std::unique_ptr<git_remote, GitFree<git_remote_free>>;

} // namespace stackdev
