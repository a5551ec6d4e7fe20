// What an earlier walk found in folders and read in files, and the stat data by which it is known
// that nothing has changed since: as git's index does it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sys/stat.h>

namespace stackdev {

struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified = 0; // nanoseconds since 1970
  std::int64_t changed = 0;  // of the inode: nobody can set it back

  bool operator==(const FileStamp&) const = default;
};

/// All zero for what is not there.
FileStamp stampOf(const struct stat& info);
FileStamp stampOf(const std::string& path);

struct CachedFile {
  std::string_view name;
  FileStamp stamp;
  bool isOfInterest; // its content is to be looked at closely
};

struct CachedFolder {
  std::string_view path; // ends in "/"
  FileStamp stamp;
  std::vector<std::string_view> folders; // to walk on in
  std::vector<CachedFile> files;         // that may be sources; sorted by name
  bool isClone = false;
  /// False: which folders are taken depends on more than this folder's entries and git's index.
  bool isWhole = true;
  /// Set by the next walk, in one thread each, where all is as it was.
  mutable bool isReused = false;

  const CachedFile* find(std::string_view name) const;
};

struct SourceCache {
  std::int64_t time = 0; // when the walk started, nanoseconds since 1970
  std::unordered_map<std::string_view, CachedFolder> folders;
  std::map<std::string, FileStamp> clones; // of git's index, by the clone's folder
  std::deque<std::string> texts;           // what the views look at

  /// Adds the folders of `before` that were reused, which is then empty.
  void takeReused(SourceCache& before);

  /// Changes that come so soon before the walk may be followed by others that leave no trace.
  bool isOldEnough(const FileStamp& stamp) const;
};

/// Now, on the clock of file systems.
std::int64_t fileTime();

} // namespace stackdev
