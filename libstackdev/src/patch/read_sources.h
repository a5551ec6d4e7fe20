// Reads the Python sources that a scan's options name, each once, in two threads.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <stackdev/result.h>
#include <stackdev/scan.h>

#include "repository/source_files.h"

namespace stackdev {

struct ReadSource {
  std::string path;                   // absolute
  std::string_view content;           // lives as long as the call
  Decoding decoding;                  // a file's, or an open document's
  bool isNamed;                       // is one of the options' paths
  std::shared_ptr<const Clone> clone; // null outside of all

  /// Not what git ignores. Asked last: libgit2 may have to be started for it.
  bool isTaken() const { return isNamed || clone == nullptr || clone->takes(path); }
};

struct SourceReader {
  /// Returns whether the source is of interest: to be looked at again even if it is unchanged.
  std::function<bool(std::size_t thread, const ReadSource&)> source;
  std::function<void(std::size_t thread, const std::string& warning)> warning;
  /// Instead of source() for what has not changed since `before`; may be empty without that.
  std::function<void(std::size_t thread, bool isOfInterest)> unchanged = {};
};

/// Returns what visitSources() returns. Errors: NotFound for a path that is not there.
Result<SourceCache> readSources(const ScanOptions& options, const SourceReader& reader,
                                const SourceCache& before = {});

/// Resolved once; as given if it cannot be.
std::filesystem::path canonicalRoot(const std::filesystem::path& root);

/// Relative to the root where below it, '/'-separated.
std::string shownPath(const std::string& path, const std::filesystem::path& root);

/// Of what shownPath() gave.
std::filesystem::path absolutePath(const std::string& shown, const std::filesystem::path& root);

} // namespace stackdev
