#include "change/place.h"

#include <cerrno>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "support/file.h"

namespace stackdev {

Result<Place> Place::open(const std::filesystem::path& folder) {
  Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor)
    return systemError("cannot open folder", folder, errno);
  struct stat info {};
  if (::fstat(descriptor.fd(), &info) != 0)
    return systemError("cannot read", folder, errno);
  return Place(folder, std::move(descriptor), info);
}

Result<Descriptor> Place::openBeneath(const std::filesystem::path& relative, int flags) const {
  struct open_how how {};
  how.flags = static_cast<__u64>(flags | O_CLOEXEC); // NOLINT(bugprone-narrowing-conversions)
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  const char* name = relative.empty() ? "." : relative.c_str();
  const auto fd = ::syscall(SYS_openat2, folder_.fd(), name, &how, sizeof(how));
  if (fd >= 0)
    return Descriptor(static_cast<int>(fd));
  const auto full = path_ / relative;
  if (errno == ELOOP || errno == EXDEV)
    return Error{ErrorCode::InvalidArgument,
                 full.string() + ": a symbolic link is on the way; stackdev writes through none. "
                                 "Replace the link by what it points to, or leave this out"};
  if (errno == ENOTDIR)
    return Error{ErrorCode::InvalidArgument, full.string() + ": a file is where a folder must be"};
  return systemError("cannot open", full, errno);
}

Result<Descriptor> Place::openFolder(const std::filesystem::path& relative) const {
  return openBeneath(relative, O_RDONLY | O_DIRECTORY);
}

Result<bool> Place::makeFolder(const std::filesystem::path& relative) const {
  const auto parent = openFolder(relative.parent_path());
  if (!parent)
    return parent.error();
  const auto name = relative.filename();
  if (::mkdirat(parent->fd(), name.c_str(), 0777) != 0) {
    if (errno == EEXIST)
      return false;
    return systemError("cannot make folder", path_ / relative, errno);
  }
  if (::geteuid() == 0 && owner() != 0 &&
      ::fchownat(parent->fd(), name.c_str(), owner(), group(), AT_SYMLINK_NOFOLLOW) != 0)
    return systemError("cannot give away", path_ / relative, errno);
  return true;
}

Result<std::optional<Place::File>> Place::readFile(const std::filesystem::path& relative) const {
  const auto full = path_ / relative;
  const auto file = openBeneath(relative, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  if (!file) {
    if (file.error().code == ErrorCode::NotFound)
      return std::optional<File>();
    return file.error();
  }
  File found{};
  if (::fstat(file->fd(), &found.info) != 0)
    return systemError("cannot read", full, errno);
  const auto refused = [&](const std::string& why) {
    return Error{ErrorCode::InvalidArgument, full.string() + ": " + why};
  };
  if (!S_ISREG(found.info.st_mode))
    return refused("is not a regular file; stackdev leaves it alone");
  if (found.info.st_uid != ::geteuid() && found.info.st_uid != owner())
    return refused("belongs to another user; stackdev leaves it alone");
  if (found.info.st_nlink > 1)
    return refused("has " + std::to_string(found.info.st_nlink) +
                   " hard links, and replacing it would part them; copy it first "
                   "(cp -p FILE TMP && mv TMP FILE)");
  found.content.resize(static_cast<std::size_t>(found.info.st_size));
  std::size_t done = 0;
  while (done < found.content.size()) {
    const auto count = ::read(file->fd(), found.content.data() + done, found.content.size() - done);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return systemError("cannot read", full, errno);
    if (count == 0)
      break;
    done += static_cast<std::size_t>(count);
  }
  found.content.resize(done);
  return std::optional<File>(std::move(found));
}

} // namespace stackdev
