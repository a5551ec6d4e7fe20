#include "change/temporary_file.h"

#include <cerrno>
#include <vector>

#include <fcntl.h>
#include <sys/random.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "support/file.h"

namespace stackdev {
namespace {

Status writeAll(int fd, std::string_view content, const std::string& name) {
  while (!content.empty()) {
    const auto count = ::write(fd, content.data(), content.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return systemError("cannot write", name, errno);
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

/// Access control lists and labels are extended attributes. Those that this user may not set
/// (security.*, trusted.*) are left to the system, as cp -p does.
Status copyAttributes(int from, int to, const std::string& name) {
  const auto size = ::flistxattr(from, nullptr, 0);
  if (size <= 0)
    return {}; // none, or a file system without them
  std::vector<char> names(static_cast<std::size_t>(size));
  const auto used = ::flistxattr(from, names.data(), names.size());
  for (ssize_t i = 0; i < used;) {
    const std::string attribute(names.data() + i);
    i += static_cast<ssize_t>(attribute.size()) + 1;
    const auto length = ::fgetxattr(from, attribute.c_str(), nullptr, 0);
    if (length < 0)
      continue;
    std::vector<char> value(static_cast<std::size_t>(length));
    if (::fgetxattr(from, attribute.c_str(), value.data(), value.size()) != length)
      continue;
    if (::fsetxattr(to, attribute.c_str(), value.data(), value.size(), 0) != 0 &&
        attribute.starts_with("user."))
      return systemError("cannot copy the extended attributes of", name, errno);
  }
  return {};
}

mode_t processUmask() {
  // Reading it means setting it; single-threaded callers only, as apply() is.
  const mode_t mask = ::umask(077);
  ::umask(mask);
  return mask;
}

mode_t modeOf(FileMode mode) {
  if (mode == FileMode::Private)
    return 0600;
  return (mode == FileMode::Executable ? 0777U : 0666U) & ~processUmask();
}

} // namespace

std::string temporaryName() {
  unsigned char bytes[8] = {};
  if (::getrandom(bytes, sizeof(bytes), 0) != static_cast<ssize_t>(sizeof(bytes)))
    bytes[0] = static_cast<unsigned char>(::getpid()); // O_EXCL still guards against a clash
  std::string name = ".stackdev-";
  for (const unsigned char byte : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    name += kDigits[byte >> 4U];
    name += kDigits[byte & 15U];
  }
  return name + ".tmp";
}

Status writeTemporary(const Descriptor& folder, const std::string& name, std::string_view content,
                      const std::string& target, const struct stat* existing,
                      const NewFile& fresh) {
  const Descriptor file(::openat(folder.fd(), name.c_str(),
                                 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file)
    return systemError("cannot create", name, errno);
  if (auto written = writeAll(file.fd(), content, name); !written)
    return written;
  const uid_t owner = existing != nullptr ? existing->st_uid : fresh.owner;
  const gid_t group = existing != nullptr ? existing->st_gid : fresh.group;
  const bool givesAway = ::geteuid() == 0;
  if (givesAway && ::fchown(file.fd(), owner, group) != 0)
    return systemError("cannot give to its owner", name, errno);
  if (existing != nullptr && !givesAway && group != ::getegid() &&
      ::fchown(file.fd(), static_cast<uid_t>(-1), group) != 0 && errno != EPERM)
    return systemError("cannot keep the group of", target, errno);
  if (existing != nullptr) {
    const Descriptor old(
        ::openat(folder.fd(), target.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!old)
      return systemError("cannot read", target, errno);
    if (auto copied = copyAttributes(old.fd(), file.fd(), target); !copied)
      return copied;
  }
  const mode_t mode = existing != nullptr ? existing->st_mode & 07777U : modeOf(fresh.mode);
  if (::fchmod(file.fd(), mode) != 0)
    return systemError("cannot set the mode of", name, errno);
  return {};
}

} // namespace stackdev
