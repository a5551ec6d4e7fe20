#include "clone/revision.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "support/git.h"

namespace stackdev {
namespace {

constexpr std::size_t kShortest = 7; // digits of a commit's name

/// The commit that an object is, or that a tag is of. Takes the object.
std::optional<git_oid> commitIn(git_object* rawFound) {
  const GitObject found(rawFound);
  git_object* rawCommit = nullptr;
  if (git_object_peel(&rawCommit, rawFound, GIT_OBJECT_COMMIT) != 0)
    return std::nullopt;
  const GitObject commit(rawCommit);
  return *git_object_id(rawCommit);
}

/// By its whole name: git's language of revisions, "main~1", is none of the manifest's.
std::optional<git_oid> commitOfReference(git_repository* repository, const std::string& name) {
  git_oid id;
  git_object* found = nullptr;
  if (git_reference_name_to_id(&id, repository, name.c_str()) != 0 ||
      git_object_lookup(&found, repository, &id, GIT_OBJECT_ANY) != 0)
    return std::nullopt;
  return commitIn(found);
}

std::optional<git_oid> commitOf(git_repository* repository, const std::string& digits) {
  git_object* found = nullptr;
  if (git_revparse_single(&found, repository, digits.c_str()) != 0)
    return std::nullopt;
  return commitIn(found);
}

bool isCommitName(const std::string& text) {
  return text.size() >= kShortest && text.size() <= GIT_OID_HEXSZ &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isxdigit(c) != 0; });
}

} // namespace

Result<WantedHead> wantedHead(git_repository* repository, const std::string& revision,
                              const std::string& defaultBranch) {
  const auto& branch = revision.empty() || revision == "HEAD" ? defaultBranch : revision;
  if (branch.empty())
    return Error{ErrorCode::NotFound, "it has no branch of its own to check out; name one in "
                                      "stackdev.toml: revision = \"BRANCH\""};
  if (const auto commit = commitOfReference(repository, "refs/remotes/origin/" + branch))
    return WantedHead{*commit, branch, branch};
  if (const auto commit = commitOfReference(repository, "refs/tags/" + branch))
    return WantedHead{*commit, "", branch};
  if (isCommitName(branch))
    if (const auto commit = commitOf(repository, branch))
      return WantedHead{*commit, "", shortName(*commit)};
  return Error{ErrorCode::NotFound, "it has no branch, tag or commit " + branch};
}

std::string headCommit(git_repository* repository) {
  git_oid commit;
  if (git_reference_name_to_id(&commit, repository, "HEAD") != 0)
    return {};
  return fullName(commit);
}

std::string fullName(const git_oid& commit) {
  std::array<char, GIT_OID_HEXSZ + 1> text{};
  return git_oid_tostr(text.data(), text.size(), &commit);
}

std::string shortName(const git_oid& commit) {
  std::array<char, kShortest + 1> text{};
  return git_oid_tostr(text.data(), text.size(), &commit);
}

} // namespace stackdev
