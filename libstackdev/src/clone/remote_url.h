// Where a repository can be cloned from, as text: kinds of URL, what is tried in which order.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/manifest.h>

namespace stackdev {

enum class UrlKind {
  Secure,  // https, ssh: the server is who it says
  Plain,   // git, http: anybody on the way may answer
  Local,   // a path, file://
  Unknown, // no transport of ours: ext::..., rsync://
};

UrlKind urlKind(std::string_view url);

/// The folder that a local URL names, relative ones below `root`.
std::filesystem::path localFolder(std::string_view url, const std::filesystem::path& root);

/// The manifest's URLs in their order, then what its rewrites make of them, then git:// as
/// https://; each once.
std::vector<std::string> urlsOf(const ManifestRepository& repository, const Manifest& manifest);

/// The folders below `mirror` in which the repository is looked for: NAME, NAME.git, and by its
/// URLs REPO, OWNER/REPO, OWNER+REPO/repo, HOST/OWNER/REPO, each with .git, too.
std::vector<std::filesystem::path> mirrorFolders(const ManifestRepository& repository,
                                                 const std::filesystem::path& mirror);

/// Whether two URLs are of one repository as far as their last two words tell: OWNER/REPO.
bool nameSameRepository(std::string_view one, std::string_view other);

} // namespace stackdev
