#include "repository/working_tree.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/descriptor.h"
#include "support/file.h"

namespace stackdev {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

/// DT_UNKNOWN is what some file systems answer instead of the type.
unsigned char typeOf(const Folder& folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN)
    return entry.d_type;
  struct stat info {};
  if (::fstatat(::dirfd(folder.get()), entry.d_name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return DT_UNKNOWN;
  return IFTODT(info.st_mode);
}

class Walk {
public:
  explicit Walk(const TreeVisitor& visitor) : visitor_(visitor) {}

  /// `path_` is the folder's path and ends in '/' unless it is the root.
  void folder(Folder opened) {
    const auto length = path_.size();
    std::vector<std::string> below; // visited after the files: one descriptor per level stays open
    while (const dirent* entry = ::readdir(opened.get())) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..")
        continue;
      const auto type = typeOf(opened, *entry);
      if (type == DT_DIR) {
        below.emplace_back(name);
      } else if (type == DT_REG) {
        path_ += name;
        visitor_.file({path_, std::string_view(path_).substr(length), ::dirfd(opened.get())});
        path_.resize(length);
      }
    }
    for (const auto& name : below) {
      path_ += name;
      if (visitor_.enter(path_, name))
        enter(opened, name);
      path_.resize(length);
    }
  }

private:
  void enter(const Folder& parent, const std::string& name) {
    Descriptor descriptor(::openat(::dirfd(parent.get()), name.c_str(), kFolderFlags));
    Folder opened(descriptor ? ::fdopendir(descriptor.fd()) : nullptr);
    if (!opened) {
      if (visitor_.unreadable && errno != ENOENT)
        visitor_.unreadable(path_, std::generic_category().message(errno));
      return;
    }
    static_cast<void>(descriptor.release());
    path_ += '/';
    folder(std::move(opened));
  }

  const TreeVisitor& visitor_;
  std::string path_;
};

} // namespace

bool isToolFolder(std::string_view name) {
  constexpr std::array<std::string_view, 14> kTools = {
      ".bzr", ".eggs",       ".git",         ".hg",          ".mypy_cache",
      ".nox", ".stackdev",   ".stestr",      ".svn",         ".testrepository",
      ".tox", "__pycache__", "node_modules", "site-packages"};
  return std::find(kTools.begin(), kTools.end(), name) != kTools.end();
}

Status walkTree(const std::filesystem::path& root, const TreeVisitor& visitor) {
  Folder opened(::opendir(root.c_str()));
  if (!opened)
    return systemError("cannot read folder", root, errno);
  Walk(visitor).folder(std::move(opened));
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
