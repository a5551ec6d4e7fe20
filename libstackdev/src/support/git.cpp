#include "support/git.h"

namespace stackdev {

void useGit() {
  static const int started = [] {
    const int count = git_libgit2_init();
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    return count;
  }();
  static_cast<void>(started);
}

std::string blobHash(std::string_view content) {
  useGit();
  git_oid oid;
  git_odb_hash(&oid, content.data(), content.size(), GIT_OBJECT_BLOB);
  std::string hex(GIT_OID_HEXSZ, '0');
  git_oid_fmt(hex.data(), &oid);
  return hex;
}

Error gitError(std::string_view what) {
  const git_error* error = git_error_last();
  return {ErrorCode::Io,
          std::string(what) + ": " + (error != nullptr ? error->message : "unknown reason")};
}

} // namespace stackdev
