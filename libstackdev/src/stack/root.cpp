#include <stackdev/stack.h>

#include <cstdlib>

#include <pwd.h>
#include <unistd.h>

#include "stack/expansion.h"
#include "stack/optional_services.h"
#include "support/file.h"
#include "support/git.h"
#include "support/utf8.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

Path environmentPath(const char* name) {
  const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): before any thread
  return value == nullptr ? Path() : Path(value);
}

/// "" if nobody says where it is.
Path homeFolder() {
  if (auto named = environmentPath("HOME"); !named.empty())
    return named;
  const auto* user = ::getpwuid(::geteuid()); // NOLINT(concurrency-mt-unsafe): before any thread
  return user == nullptr ? Path() : Path(user->pw_dir);
}

/// Neither all that there is nor all of the user's own; `folder` is canonical.
bool mayBeRoot(const Path& folder) {
  std::error_code ignored;
  return folder != folder.root_path() &&
         folder != std::filesystem::weakly_canonical(homeFolder(), ignored);
}

/// The nearest folder from `start` upwards that holds `name`; "" if none does.
Path nearestWith(const Path& start, std::string_view name) {
  for (auto folder = start;; folder = folder.parent_path()) {
    std::error_code ignored;
    if (std::filesystem::exists(folder / name, ignored))
      return folder;
    if (folder == folder.root_path())
      return {};
  }
}

Result<Path> rootFolder(const std::optional<Path>& named, const Path& current) {
  std::error_code error;
  if (named && named->empty())
    return Error{ErrorCode::InvalidArgument, "--root: expected a folder, got nothing"};
  if (named) {
    auto folder = std::filesystem::canonical(*named, error);
    if (error || !std::filesystem::is_directory(folder))
      return Error{ErrorCode::NotFound, "--root " + named->string() + ": no such folder"};
    return folder;
  }
  const auto start = std::filesystem::canonical(current, error);
  if (error)
    return systemError("cannot read", current, error.value());
  auto folder = nearestWith(start, kManifestName);
  if (folder.empty()) {
    folder = nearestWith(start, ".git");
    if (folder.empty() || !mayBeRoot(folder)) // a home folder that is kept in git is no clone
      folder = start;
  }
  if (!mayBeRoot(folder))
    return Error{ErrorCode::InvalidArgument,
                 folder.string() + " would be the root, and everything in it a project. "
                                   "Go to the folder of your clones, or name it: --root DIR"};
  return folder;
}

/// "openstack-1f0c2d3e4a5b": readable, and different for each root.
std::string idOf(const Path& root) {
  return root.filename().string() + "-" + blobHash(root.string()).substr(0, 12);
}

Path defaultState(const Path& root) {
  auto base = environmentPath("XDG_STATE_HOME");
  if (base.empty() || base.is_relative()) // the XDG specification says to ignore relative ones
    base = homeFolder() / ".local/state";
  return base / "stackdev" / idOf(root);
}

/// Interpreters with a folder in their name are the root's where that is relative.
void placeInterpreters(Manifest& manifest, const Path& root) {
  for (auto& interpreter : manifest.interpreters)
    if (interpreter.find('/') != std::string::npos)
      interpreter = (root / interpreter).lexically_normal().string();
}

} // namespace

Result<Root> findRoot(const std::optional<Path>& named, const Path& current,
                      const std::optional<Path>& state, BadManifest badManifest) {
  const auto folder = rootFolder(named, current);
  if (!folder)
    return folder.error();
  if (!isUtf8(folder->string()))
    return Error{ErrorCode::InvalidArgument,
                 folder->string() + ": the root's path is not UTF-8; Eclipse could not name it"};
  if (state && state->empty())
    return Error{ErrorCode::InvalidArgument, "--state: expected a folder, got nothing"};
  Root root{*folder,
            state ? std::filesystem::absolute(*state).lexically_normal() : defaultState(*folder),
            std::nullopt};
  auto manifest = readManifest(root.folder / kManifestName);
  if (manifest) {
    root.manifest = std::move(*manifest);
    expand(*root.manifest, root.state);
    settleOptional(*root.manifest, root.folder);
    placeInterpreters(*root.manifest, root.folder);
  } else if (badManifest == BadManifest::IsError && manifest.error().code != ErrorCode::NotFound) {
    return manifest.error();
  }
  return root;
}

Path dataFolder() {
  if (auto named = environmentPath("STACKDEV_DATA"); !named.empty())
    return named;
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  auto installed = program.parent_path().parent_path() / STACKDEV_DATA_SUBFOLDER;
  if (!error && std::filesystem::is_directory(installed / "pydev-templates", error))
    return installed;
  return STACKDEV_SOURCE_FOLDER;
}

} // namespace stackdev
