#include <stackdev/stack.h>

#include <sys/stat.h>

#include "support/file.h"
#include "support/git.h"

namespace stackdev {
namespace {

std::filesystem::path trustFile(const Root& root) {
  return root.state / "trust";
}

/// What trust is given for: this root, its owner and this very manifest.
Result<std::string> trustedState(const Root& root) {
  const auto text = readFileIfThere(root.folder / kManifestName);
  if (!text)
    return text.error();
  struct stat info {};
  if (::stat(root.folder.c_str(), &info) != 0)
    return systemError("cannot read", root.folder, errno);
  return root.folder.string() + "\n" + std::to_string(info.st_uid) + "\n" +
         blobHash(*text ? **text : "") + "\n";
}

} // namespace

bool isTrusted(const Root& root) {
  const auto given = readFile(trustFile(root));
  const auto wanted = trustedState(root);
  return given && wanted && *given == *wanted;
}

Result<ChangeSet> trustPlan(const Root& root) {
  auto wanted = trustedState(root);
  if (!wanted)
    return wanted.error();
  auto existing = readFileIfThere(trustFile(root));
  if (!existing)
    return existing.error();
  return ChangeSet{
      "trust " + root.folder.string(),
      {root.state},
      {{trustFile(root), std::move(*existing), std::move(*wanted), FileMode::Private}}};
}

} // namespace stackdev
