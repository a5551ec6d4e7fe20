// Walking the files of a clone: fast, each folder once, never through a symbolic link.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/result.h>

namespace stackdev {

/// A regular file that the walk came by. The descriptor and the views live as long as the call.
struct FoundFile {
  std::string_view path; // relative to the walk's root, '/'-separated
  std::string_view name;
  int folder; // descriptor of the folder it lies in, to open it by name
};

/// The names in a folder that the walk has just read.
class FolderNames {
public:
  explicit FolderNames(std::string_view names) : names_(names) {}
  bool contains(std::string_view name) const;

private:
  std::string_view names_; // each ends in a NUL byte
};

struct TreeVisitor {
  /// Asked for each folder when its names are known, the root's too; false leaves out all in it.
  /// May be empty.
  std::function<bool(std::string_view path, const FolderNames& names)> opened;
  /// Asked for each folder below the root; false leaves it out.
  std::function<bool(std::string_view path, std::string_view name)> enter;
  std::function<void(const FoundFile&)> file;
  /// A folder that could not be read, with the reason.
  std::function<void(std::string_view path, const std::string& reason)> unreadable;
};

/// Folders that never hold sources of the project: version control, caches, installed packages.
bool isToolFolder(std::string_view name);

/// The order is the directory's own: callers sort what they show. Other file types than regular
/// files and folders are passed over. Error: the root cannot be read.
Status walkTree(const std::filesystem::path& root, const TreeVisitor& visitor);

/// The whole content of a found file into `buffer`, whose capacity is kept. False if it cannot be
/// read or is larger than `limit` bytes.
bool readFound(const FoundFile& file, std::string& buffer, std::size_t limit = 64U << 20U);

} // namespace stackdev
