// Clones the repositories of a manifest and brings clones up to date; never touches local work.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/result.h>
#include <stackdev/stack.h>

namespace stackdev {

struct CloneOptions {
  std::vector<std::string> names = {};              // of repositories; none: all of the manifest
  unsigned jobs = 4;                                // at once
  std::optional<std::filesystem::path> mirror = {}; // looked into before any URL is tried
  int depth = 0;                                    // > 0: shallow, through the git program
  std::string filter = {};                          // "blob:none": partial, through the git program
  bool submodules = false;                          // those of fresh clones, too
  const std::atomic<bool>* cancelled = nullptr;
};

enum class CloneVerdict {
  Cloned,
  Updated,  // fast-forwarded
  UpToDate, // nothing new
  Left,     // there is local work, or something that is not ours to change
  Skipped,  // there is nowhere to clone it from
  Failed,
  Planned, // clonePlan() only
};

/// "cloned", "up to date": the words of the command line and of JSON.
std::string_view toString(CloneVerdict verdict);

struct CloneResult {
  std::string name;
  std::filesystem::path path;
  CloneVerdict verdict = CloneVerdict::Failed;
  std::string detail; // one sentence; of a failure one line for each URL tried
  std::string url;    // that it came from; "" if none answered
  std::string commit; // of HEAD, 40 digits; "" if there is none
  double seconds = 0;
};

/// What one repository is busy with.
struct CloneProgress {
  std::string_view name;
  std::string_view step;   // "connecting", "receiving", "checking out", "waiting to try again"
  std::uint64_t done = 0;  // of `total` objects or files
  std::uint64_t total = 0; // 0: not known
  std::uint64_t bytes = 0; // received
};

/// Called from the threads that clone, never two at a time.
struct CloneObserver {
  std::function<void(const CloneProgress&)> progressed = {};
  std::function<void(const CloneResult&)> finished = {};
};

/// Results are in the manifest's order. Errors: NotFound without a manifest or for a name that is
/// none of it; Untrusted if a local or a git URL would be used and the root has no trust;
/// Cancelled; Io. A repository that fails is no error: its verdict says so.
Result<std::vector<CloneResult>> clone(const Root& root, const CloneOptions& options,
                                       const CloneObserver& observer = {});

/// What clone() would look at, and from where. Asks no server, starts nothing.
Result<std::vector<CloneResult>> clonePlan(const Root& root, const CloneOptions& options);

} // namespace stackdev
