#include "repository/working_tree.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "support/descriptor.h"
#include "support/file.h"

namespace stackdev {
namespace {

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

/// What getdents64 fills its buffer with; readdir() would cost two more system calls a folder.
struct DirectoryEntry {
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t length;
  std::uint8_t type;
  char name[1];
};

/// The entries of one folder: names one after the other, each ended by a NUL byte.
struct Entries {
  struct Entry {
    std::uint32_t name; // offset in names
    std::uint32_t length;
    std::uint8_t type;
  };
  std::string names;
  std::vector<Entry> list;

  std::string_view name(const Entry& entry) const {
    return std::string_view(names).substr(entry.name, entry.length);
  }
};

/// DT_UNKNOWN is what some file systems answer instead of the type.
std::uint8_t typeOf(int folder, const DirectoryEntry& entry) {
  if (entry.type != DT_UNKNOWN)
    return entry.type;
  struct stat info {};
  if (::fstatat(folder, entry.name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return DT_UNKNOWN;
  return static_cast<std::uint8_t>(IFTODT(info.st_mode));
}

/// False, with errno, if the folder can't be read.
bool readEntries(int folder, Entries& entries) {
  alignas(DirectoryEntry) std::array<char, 32768> buffer;
  for (;;) {
    const auto size = ::syscall(SYS_getdents64, folder, buffer.data(), buffer.size());
    if (size <= 0)
      return size == 0;
    for (long at = 0; at < size;) {
      // The kernel's own layout in a buffer that is aligned for it.
      const auto* entry = reinterpret_cast<const DirectoryEntry*>(buffer.data() + at);
      at += entry->length;
      const std::string_view name = entry->name;
      if (name == "." || name == "..")
        continue;
      const auto type = typeOf(folder, *entry);
      if (type != DT_DIR && type != DT_REG)
        continue;
      entries.list.push_back({static_cast<std::uint32_t>(entries.names.size()),
                              static_cast<std::uint32_t>(name.size()), type});
      entries.names.append(name.data(), name.size() + 1);
    }
  }
}

class Walk {
public:
  explicit Walk(const TreeVisitor& visitor) : visitor_(visitor) {}

  /// `path_` is the folder's path and ends in '/' unless it is the root. False, with errno, if the
  /// folder can't be read.
  bool folder(const Descriptor& opened) {
    Entries entries;
    if (!readEntries(opened.fd(), entries))
      return false;
    const auto length = path_.size();
    const auto path = std::string_view(path_).substr(0, length == 0 ? 0 : length - 1);
    if (visitor_.opened && !visitor_.opened(path, FolderNames(entries.names)))
      return true;
    for (const auto& entry : entries.list) {
      if (entry.type != DT_REG)
        continue;
      path_ += entries.name(entry);
      visitor_.file({path_, std::string_view(path_).substr(length), opened.fd()});
      path_.resize(length);
    }
    for (const auto& entry : entries.list) {
      if (entry.type != DT_DIR)
        continue;
      path_ += entries.name(entry);
      if (visitor_.enter(path_, entries.name(entry)))
        enter(opened, entries.name(entry));
      path_.resize(length);
    }
    return true;
  }

private:
  void enter(const Descriptor& parent, std::string_view name) {
    const auto length = path_.size();
    const Descriptor opened(::openat(parent.fd(), name.data(), kFolderFlags));
    path_ += '/';
    const bool read = opened && folder(opened);
    const int reason = errno;
    path_.resize(length);
    if (!read && visitor_.unreadable && reason != ENOENT)
      visitor_.unreadable(path_, std::generic_category().message(reason));
  }

  const TreeVisitor& visitor_;
  std::string path_;
};

} // namespace

bool FolderNames::contains(std::string_view name) const {
  for (auto at = names_.find(name); at != std::string_view::npos; at = names_.find(name, at + 1))
    if ((at == 0 || names_[at - 1] == '\0') && names_[at + name.size()] == '\0')
      return true;
  return false;
}

bool isToolFolder(std::string_view name) {
  constexpr std::array<std::string_view, 14> kTools = {
      ".bzr", ".eggs",       ".git",         ".hg",          ".mypy_cache",
      ".nox", ".stackdev",   ".stestr",      ".svn",         ".testrepository",
      ".tox", "__pycache__", "node_modules", "site-packages"};
  return std::find(kTools.begin(), kTools.end(), name) != kTools.end();
}

Status walkTree(const std::filesystem::path& root, const TreeVisitor& visitor) {
  const Descriptor opened(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened || !Walk(visitor).folder(opened))
    return systemError("cannot read folder", root, errno);
  return {};
}

bool readFound(const FoundFile& file, std::string& buffer, std::size_t limit) {
  // The name ends in a NUL byte: it is the tail of a std::string, see Walk::folder().
  const Descriptor opened(
      ::openat(file.folder, file.name.data(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat info {};
  if (!opened || ::fstat(opened.fd(), &info) != 0 || !S_ISREG(info.st_mode) ||
      static_cast<std::size_t>(info.st_size) > limit)
    return false;
  buffer.resize(static_cast<std::size_t>(info.st_size));
  std::size_t done = 0;
  while (done < buffer.size()) {
    const auto count = ::read(opened.fd(), buffer.data() + done, buffer.size() - done);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return false;
    if (count == 0)
      break;
    done += static_cast<std::size_t>(count);
  }
  buffer.resize(done);
  return true;
}

} // namespace stackdev
