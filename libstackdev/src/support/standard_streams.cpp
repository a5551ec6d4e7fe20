#include <stackdev/standard_streams.h>

#include <fcntl.h>
#include <unistd.h>

namespace stackdev {

void openStandardStreams() {
  // In order: open() gives the lowest that is free.
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream)
    if (::fcntl(stream, F_GETFD) < 0)
      ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

} // namespace stackdev
