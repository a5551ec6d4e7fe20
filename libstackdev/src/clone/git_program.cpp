#include "clone/git_program.h"

#include <charconv>

#include "clone/remote_url.h"
#include "support/process.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;
using Words = std::vector<std::string>;

/// "Receiving objects:  42% (420/1000), 1.2 MiB" as numbers.
void tellLine(std::string_view line, const Watcher& watcher) {
  const auto colon = line.find(": ");
  const auto open = line.find('(');
  const auto slash = line.find('/', open);
  if (colon == std::string_view::npos || slash == std::string_view::npos)
    return;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::from_chars(line.data() + open + 1, line.data() + slash, done);
  std::from_chars(line.data() + slash + 1, line.data() + line.size(), total);
  if (line.starts_with("Receiving"))
    watcher.tell("receiving", done, total, 0);
  else if (line.starts_with("Resolving"))
    watcher.tell("indexing", done, total, 0);
  else if (line.starts_with("Updating"))
    watcher.tell("checking out", done, total, 0);
}

/// What git says in its errors, without the progress before it.
std::string reasonIn(const std::string& errors) {
  std::string reason;
  for (std::size_t start = 0; start < errors.size();) {
    const auto end = std::min(errors.find('\n', start), errors.size());
    const auto line = std::string_view(errors).substr(start, end - start);
    for (const std::string_view word : {"fatal: ", "error: ", "ERROR: "})
      if (line.starts_with(word))
        reason += (reason.empty() ? "" : "; ") + std::string(line.substr(word.size()));
    start = end + 1;
  }
  return reason.empty() ? errors.substr(0, errors.find('\n')) : reason;
}

bool mayPass(std::string_view reason) {
  for (const std::string_view word :
       {"ould not resolve", "imed out", "onnection", "hung up", "early EOF", "remote end",
        "error: 5", "TLS", "SSL", "unexpected disconnect"})
    if (reason.find(word) != std::string_view::npos)
      return true;
  return false;
}

Result<std::string> git(const Path& folder, Words words, const Watcher& watcher) {
  const auto program = programOnPath("git");
  if (program.empty())
    return Error{ErrorCode::NotFound, "--depth and --filter need the git program: install git"};
  Words all = {"-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false",
               "-c", "protocol.ext.allow=never", "-c", "submodule.recurse=false"};
  all.insert(all.end(), std::make_move_iterator(words.begin()),
             std::make_move_iterator(words.end()));
  const auto said = run({.program = program,
                         .arguments = std::move(all),
                         .withoutVariables = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"},
                         .folder = folder,
                         .deadline = std::chrono::hours(2),
                         .variables = {{"GIT_TERMINAL_PROMPT", "0"}, {"LC_ALL", "C"}},
                         .onLine = [&](std::string_view line) { tellLine(line, watcher); },
                         .cancelled = watcher.cancelled});
  if (!said)
    return said.error();
  if (said->status == 0)
    return said->output;
  const auto reason = reasonIn(said->errors);
  return Error{mayPass(reason) ? ErrorCode::Io : ErrorCode::NotFound, reason};
}

/// What the remote has of a revision.
struct Offered {
  std::string defaultBranch;
  bool hasBranch = false;
  bool hasTag = false;
};

Result<Offered> offered(const ThinFetch& fetch, const Watcher& watcher) {
  const auto said = git(fetch.repository, {"ls-remote", "--symref", "origin"}, watcher);
  if (!said)
    return said.error();
  static constexpr std::string_view kHead = "ref: refs/heads/";
  Offered found;
  for (std::size_t start = 0; start < said->size();) {
    const auto end = std::min(said->find('\n', start), said->size());
    const auto line = std::string_view(*said).substr(start, end - start);
    if (line.starts_with(kHead) && line.ends_with("\tHEAD"))
      found.defaultBranch = line.substr(kHead.size(), line.size() - kHead.size() - 5);
    found.hasBranch = found.hasBranch || line.ends_with("\trefs/heads/" + fetch.revision);
    found.hasTag = found.hasTag || line.ends_with("\trefs/tags/" + fetch.revision);
    start = end + 1;
  }
  return found;
}

/// All that is wanted of the remote: for a shallow clone no more than the one revision.
Words refspecs(const ThinFetch& fetch, const Offered& has) {
  if (fetch.depth == 0)
    return {"+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"};
  const bool isDefault = fetch.revision.empty() || fetch.revision == "HEAD";
  const auto branch = isDefault ? has.defaultBranch : fetch.revision;
  if (isDefault || has.hasBranch)
    return {"+refs/heads/" + branch + ":refs/remotes/origin/" + branch};
  if (has.hasTag)
    return {"+refs/tags/" + branch + ":refs/tags/" + branch};
  return {fetch.revision}; // a commit; most servers hand out only whole names
}

} // namespace

Result<std::string> fetchThinly(const ThinFetch& fetch, const std::string& url,
                                const Watcher& watcher) {
  watcher.tell("connecting", 0, 0, 0);
  const auto has = offered(fetch, watcher);
  if (!has)
    return Error{has.error().code, url + ": " + has.error().message};
  Words words = {"fetch", "--progress", "--no-tags", "--no-recurse-submodules"};
  if (fetch.depth > 0)
    words.push_back("--depth=" + std::to_string(fetch.depth));
  if (!fetch.filter.empty())
    words.push_back("--filter=" + fetch.filter);
  words.insert(words.end(), {"--", "origin"});
  for (auto& refspec : refspecs(fetch, *has))
    words.push_back(std::move(refspec));
  if (const auto done = git(fetch.repository, std::move(words), watcher); !done)
    return Error{done.error().code, url + ": " + done.error().message};
  return has->defaultBranch;
}

Status checkOutThinly(const Path& repository, const std::string& commit, const std::string& branch,
                      const Watcher& watcher) {
  Words words = {"checkout", "--force", "--progress"};
  if (branch.empty())
    words.push_back("--detach");
  else
    words.insert(words.end(), {"-B", branch});
  words.push_back(commit);
  words.emplace_back("--");
  const auto done = git(repository, std::move(words), watcher);
  return done ? Status() : Status(done.error());
}

Status fastForwardThinly(const Path& repository, const std::string& to, const Watcher& watcher) {
  const auto done = git(repository, {"merge", "--ff-only", to}, watcher);
  return done ? Status() : Status(done.error());
}

} // namespace stackdev
