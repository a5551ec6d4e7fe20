#include "clone/transfer.h"

#include <algorithm>
#include <cctype>

#include "clone/credentials.h"
#include "support/git.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

int tellTransfer(const git_indexer_progress* progress, void* payload) {
  const auto& watcher = static_cast<const Fetching*>(payload)->watcher;
  const bool isReceiving = progress->received_objects < progress->total_objects;
  if (isReceiving)
    watcher.tell("receiving", progress->received_objects, progress->total_objects,
                 progress->received_bytes);
  else
    watcher.tell("indexing", std::uint64_t{progress->indexed_objects} + progress->indexed_deltas,
                 std::uint64_t{progress->total_objects} + progress->total_deltas,
                 progress->received_bytes);
  return watcher.isCancelled() ? GIT_EUSER : 0;
}

int tellText(const char* /*text*/, int /*size*/, void* payload) {
  return static_cast<const Fetching*>(payload)->watcher.isCancelled() ? GIT_EUSER : 0;
}

int tellCredential(git_credential** out, const char* url, const char* user, unsigned int types,
                   void* payload) {
  return credentialFor(out, url, user, types, static_cast<Fetching*>(payload)->credentialTries++);
}

/// What a bad network or a busy server causes, and the next try may not see.
bool mayPass(int code) {
  const git_error* error = git_error_last();
  if (error == nullptr || code == GIT_EAUTH || code == GIT_ECERTIFICATE || code == GIT_ENOTFOUND)
    return false;
  const std::string_view message = error->message;
  switch (error->klass) {
  case GIT_ERROR_HTTP: // "unexpected http status code: 404"
    return message.find("code: 4") == std::string_view::npos;
  case GIT_ERROR_NET:
    return message.find("unsupported") == std::string_view::npos &&
           message.find("not found") == std::string_view::npos;
  case GIT_ERROR_OS:
  case GIT_ERROR_SSL:
  case GIT_ERROR_SSH:
  case GIT_ERROR_ZLIB:
  case GIT_ERROR_INDEXER:
    return true;
  default:
    return false;
  }
}

Error fetchError(const std::string& url, int code, const Watcher& watcher) {
  auto error = gitError(url);
  if (watcher.isCancelled())
    error.code = ErrorCode::Cancelled;
  else if (!mayPass(code))
    error.code = ErrorCode::NotFound;
  return error;
}

bool isObjectFolder(const std::string& name) {
  return name == "pack" ||
         (name.size() == 2 && std::all_of(name.begin(), name.end(),
                                          [](unsigned char c) { return std::isxdigit(c) != 0; }));
}

/// Links a file or copies it. A copy that a kill cut short is of another size.
bool takeFile(const Path& from, const Path& to) {
  std::error_code error;
  if (std::filesystem::exists(to, error) &&
      std::filesystem::file_size(to, error) == std::filesystem::file_size(from, error))
    return true;
  std::filesystem::remove(to, error);
  std::filesystem::create_hard_link(from, to, error);
  if (!error)
    return true;
  std::filesystem::copy_file(from, to, error);
  return !error;
}

bool takeFolder(const Path& from, const Path& to) {
  std::error_code error;
  std::filesystem::create_directories(to, error);
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::directory_iterator(from, error))
    if (entry.symlink_status().type() == std::filesystem::file_type::regular &&
        entry.path().filename().string().find("tmp_") == std::string::npos)
      files.push_back(entry.path());
  // A pack counts from its index on, so that comes last.
  std::stable_partition(files.begin(), files.end(),
                        [](const auto& file) { return file.extension() != ".idx"; });
  return std::all_of(files.begin(), files.end(),
                     [&](const auto& file) { return takeFile(file, to / file.filename()); });
}

} // namespace

git_fetch_options fetchOptions(Fetching& fetching) {
  git_fetch_options options = GIT_FETCH_OPTIONS_INIT;
  options.callbacks.transfer_progress = tellTransfer;
  options.callbacks.sideband_progress = tellText;
  options.callbacks.credentials = tellCredential;
  options.callbacks.payload = &fetching;
  options.proxy_opts.type = GIT_PROXY_AUTO;
  options.update_fetchhead = 0;
  return options;
}

Result<std::string> fetchAll(git_repository* repository, const std::string& url,
                             const Watcher& watcher) {
  git_remote* rawRemote = nullptr;
  if (const int code = git_remote_create_anonymous(&rawRemote, repository, url.c_str()); code != 0)
    return fetchError(url, code, watcher);
  const GitRemote remote(rawRemote);
  Fetching fetching{watcher};
  auto options = fetchOptions(fetching);
  options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_ALL;
  std::string branches = "+refs/heads/*:refs/remotes/origin/*";
  char* text = branches.data();
  const git_strarray refspecs{&text, 1};
  watcher.tell("connecting", 0, 0, 0);
  if (const int code = git_remote_fetch(rawRemote, &refspecs, &options, "stackdev clone");
      code != 0)
    return fetchError(url, code, watcher);
  git_buf name = GIT_BUF_INIT;
  std::string branch;
  if (git_remote_default_branch(&name, rawRemote) == 0)
    branch.assign(name.ptr, name.size);
  git_buf_dispose(&name);
  static constexpr std::string_view kHeads = "refs/heads/";
  return branch.starts_with(kHeads) ? branch.substr(kHeads.size()) : std::string();
}

bool takeObjects(git_repository* repository, const Path& source) {
  useGit();
  git_repository* raw = nullptr;
  if (git_repository_open_ext(&raw, source.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0)
    return false;
  const GitRepository from(raw);
  const Path objects = Path(git_repository_commondir(raw)) / "objects";
  std::error_code error;
  if (git_repository_is_shallow(raw) != 0 ||
      std::filesystem::exists(objects / "info/alternates", error))
    return false;
  const Path target = Path(git_repository_commondir(repository)) / "objects";
  for (const auto& entry : std::filesystem::directory_iterator(objects, error)) {
    if (entry.symlink_status().type() == std::filesystem::file_type::directory &&
        isObjectFolder(entry.path().filename().string()) &&
        !takeFolder(entry.path(), target / entry.path().filename()))
      return false;
  }
  return !error;
}

} // namespace stackdev
