// What git says of the files of a clone.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "repository/source_cache.h"

namespace stackdev {

/// A clone's index and ignore rules, read when first asked. Threads may share it.
class Clone {
public:
  explicit Clone(const std::filesystem::path& folder);
  ~Clone();
  Clone(const Clone&) = delete;
  Clone& operator=(const Clone&) = delete;

  const std::string& folder() const { return folder_; }

  /// Whether an absolute path below folder() is tracked, or neither tracked nor ignored. That of a
  /// folder ends in "/".
  bool takes(const std::string& path) const;

  /// By git's index alone.
  bool isTracked(const std::string& path) const;

  /// Of git's index. Taken before the index is read.
  const FileStamp& indexStamp() const;

  /// The clone that `path` lies in; null if none.
  static std::shared_ptr<const Clone> around(const std::filesystem::path& path);

private:
  struct Git;
  bool isIgnored(const std::string& relative) const;
  std::string folder_; // ends in "/"
  std::unique_ptr<Git> git_;
};

} // namespace stackdev
