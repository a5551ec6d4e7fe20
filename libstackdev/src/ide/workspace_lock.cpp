#include "ide/workspace_lock.h"

#include <cerrno>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

Path lockFile(const Path& workspace) {
  return workspace / ".metadata/.lock";
}

struct flock firstByte(short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = 0;
  lock.l_len = 1;
  return lock;
}

Error isOpen(const Path& workspace, int file) {
  auto holder = firstByte(F_WRLCK);
  std::string pid;
  if (::fcntl(file, F_GETLK, &holder) == 0 && holder.l_type != F_UNLCK && holder.l_pid > 0)
    pid = std::to_string(holder.l_pid);
  const auto shown = pid.empty() ? std::string() : " (pid " + pid + ")";
  if (const auto name = readFile("/proc/" + pid + "/comm"); name && *name == "stackdev\n")
    return {ErrorCode::Io, "another stackdev" + shown + " is writing to the workspace " +
                               workspace.string() + "; run it again when that is done"};
  return {ErrorCode::Io, "Eclipse" + shown + " has the workspace " + workspace.string() +
                             " open; close it and import again"};
}

} // namespace

Status WorkspaceLock::check(const Path& workspace) {
  const Descriptor file(::open(lockFile(workspace).c_str(), O_RDWR | O_CLOEXEC));
  if (!file)
    return {}; // no lock file, no Eclipse
  auto lock = firstByte(F_WRLCK);
  if (::fcntl(file.fd(), F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
    return isOpen(workspace, file.fd());
  return {};
}

void WorkspaceLock::clearAway(const Path& workspace) {
  const auto file = lockFile(workspace);
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(file.parent_path(), ignored))
    if (entry.path() != file)
      return;
  if (std::filesystem::remove(file, ignored) && ::rmdir(file.parent_path().c_str()) == 0)
    ::rmdir(workspace.c_str()); // if it is empty now
}

Result<WorkspaceLock> WorkspaceLock::take(const Path& workspace) {
  std::error_code error;
  const auto path = lockFile(workspace);
  std::filesystem::create_directories(path.parent_path(), error);
  if (error)
    return systemError("cannot make folder", path.parent_path(), error.value());
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
  if (!file)
    return systemError("cannot open", path, errno);
  auto lock = firstByte(F_WRLCK);
  if (::fcntl(file.fd(), F_SETLK, &lock) == 0)
    return WorkspaceLock(std::move(file));
  if (errno == EACCES || errno == EAGAIN)
    return isOpen(workspace, file.fd());
  return systemError("cannot lock", path, errno);
}

} // namespace stackdev
