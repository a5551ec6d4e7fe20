// Keeping Eclipse out of a workspace that is being written.
#pragma once

#include <filesystem>

#include <stackdev/result.h>

#include "support/descriptor.h"

namespace stackdev {

/// Keeps Eclipse out of a workspace while it is written, as Eclipse keeps others out: a POSIX lock
/// on the first byte of .metadata/.lock.
class WorkspaceLock {
public:
  /// Makes the workspace's .metadata/.lock if need be. Errors: Io, with the pid, if Eclipse has
  /// the workspace open.
  static Result<WorkspaceLock> take(const std::filesystem::path& workspace);

  /// The same check without taking or making anything.
  static Status check(const std::filesystem::path& workspace);

  /// Removes what take() made of a workspace that holds nothing else.
  static void clearAway(const std::filesystem::path& workspace);

private:
  explicit WorkspaceLock(Descriptor file) : file_(std::move(file)) {}
  Descriptor file_;
};

} // namespace stackdev
