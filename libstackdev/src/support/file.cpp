#include "support/file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/descriptor.h"

namespace stackdev {

Error systemError(std::string_view what, const std::filesystem::path& path, int number) {
  const auto code = number == ENOENT ? ErrorCode::NotFound : ErrorCode::Io;
  return {code,
          std::string(what) + " " + path.string() + ": " + std::generic_category().message(number)};
}

Result<std::string> readFile(const std::filesystem::path& path, std::size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file)
    return systemError("cannot read", path, errno);
  struct stat info {};
  if (::fstat(file.fd(), &info) != 0)
    return systemError("cannot read", path, errno);
  if (!S_ISREG(info.st_mode))
    return Error{ErrorCode::InvalidArgument, "cannot read " + path.string() + ": not a file"};
  if (static_cast<std::size_t>(info.st_size) > limit)
    return Error{ErrorCode::InvalidArgument, "cannot read " + path.string() + ": larger than " +
                                                 std::to_string(limit >> 20U) + " MiB"};
  std::string content(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t done = 0;
  for (;;) {
    if (done == content.size())
      content.resize(content.size() +
                     4096); // a file that grows, or one of /proc, which has no size
    const auto count = ::read(file.fd(), content.data() + done, content.size() - done);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return systemError("cannot read", path, errno);
    if (count == 0)
      break;
    done += static_cast<std::size_t>(count);
    if (done > limit)
      return Error{ErrorCode::InvalidArgument, "cannot read " + path.string() + ": it grows"};
  }
  content.resize(done);
  return content;
}

Result<std::optional<std::string>> readFileIfThere(const std::filesystem::path& path) {
  auto content = readFile(path);
  if (content)
    return std::optional<std::string>(std::move(*content));
  if (content.error().code == ErrorCode::NotFound)
    return std::optional<std::string>();
  return content.error();
}

} // namespace stackdev
