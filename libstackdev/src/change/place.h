// A folder that a change set may touch, and what may be done below it: every path is walked from
// the folder's own descriptor and never leaves it, nor follows a symbolic link.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <sys/stat.h>

#include <stackdev/result.h>

#include "support/descriptor.h"

namespace stackdev {

class Place {
public:
  /// Opens an existing folder; a link to it is resolved once, here.
  static Result<Place> open(const std::filesystem::path& folder);

  const std::filesystem::path& path() const { return path_; }
  dev_t device() const { return info_.st_dev; }
  int fd() const { return folder_.fd(); }

  /// The folder at `relative` ("" is the place itself). Errors: NotFound, InvalidArgument if a
  /// symbolic link or a file is on the way.
  Result<Descriptor> openFolder(const std::filesystem::path& relative) const;

  /// Makes one folder, owned as the place is; true if it was not there.
  Result<bool> makeFolder(const std::filesystem::path& relative) const;

  /// The file's content and status, nullopt if it or a folder above is not there. Errors:
  /// InvalidArgument for whatever may not be replaced: no regular file, another owner's, or one
  /// with several hard links (the other names would keep the old content).
  struct File {
    std::string content;
    struct stat info;
  };
  Result<std::optional<File>> readFile(const std::filesystem::path& relative) const;

  uid_t owner() const { return info_.st_uid; }
  gid_t group() const { return info_.st_gid; }

private:
  Place(std::filesystem::path path, Descriptor folder, const struct stat& info)
      : path_(std::move(path)), folder_(std::move(folder)), info_(info) {}

  Result<Descriptor> openBeneath(const std::filesystem::path& relative, int flags) const;

  std::filesystem::path path_;
  Descriptor folder_;
  struct stat info_;
};

} // namespace stackdev
