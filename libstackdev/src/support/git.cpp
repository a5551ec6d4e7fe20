#include "support/git.h"

#include <array>

#include <boost/uuid/detail/sha1.hpp>

namespace stackdev {

void useGit() {
  static const int started = [] {
    const int count = git_libgit2_init();
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    // Clones made by the git program may use these; to read them, libgit2 need not know more.
    std::array<const char*, 2> extensions = {"partialclone", "worktreeconfig"};
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions.data(), extensions.size());
    return count;
  }();
  static_cast<void>(started);
}

std::string blobHash(std::string_view content) {
  // Not by libgit2: to start it reads all certificates of the machine, which takes longer than most
  // commands.
  boost::uuids::detail::sha1 sha1;
  const auto header = "blob " + std::to_string(content.size());
  sha1.process_bytes(header.c_str(), header.size() + 1); // with its NUL byte
  sha1.process_bytes(content.data(), content.size());
  unsigned int digest[5] = {};
  sha1.get_digest(digest);
  std::string hex;
  for (const unsigned int word : digest)
    for (int shift = 28; shift >= 0; shift -= 4)
      hex += "0123456789abcdef"[(word >> static_cast<unsigned>(shift)) & 15U];
  return hex;
}

Error gitError(std::string_view what) {
  const git_error* error = git_error_last();
  return {ErrorCode::Io,
          std::string(what) + ": " + (error != nullptr ? error->message : "unknown reason")};
}

} // namespace stackdev
