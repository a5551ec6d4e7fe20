#include "change/lock_file.h"

#include <cerrno>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "support/file.h"

namespace stackdev {

Result<LockFile> LockFile::take(const std::filesystem::path& file,
                                std::chrono::milliseconds patience) {
  Descriptor lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock)
    return systemError("cannot open", file, errno);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (::flock(lock.fd(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR)
      continue;
    if (errno != EWOULDBLOCK)
      return systemError("cannot lock", file, errno);
    if (std::chrono::steady_clock::now() >= deadline) {
      char pid[32] = {};
      const auto size = ::pread(lock.fd(), pid, sizeof(pid) - 1, 0);
      return Error{ErrorCode::Io, "another stackdev" +
                                      (size > 0 ? " (pid " + std::string(pid) + ")" : "") +
                                      " is writing here; it holds " + file.string()};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  const auto pid = std::to_string(::getpid());
  if (::ftruncate(lock.fd(), 0) != 0 ||
      ::pwrite(lock.fd(), pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
    return systemError("cannot write", file, errno);
  return LockFile(std::move(lock));
}

} // namespace stackdev
