// Finds the files that may be Python sources below some folders: two threads, each folder once,
// without what git ignores, virtual environments and tools' folders.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/result.h>

#include "repository/clone.h"
#include "repository/source_cache.h"

namespace stackdev {

struct FoundSource {
  std::string path; // absolute
  int folder;       // descriptor of its folder while the call lasts, and its name in there
  const char* name;
  bool hasExtension;                  // else only its first line tells whether it is Python
  std::shared_ptr<const Clone> clone; // null outside of all
  const CachedFile* cached = nullptr; // what is known of it from an earlier walk
};

struct SourceVisitor {
  /// `thread` is 0 or 1; each calls for itself. Returns what is to be known of the file the next
  /// time: its stamp all zero if nothing.
  std::function<CachedFile(std::size_t thread, const FoundSource&)> file;
  std::function<void(std::size_t thread, const std::string& warning)> warning;
};

/// `folders`: absolute, resolved, none below another. Takes what has not changed from `before`;
/// returns what is new; with SourceCache::takeReused(before) it is what is to be known the next
/// time.
SourceCache visitSources(const std::vector<std::filesystem::path>& folders,
                         const SourceVisitor& visitor, const std::atomic<bool>* cancelled,
                         const SourceCache& before = {});
constexpr std::size_t kSourceThreads = 2;

/// By the name alone: ".py", ".pyw".
bool hasPythonExtension(std::string_view name);

/// Whether a file that starts so is run by Python: "#!/usr/bin/env python2.7".
bool hasPythonShebang(std::string_view content);

} // namespace stackdev
