// One writer at a time: a lock file in the state folder, held while a change set is applied.
#pragma once

#include <chrono>
#include <filesystem>

#include <stackdev/result.h>

#include "support/descriptor.h"

namespace stackdev {

class LockFile {
public:
  /// Makes the file if need be and waits for the lock. Errors: Io, naming the pid of the holder,
  /// when `patience` is over.
  static Result<LockFile> take(const std::filesystem::path& file,
                               std::chrono::milliseconds patience);

private:
  explicit LockFile(Descriptor file) : file_(std::move(file)) {}
  Descriptor file_; // closing it frees the lock, also when the process is killed
};

} // namespace stackdev
